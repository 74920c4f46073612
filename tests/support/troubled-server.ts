import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import type { Behaviour } from '../../src/testing/server/behaviour.ts';
import { chatCompletionsDialect } from '../../src/testing/server/dialects.ts';
import { type ScriptedRequest, ScriptedServer } from '../../src/testing/server/scripted-server.ts';
import { chance } from './full-study/chance.ts';
import { type StudyStage, studyScript } from './full-study/study-script.ts';

/** What can go wrong with a request before it is answered. None of it is an answer. */
const misfortunes: readonly Behaviour[] = [
  { kind: 'error', status: 429, message: 'slow down', headers: { 'retry-after-ms': '40' } },
  { kind: 'error', status: 429, message: 'Please try again in 0.03s.' },
  { kind: 'error', status: 500, message: 'oops' },
  { kind: 'error', status: 503, message: 'Loading model', headers: { 'retry-after-ms': '20' } },
  {
    kind: 'raw',
    status: 502,
    body: '<html><title>Bad Gateway</title></html>',
    headers: { 'content-type': 'text/html' },
  },
  { kind: 'raw', status: 200, body: 'upstream connect error or disconnect' },
  { kind: 'raw', status: 200, body: '' },
  { kind: 'raw', status: 200, body: '{"choices":[{"message":{"role":"assistant","content":7}}]}' },
  {
    kind: 'raw',
    status: 200,
    body: gzipSync('{"choices": [').subarray(0, 20),
    headers: { 'content-encoding': 'gzip' },
  },
  { kind: 'truncated' },
  { kind: 'reset', when: 'before-headers' },
  { kind: 'reset', when: 'mid-body' },
  { kind: 'reset', when: 'before-headers', delayMs: 150 },
  { kind: 'answer', text: '', finish: 'stop', inputTokens: 40, outputTokens: 1 },
];

/** Models that take not all that is sent: nothing is answered before it is left out. */
const refusals: Readonly<Record<string, (body: ScriptedRequest['body']) => string | null>> = {
  'gpt-4o': (body) =>
    'temperature' in body ? "Unsupported value: 'temperature' does not support 0 with this model." : null,
  'llama-3.1-8b': ({ messages }) =>
    JSON.stringify(messages).includes('"system"') ? 'System role not supported' : null,
};

const packers = [
  ['gzip', gzipSync],
  ['br', brotliCompressSync],
  ['zstd', zstdCompressSync],
] as const;

/** How often each request got an answer of its call, by its body. */
export type AnswerCounts = ReadonlyMap<string, number>;

/**
 * A server that answers as the study's models do, but not at once: one request of six meets a misfortune first, or two. Answers are
 * slow, packed, with impossible counts of tokens, or hold the key that was sent. What a request ends with depends on
 * nothing but its content, so that a run that is killed can be compared with one that is not.
 */
export class TroubledServer {
  readonly #script: (request: ScriptedRequest) => Behaviour;
  readonly #answers = new Map<string, number>();
  readonly #heard = new Map<StudyStage, number>();
  readonly #scripted: ScriptedServer;
  #atRequest: { readonly number: number; readonly act: () => void } | null = null;

  private constructor(scripted: ScriptedServer) {
    this.#scripted = scripted;
    this.#script = studyScript(({ stage }) => this.#heard.set(stage, (this.#heard.get(stage) ?? 0) + 1));
  }

  /** @param port that of an earlier one, for whose models these are to be taken; 0 for any */
  static async start(port: number): Promise<TroubledServer> {
    const started = Promise.withResolvers<TroubledServer>();
    const scripted = await ScriptedServer.start({
      port,
      keepBodies: 0,
      latencyMs: 3,
      script: async (request) => (await started.promise).#behave(request),
    });
    const server = new TroubledServer(scripted);
    started.resolve(server);
    return server;
  }

  get port(): number {
    return this.#scripted.port;
  }

  get received(): number {
    return this.#scripted.counts.received;
  }

  get answers(): AnswerCounts {
    return this.#answers;
  }

  /** Requests by stage. */
  get stages(): ReadonlyMap<StudyStage, number> {
    return this.#heard;
  }

  /** Does something once so many more requests have come. */
  afterRequests(count: number, act: () => void): void {
    this.#atRequest = { number: this.received + count, act };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#scripted.close();
  }

  #behave(request: ScriptedRequest): Behaviour {
    if (this.#atRequest !== null && request.number >= this.#atRequest.number) {
      this.#atRequest.act();
      this.#atRequest = null;
    }
    const { rawBody, body, time, key } = request;
    const refusal = refusals[String(body.model)]?.(body) ?? null;
    if (refusal !== null) return { kind: 'error', status: 400, message: refusal };
    const draw = (what: string) => chance(what, rawBody);
    const troubles = draw('trouble') < 0.13 ? 1 : draw('trouble') < 0.16 ? 2 : 0;
    const misfortune = misfortunes[Math.floor(chance('which', rawBody, time) * misfortunes.length)];
    if (time <= troubles && misfortune !== undefined) return misfortune;
    this.#answers.set(rawBody, (this.#answers.get(rawBody) ?? 0) + 1);
    return dressed(this.#script(request), draw, String(body.model), key);
  }
}

/** The same answer, as some servers put it. */
function dressed(
  behaviour: Behaviour,
  draw: (what: string) => number,
  model: string,
  key: string,
): Behaviour {
  const delayMs = draw('slow') < 0.05 ? 120 : 3;
  if (behaviour.kind !== 'answer') return { ...behaviour, delayMs };
  const echo = draw('echo') < 0.04 && key !== '' ? `\n(You sent ${key}.)` : '';
  const answer = chatCompletionsDialect.answer({ ...behaviour, text: behaviour.text + echo }, model);
  const body = draw('tokens') < 0.04 ? withOddTokens(answer, draw('which tokens')) : JSON.stringify(answer);
  const form = draw('form');
  const headers = { 'content-type': 'application/json' };
  if (form < 0.15) {
    const [encoding, pack] = packers[Math.floor(form * 20)] ?? packers[0];
    return {
      kind: 'raw',
      status: 200,
      headers: { ...headers, 'content-encoding': encoding },
      body: pack(body),
      delayMs,
    };
  }
  return { kind: 'raw', status: 200, headers, body, delayMs };
}

function withOddTokens(answer: unknown, draw: number): string {
  const odd = ['-7', '"40"', '1e19', '40.5'][Math.floor(draw * 4)] ?? '-7';
  return JSON.stringify(answer).replace('"prompt_tokens":40', `"prompt_tokens":${odd}`);
}
