// The one door to the array library. It runs kernels on threads where the platform has `Worker`; Node has its own
// kind, so a stand-in goes in place before the library looks.
import './thread-worker.ts';

export { blockUntilReady, grad, jit, lax, nn, numpy, tree, valueAndGrad } from '@jax-js/jax';
