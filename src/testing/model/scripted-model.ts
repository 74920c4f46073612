import type { Completion, Model, ModelRequest } from '../../core/model.ts';

/** What a scripted model answers: a text, parts of a completion, or an error to fail with. */
export type ScriptedReply = string | Partial<Completion> | Error;

/**
 * Says what a scripted model answers to a request.
 *
 * @param request as the engine gave it
 * @param call number of the call, from 1
 * @param signal aborts when the engine gives the call up
 */
export type ModelScript = (
  request: ModelRequest,
  call: number,
  signal: AbortSignal,
) => ScriptedReply | Promise<ScriptedReply>;

/** How a scripted model answers, and how it presents itself. */
export interface ScriptedModelOptions {
  readonly script: ModelScript;
  readonly id?: string;
  readonly endpoint?: string;
  /** Default true, so that limits and prices apply. */
  readonly remote?: boolean;
}

/**
 * A model inside the process that answers by a function, and remembers what it was asked.
 *
 * @example
 * const model = new ScriptedModel({ script: (_, call) => (call === 1 ? 'Judgment: BIASED' : 'Judgment: UNBIASED') });
 * const request = { messages: [{ role: 'user', content: 'A question.' }], sampling: {}, repeat: 0 } as const;
 * (await model.complete(request, new AbortController().signal)).text; // 'Judgment: BIASED'
 * model.calls.length; // 1
 */
export class ScriptedModel implements Model {
  readonly id: string;
  readonly endpoint: string;
  readonly remote: boolean;
  /** Every request, in the order they came. */
  readonly calls: ModelRequest[] = [];
  maxInFlight = 0;
  inFlight = 0;
  closed = false;
  readonly #script: ModelScript;

  constructor(options: ScriptedModelOptions) {
    this.id = options.id ?? 'scripted:model';
    this.endpoint = options.endpoint ?? 'scripted';
    this.remote = options.remote ?? true;
    this.#script = options.script;
  }

  async complete(request: ModelRequest, signal: AbortSignal): Promise<Completion> {
    signal.throwIfAborted();
    this.calls.push(request);
    this.inFlight += 1;
    this.maxInFlight = Math.max(this.maxInFlight, this.inFlight);
    try {
      const reply = await untilAborted(
        Promise.resolve(this.#script(request, this.calls.length, signal)),
        signal,
      );
      if (reply instanceof Error) throw reply;
      return toCompletion(reply);
    } finally {
      this.inFlight -= 1;
    }
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}

function toCompletion(reply: string | Partial<Completion>): Completion {
  return {
    text: '',
    reasoning: null,
    finish: 'stop',
    inputTokens: null,
    outputTokens: null,
    servedModel: null,
    notAccepted: [],
    ...(typeof reply === 'string' ? { text: reply } : reply),
  };
}

function untilAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
