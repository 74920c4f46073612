import type { Dispatcher } from 'undici';
import { ModelError } from '../../errors/errors.ts';
import { bodyText } from './body-text.ts';
import { networkError } from './network-error.ts';

/** One request and its response, at undici's lowest interface: no streams between the socket and the text. */
export class Exchange implements Dispatcher.DispatchHandler {
  #onDone: () => void = doNothing;
  #onFinished: (isWhole: boolean) => void = doNothing;
  readonly #resolve: (response: HttpResponse) => void;
  readonly #reject: (reason: unknown) => void;
  #controller: Dispatcher.DispatchController | null = null;
  #done = false;
  #status = 0;
  #headers: HttpResponse['headers'] = {};
  readonly #chunks: Buffer[] = [];

  constructor(resolve: (response: HttpResponse) => void, reject: (reason: unknown) => void) {
    this.#resolve = resolve;
    this.#reject = reject;
  }

  // Methods, because V8 takes a function that is written where it is assigned to a property for one that lives long: it would keep
  // each exchange until the next full collection.

  /** To be called once, before the promise settles. */
  whenDone(call: () => void): void {
    this.#onDone = call;
  }

  /** To be called once undici is done with the request: whether the response came whole, and so the connection is of further use. */
  whenFinished(call: (isWhole: boolean) => void): void {
    this.#onFinished = call;
  }

  get isDone(): boolean {
    return this.#done;
  }

  /** Rejects at once, also while the connection is still being made, and gives the connection up. */
  abort(reason: unknown): void {
    this.#fail(reason);
    this.#controller?.abort(new Error('aborted'));
  }

  timeOut(timeoutMs: number): void {
    this.abort(
      new ModelError(`No complete answer came within ${timeoutMs / 1000} seconds.`, { reason: 'timeout' }),
    );
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#done) controller.abort(new Error('aborted'));
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: HttpResponse['headers'],
  ): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#onFinished(true);
    if (this.#done) return;
    let body: string;
    try {
      body = bodyText(this.#chunks, this.#headers);
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#done = true;
    this.#onDone();
    this.#resolve({ status: this.#status, headers: this.#headers, body });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#onFinished(false);
    this.#fail(networkError(error));
  }

  #fail(reason: unknown): void {
    if (this.#done) return;
    this.#done = true;
    this.#onDone();
    this.#reject(reason);
  }
}

function doNothing(): void {}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Unpacked, as text. */
  readonly body: string;
}
