// The only import of the array library. The library runs kernels on threads where the platform has `Worker`. Node has
// workers of another kind, so thread-worker.ts provides `Worker` before the library is loaded.
import './thread-worker.ts';

export { blockUntilReady, grad, jit, lax, nn, numpy, tree, valueAndGrad } from '@jax-js/jax';
