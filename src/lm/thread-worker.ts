import { resolveObjectURL } from 'node:buffer';
import { Worker as Thread } from 'node:worker_threads';

type Listener = (event: { readonly data: unknown }) => void;

/** Globals that a browser's worker has and a Node thread lacks. */
const prelude = `
const { parentPort } = require('node:worker_threads');
globalThis.self = globalThis;
globalThis.postMessage = (message) => parentPort.postMessage(message);
parentPort.on('message', (data) => globalThis.onmessage({ data }));
`;

/**
 * A browser's `Worker` on a Node thread, as far as the array library uses one: it starts from a blob and answers each
 * message with one message. A busy thread keeps the process alive, an idle one does not.
 */
export class ThreadWorker {
  onmessage: Listener | null = null;
  onerror: ((error: Error) => void) | null = null;
  #thread: Thread | null = null;
  #waiting: unknown[] = [];
  #unanswered = 0;

  constructor(blobUrl: string) {
    this.#start(blobUrl).catch((error: Error) => this.onerror?.(error));
  }

  postMessage(message: unknown): void {
    if (this.#thread === null) this.#waiting.push(message);
    else this.#send(this.#thread, message);
  }

  #send(thread: Thread, message: unknown): void {
    if (this.#unanswered === 0) thread.ref();
    this.#unanswered += 1;
    thread.postMessage(message);
  }

  #receive(thread: Thread, data: unknown): void {
    this.#unanswered -= 1;
    if (this.#unanswered === 0) thread.unref();
    this.onmessage?.({ data });
  }

  async #start(blobUrl: string): Promise<void> {
    const source = await resolveObjectURL(blobUrl)?.text();
    if (source === undefined) throw new Error(`There is no script at ${blobUrl}.`);
    // Without the process's own options: `--input-type=module` would turn the prelude into an ES module.
    const thread = new Thread(prelude + source, { eval: true, execArgv: [] });
    thread.on('message', (data: unknown) => this.#receive(thread, data));
    thread.on('error', (error: Error) => this.onerror?.(error));
    // After the listeners are added: a message listener would keep the process alive again.
    thread.unref();
    this.#thread = thread;
    for (const message of this.#waiting) this.#send(thread, message);
    this.#waiting = [];
  }
}

// A platform that has workers (a browser, Deno) uses its own.
if (!('Worker' in globalThis)) Object.assign(globalThis, { Worker: ThreadWorker });
