import { ThreadWorker } from './thread-worker.ts';

/** A platform that has workers (a browser, Deno) keeps its own. */
if (!('Worker' in globalThis)) Object.assign(globalThis, { Worker: ThreadWorker });
