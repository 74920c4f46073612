import { resolveObjectURL } from 'node:buffer';
import { Worker as Thread } from 'node:worker_threads';

type Listener = (event: { readonly data: unknown }) => void;

/** What a browser's worker finds around it and a Node thread does not. */
const prelude = `
const { parentPort } = require('node:worker_threads');
globalThis.self = globalThis;
globalThis.postMessage = (message) => parentPort.postMessage(message);
parentPort.on('message', (data) => globalThis.onmessage({ data }));
`;

/**
 * A browser's `Worker` on a Node thread, as far as the array library uses one: started from a blob, spoken to
 * by messages, each of which is answered by one. An idle thread does not keep the process alive, a busy one does.
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
    if (source === undefined) throw new Error(`no script at ${blobUrl}`);
    // Without the process's own options: `--input-type=module` would make another language of the prelude.
    const thread = new Thread(prelude + source, { eval: true, execArgv: [] });
    thread.on('message', (data: unknown) => this.#receive(thread, data));
    thread.on('error', (error: Error) => this.onerror?.(error));
    // Behind the listeners: one for messages keeps the process alive again.
    thread.unref();
    this.#thread = thread;
    for (const message of this.#waiting) this.#send(thread, message);
    this.#waiting = [];
  }
}

/** A platform that has workers (a browser, Deno) keeps its own. */
if (!('Worker' in globalThis)) Object.assign(globalThis, { Worker: ThreadWorker });
