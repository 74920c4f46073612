import { describe } from 'vitest';
import type { Behaviour } from '../../src/testing/server/behaviour.ts';
import { anthropicDialect, googleDialect } from '../../src/testing/server/dialects.ts';
import { counterOf, recognisableKey, type ServerRow, testServers } from './scripted-server.ts';

const answer: Behaviour = { kind: 'answer', text: 'Judgment: BIASED', inputTokens: 40, outputTokens: 4 };

/** The first prompt is filtered in this way, the others are answered: every run ends with all calls answered. */
function row(name: string, filtered: Behaviour): ServerRow {
  return {
    name,
    script: (request) => (counterOf(request) === 0 ? filtered : answer),
    scenarios: 4,
    expected: { requests: 4, outcomes: { filtered: 1, biased: 3 }, failed: 0, stopped: null },
    next: { expected: { requests: 0, outcomes: { filtered: 1, biased: 3 } } },
  };
}

const body = (status: number, value: unknown): Behaviour => ({
  kind: 'raw',
  status,
  body: typeof value === 'string' ? value : JSON.stringify(value),
});
const error = (status: number, value: unknown): Behaviour => body(status, { error: value });
const finish = (reason: string, content: string | null = ''): Behaviour =>
  body(200, {
    choices: [{ message: { role: 'assistant', content }, finish_reason: reason }],
    usage: { prompt_tokens: 40, completion_tokens: 0, total_tokens: 40 },
  });

const managed = {
  message: "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
  code: 'content_filter',
  innererror: {
    code: 'ResponsibleAIPolicyViolation',
    content_filter_result: { hate: { filtered: true, severity: 'high' } },
  },
};

