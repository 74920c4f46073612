import type { ServerResponse } from 'node:http';
import type { ScriptedAnswer, ScriptedError, WireDialect } from './dialects.ts';

/** When in the exchange something goes wrong. */
export type Moment = 'before-headers' | 'mid-body';

/** What the scripted server does with one request. Everything it can do wrong, real providers have done. */
export type Behaviour = {
  /** Waits so long first; default the server's own latency. */
  readonly delayMs?: number;
} & (
  | (ScriptedAnswer & {
      readonly kind: 'answer';
      readonly headers?: Readonly<Record<string, string>>;
      /** Sends the body in two writes, cut in the middle of its bytes. */
      readonly inTwoParts?: boolean;
    })
  | (ScriptedError & { readonly kind: 'error'; readonly headers?: Readonly<Record<string, string>> })
  /** The request-level content filter, as the provider words it. */
  | { readonly kind: 'filtered' }
  /** Closes the connection hard. */
  | { readonly kind: 'reset'; readonly when: Moment }
  /** Says nothing more, and keeps the connection. */
  | { readonly kind: 'stall'; readonly when: Moment }
  /** Status 200, right headers, right length: and half a JSON document. */
  | { readonly kind: 'truncated' }
  | {
      readonly kind: 'raw';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** Bytes where the body is packed, or is no text. */
      readonly body: string | Uint8Array;
    }
);

interface Stage {
  readonly dialect: WireDialect;
  readonly model: string;
  readonly latencyMs: number;
}

/** Does to the response what the behaviour says, after its delay. */
export function perform(behaviour: Behaviour, response: ServerResponse, stage: Stage): void {
  const delayMs = behaviour.delayMs ?? stage.latencyMs;
  if (delayMs === 0) act(behaviour, response, stage);
  else setTimeout(() => act(behaviour, response, stage), delayMs);
}

function act(behaviour: Behaviour, response: ServerResponse, { dialect, model }: Stage): void {
  if (response.destroyed) return;
  switch (behaviour.kind) {
    case 'answer':
      send(response, 200, JSON.stringify(dialect.answer(behaviour, model)), behaviour);
      break;
    case 'error':
      send(response, behaviour.status, JSON.stringify(dialect.error(behaviour)), behaviour);
      break;
    case 'filtered': {
      const { status, body } = dialect.filtered ?? { status: 400, body: dialect.error(noFilter) };
      send(response, status, JSON.stringify(body));
      break;
    }
    case 'truncated': {
      const whole = wholeBody(dialect, model);
      send(response, 200, whole.slice(0, whole.length / 2));
      break;
    }
    case 'raw':
      send(response, behaviour.status, behaviour.body, behaviour);
      break;
    case 'reset':
      breakOff(response, behaviour.when, wholeBody(dialect, model), () => response.socket?.resetAndDestroy());
      break;
    case 'stall':
      breakOff(response, behaviour.when, wholeBody(dialect, model), () => {});
      break;
    default:
      behaviour satisfies never;
  }
}

const somethingToSay = { text: 'Judgment: BIASED', inputTokens: 40, outputTokens: 4 };
const noFilter = { status: 400, message: 'this provider has no request-level content filter' };

interface Manner {
  readonly headers?: Readonly<Record<string, string>>;
  readonly inTwoParts?: boolean;
}

function send(
  response: ServerResponse,
  status: number,
  body: string | Uint8Array,
  manner: Manner = {},
): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': bytes.length,
    ...manner.headers,
  });
  if (manner.inTwoParts !== true) {
    response.end(bytes);
    return;
  }
  const middle = Math.floor(bytes.length / 2);
  response.write(bytes.subarray(0, middle));
  setTimeout(() => response.end(bytes.subarray(middle)), 10);
}

function wholeBody(dialect: WireDialect, model: string): string {
  return JSON.stringify(dialect.answer(somethingToSay, model));
}

/** Sends nothing, or half of what it announces, and then does the last thing. */
function breakOff(response: ServerResponse, when: Moment, body: string, last: () => void): void {
  if (when === 'before-headers') {
    last();
    return;
  }
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.write(body.slice(0, body.length / 2), () => setTimeout(last, 10));
}
