import type { Finish } from '../../core/model.ts';

/** An answer that the scripted server is to give, before it is put into a provider's words. */
export interface ScriptedAnswer {
  readonly text: string;
  readonly reasoning?: string;
  readonly finish?: Finish;
  /** Both or none. */
  readonly inputTokens?: number;
  readonly outputTokens?: number;
}

/** An error that the scripted server is to give. */
export interface ScriptedError {
  readonly status: number;
  readonly message: string;
  /** The provider's own code, for example `insufficient_quota`. */
  readonly code?: string;
  /** The parameter that it complains of. */
  readonly param?: string;
}

/** How a provider puts things on the wire. One a provider family; the scripted server speaks any of them. */
export interface WireDialect {
  /** Path of the base URL below the server's address, for example `/v1`. */
  readonly basePath: string;
  /** The model that this request asks, or null where the path is not one that answers are asked at. */
  askedModel(path: string, body: unknown): string | null;
  answer(answer: ScriptedAnswer, model: string): unknown;
  error(error: ScriptedError): unknown;
  /** The finishes that the provider distinguishes on the wire. */
  readonly finishes: readonly Finish[];
  /**
   * What the provider sends where its content filter stops a request before any text, with its status; null
   * where it has no such answer.
   */
  readonly filtered: { readonly status: number; readonly body: unknown } | null;
  /** The body of `GET {base}/models`. */
  models(names: readonly string[]): unknown;
}

const finishReasons: Readonly<Record<Finish, string>> = {
  stop: 'stop',
  length: 'length',
  'content-filter': 'content_filter',
  refusal: 'stop',
  other: 'tool_calls',
};

/** What OpenAI and the servers that follow it put on the wire. */
export const chatCompletionsDialect: WireDialect = {
  basePath: '/v1',
  finishes: ['stop', 'length', 'content-filter', 'refusal', 'other'],
  askedModel: (path, body) => (path.endsWith('/chat/completions') ? modelIn(body) : null),
  answer: ({ text, reasoning, finish = 'stop', inputTokens, outputTokens }, model) => ({
    id: 'chatcmpl-scripted',
    object: 'chat.completion',
    created: 0,
    model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          ...(finish === 'refusal' ? { content: null, refusal: text } : { content: text, refusal: null }),
          ...(reasoning === undefined ? {} : { reasoning_content: reasoning }),
        },
        finish_reason: finishReasons[finish],
      },
    ],
    ...(inputTokens === undefined || outputTokens === undefined
      ? {}
      : {
          usage: {
            prompt_tokens: inputTokens,
            completion_tokens: outputTokens,
            total_tokens: inputTokens + outputTokens,
          },
        }),
  }),
  error: ({ message, code, param }) => ({
    error: { message, type: 'scripted_error', code: code ?? null, param: param ?? null },
  }),
  // As Azure does it.
  filtered: {
    status: 400,
    body: {
      error: {
        message: 'The prompt was stopped by the content filter.',
        code: 'content_filter',
        innererror: { code: 'ResponsibleAIPolicyViolation' },
      },
    },
  },
  models: (names) => ({ object: 'list', data: names.map((id) => ({ id, object: 'model' })) }),
};

function modelIn(body: unknown): string {
  const named = typeof body === 'object' && body !== null && 'model' in body ? body.model : null;
  return typeof named === 'string' ? named : 'unnamed';
}

const stopReasons: Readonly<Record<Finish, string>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  'content-filter': 'refusal',
  refusal: 'refusal',
  other: 'tool_use',
};

/** What Anthropic's Messages interface puts on the wire. */
export const anthropicDialect: WireDialect = {
  basePath: '/v1',
  // A declined request and a filtered one are both a refusal here.
  finishes: ['stop', 'length', 'refusal', 'other'],
  askedModel: (path, body) => (path.endsWith('/messages') ? anthropicModelIn(body) : null),
  answer: ({ text, reasoning, finish = 'stop', inputTokens = 0, outputTokens = 0 }, model) => ({
    id: 'msg_scripted',
    type: 'message',
    role: 'assistant',
    model,
    content: [
      ...(reasoning === undefined ? [] : [{ type: 'thinking', thinking: reasoning, signature: 'scripted' }]),
      { type: 'text', text },
    ],
    stop_reason: stopReasons[finish],
    stop_sequence: null,
    usage: { input_tokens: inputTokens, output_tokens: outputTokens },
  }),
  error: ({ message, code }) => ({ type: 'error', error: { type: code ?? 'scripted_error', message } }),
  filtered: null,
  models: (names) => ({ data: names.map((id) => ({ type: 'model', id })), has_more: false }),
};

function anthropicModelIn(body: unknown): string {
  const named = typeof body === 'object' && body !== null && 'model' in body ? body.model : null;
  return typeof named === 'string' ? named : 'unnamed';
}

const googleFinishReasons: Readonly<Record<Finish, string>> = {
  stop: 'STOP',
  length: 'MAX_TOKENS',
  'content-filter': 'SAFETY',
  refusal: 'SAFETY',
  other: 'OTHER',
};

/** What Google's Gemini interface puts on the wire. */
export const googleDialect: WireDialect = {
  basePath: '/v1beta',
  finishes: ['stop', 'length', 'content-filter', 'other'],
  askedModel: (path) => /\/models\/([^/:]+):generateContent$/.exec(path)?.[1] ?? null,
  answer: ({ text, reasoning, finish = 'stop', inputTokens, outputTokens }, model) => ({
    candidates: [
      {
        index: 0,
        content: {
          role: 'model',
          parts: [...(reasoning === undefined ? [] : [{ text: reasoning, thought: true }]), { text }],
        },
        finishReason: googleFinishReasons[finish],
      },
    ],
    usageMetadata: { promptTokenCount: inputTokens, candidatesTokenCount: outputTokens },
    modelVersion: model,
  }),
  error: ({ status, message, code }) => ({ error: { code: status, message, status: code ?? 'SCRIPTED' } }),
  // Status 200 with the reason and no candidate.
  filtered: { status: 200, body: { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } } },
  models: (names) => ({ models: names.map((name) => ({ name: `models/${name}` })) }),
};

const converseStopReasons: Readonly<Record<Finish, string>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  'content-filter': 'guardrail_intervened',
  refusal: 'refusal',
  other: 'tool_use',
};

/** What Amazon Bedrock's Converse interface puts on the wire. */
export const converseDialect: WireDialect = {
  basePath: '',
  finishes: ['stop', 'length', 'content-filter', 'refusal', 'other'],
  askedModel: (path) => {
    const [, model = null] = /^\/model\/([^/]+)\/converse$/.exec(path) ?? [];
    return model === null ? null : decodeURIComponent(model);
  },
  answer: ({ text, reasoning, finish = 'stop', inputTokens = 0, outputTokens = 0 }) => ({
    output: {
      message: {
        role: 'assistant',
        content: [
          ...(reasoning === undefined
            ? []
            : [{ reasoningContent: { reasoningText: { text: reasoning, signature: 'scripted' } } }]),
          { text },
        ],
      },
    },
    stopReason: converseStopReasons[finish],
    usage: { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens },
    metrics: { latencyMs: 1 },
  }),
  // Its kind is in a header, which gateways put into the body.
  error: ({ message, code }) => ({ message, ...(code === undefined ? {} : { type: code }) }),
  filtered: null,
  models: () => ({ message: 'no such operation' }),
};