const rows: readonly ServerRow[] = [
  row('Azure: 400 with its code and innererror', error(400, managed)),
  row(
    'a gateway: 400 with innererror alone',
    error(400, { message: 'Bad request.', innererror: managed.innererror }),
  ),
  row(
    'a gateway: innererror beside the error',
    body(400, { error: { message: 'Bad request.' }, innererror: managed.innererror }),
  ),
  row(
    'a gateway: the upstream error as text',
    error(400, { message: `upstream said: ${JSON.stringify({ error: managed })}` }),
  ),
  row(
    'a gateway: the upstream error as Python writes it',
    error(400, { message: "Error code: 400 - {'error': {'code': 'content_filter', 'param': None}}" }),
  ),
  row(
    'LiteLLM',
    error(400, {
      message: 'litellm.BadRequestError: litellm.ContentPolicyViolationError: it was stopped',
      code: '400',
    }),
  ),
  row(
    'OpenAI: content policy',
    error(400, { message: 'No.', type: 'image_generation_user_error', code: 'content_policy_violation' }),
  ),
  row(
    'OpenAI: reasoning models',
    error(400, {
      message: 'Invalid prompt: your prompt was flagged as potentially violating our usage policy.',
      code: 'invalid_prompt',
    }),
  ),
  row(
    'OpenAI: limited access',
    error(400, {
      message: "Invalid prompt: we've limited access to this content for safety reasons.",
      code: 'invalid_prompt',
    }),
  ),
  row(
    'OpenAI: cyber policy',
    error(400, { message: 'This request has been flagged.', code: 'cyber_policy' }),
  ),
  row(
    'Anthropic: output blocked',
    error(400, { type: 'invalid_request_error', message: 'Output blocked by content filtering policy' }),
  ),
  row('DeepSeek', error(400, { message: 'Content Exists Risk', type: 'invalid_request_error' })),
  row(
    'DashScope: its code',
    error(400, { code: 'data_inspection_failed', message: 'Input data may contain inappropriate content.' }),
  ),
  row(
    'DashScope: its older words, 500',
    error(500, {
      message:
        '<400> InternalError.Algo.DataInspectionFailed: Input text data may contain inappropriate content.',
    }),
  ),
  row(
    'Moonshot',
    error(400, {
      code: 400,
      type: 'content_filter',
      param: 'prompt',
      message: 'The request was rejected because it was considered high risk',
    }),
  ),
  row(
    'Zhipu: 1301',
    error(400, { code: '1301', message: '系统检测到输入或生成内容可能包含不安全或敏感内容' }),
  ),
  row('Zhipu: finish sensitive', finish('sensitive')),
  row(
    'MiniMax: 1026 in a 200',
    body(200, { choices: null, base_resp: { status_code: 1026, status_msg: 'input new_sensitive' } }),
  ),
  row(
    'Volcengine',
    error(400, { code: 'InputTextSensitiveContentDetected', message: 'The request failed.' }),
  ),
  row('StepFun: 451', error(451, { type: 'censorship_blocked', message: 'It was stopped.' })),
  row(
    'xAI: 403',
    body(403, {
      code: 'The caller does not have permission',
      error: 'Content violates usage guidelines. Failed check: SAFETY_CHECK_TYPE_BIO',
    }),
  ),
  row(
    'OpenRouter: 403',
    error(403, {
      code: 403,
      message: 'This model requires moderation. Your input was flagged for "harassment".',
      metadata: { reasons: ['harassment'], flagged_input: 'x' },
    }),
  ),
  row(
    'OpenRouter: 403 inside a 200',
    error(200, { code: 403, message: 'Your input was flagged for "hate".', metadata: { reasons: ['hate'] } }),
  ),
  row(
    'OpenRouter: 403 inside a choice',
    body(200, {
      choices: [{ error: { code: 403, message: 'Your input was flagged.' }, message: { content: '' } }],
    }),
  ),
  row('Azure: finish content_filter', finish('content_filter')),
  row(
    'Azure: a choice of which nothing is left',
    body(200, {
      choices: [
        {
          finish_reason: 'stop',
          message: { content: null },
          content_filter_results: { hate: { filtered: true } },
        },
      ],
    }),
  ),
  row('Gemini behind chat completions', finish('content_filter: PROHIBITED_CONTENT')),
  row('Gemini: SAFETY', finish('SAFETY', null)),
  row('Bedrock: guardrail', finish('guardrail_intervened')),
  row('Bedrock: content_filtered', finish('content_filtered')),
  row('Cohere: ERROR_TOXIC', finish('ERROR_TOXIC')),
  row('GigaChat: blacklist', finish('blacklist')),
  row(
    'Cloudflare: 2016',
    body(424, {
      success: false,
      error: [{ code: 2016, message: 'Prompt blocked due to security configurations' }],
    }),
  ),
  row(
    'Portkey: 446',
    error(446, {
      message:
        'The guardrail checks defined in the config failed. You can find more information in `hook_results`.',
      type: 'hooks_failed',
    }),
  ),
  row('WSO2: 446', body(446, { code: '900514', type: 'REGEX', message: { action: 'GUARDRAIL_INTERVENED' } })),
  row('Databricks', error(400, { message: "Request blocked by input guardrail 'safety'" })),
  row(
    'New API',
    error(400, {
      message: 'input contains sensitive words: [x]',
      type: 'new_api_error',
      code: 'sensitive_words_detected',
    }),
  ),
  row('plain text', body(400, 'Output blocked by content filtering policy')),
];

/** The same through the vendors' own packages. */
const vendors: readonly ServerRow[] = [
  {
    ...row(
      'Anthropic’s own interface: output blocked',
      error(400, { type: 'invalid_request_error', message: 'Output blocked by content filtering policy' }),
    ),
    model: 'anthropic:m',
    dialect: anthropicDialect,
    environment: { ANTHROPIC_BASE_URL: 'SERVER', ANTHROPIC_API_KEY: recognisableKey },
  },
  {
    ...row('Google’s own interface: blockReason', body(200, { promptFeedback: { blockReason: 'SAFETY' } })),
    model: 'google:m',
    dialect: googleDialect,
    environment: { GEMINI_BASE_URL: 'SERVER', GEMINI_API_KEY: recognisableKey },
  },
];

describe('content filters', () => testServers(rows));
describe('content filters of vendors with a package', () => testServers(vendors));
