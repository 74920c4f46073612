import { describe, expect, test } from 'vitest';
import { contentFilterSigns, isFilteredError, isFilterFinish } from './content-filters.ts';

/** What each row of the table is about: the reason an answer ended by, or an error. */
const examples: readonly (string | object)[] = [
  { code: 'content_filter' },
  { type: 'content_policy_violation' },
  'content_filter',
  'policy_violation',
  { code: 'moderation_blocked' },
  { message: 'Invalid prompt: your prompt was flagged.' },
  { code: 'ResponsibleAIPolicyViolation' },
  { message: "The prompt is triggering Azure OpenAI's content management policy." },
  { content_filter_result: { hate: { filtered: true } } },
  { message: 'Output blocked by content filtering policy' },
  { message: "The model's safeguards flagged this message for its topic." },
  'PROHIBITED_CONTENT',
  { promptFeedback: { blockReason: 'SAFETY' } },
  { message: "The prompt violates Vertex AI's usage guidelines that are listed elsewhere." },
  { message: 'Content Exists Risk' },
  { code: 'DataInspectionFailed' },
  { message: 'Output data may contain inappropriate content.' },
  { message: 'The request was rejected because it was considered high risk' },
  { code: '1301' },
  { message: '系统检测到输入或生成内容可能包含不安全或敏感内容' },
  'sensitive',
  { output_sensitive: true },
  { status_msg: 'output new_sensitive' },
  { code: 'OutputTextSensitiveContentDetected' },
  { Code: 'FailedOperation.SensitiveTextDetected' },
  { type: 'censorship_blocked' },
  { code: 10013 },
  { code: 'input_text_sensitive' },
  'blacklist',
  'ALTERNATIVE_STATUS_CONTENT_FILTER',
  { check: 'SAFETY_CHECK_TYPE_BIO' },
  { message: 'Content violates usage guidelines.' },
  { metadata: { flagged_input: 'x' } },
  { message: 'Your input was flagged for "hate".' },
  { message: 'Request blocked: prompt injection patterns detected' },
  'guardrail_intervened',
  'content_filtered',
  { message: 'The generated text has been blocked by our content filters.' },
  'ERROR_TOXIC',
  { message: 'blocked output: please try again with a different prompt' },
  'output_guardrail_triggered',
  { message: "Request blocked by input guardrail 'x'" },
  { message: 'Response blocked due to security configurations' },
  { message: 'The guardrail checks defined in the config failed.' },
  { action: 'GUARDRAIL_INTERVENED' },
  { message: 'litellm.ContentPolicyViolationError: no' },
  { message: 'bad request: prompt pattern is blocked' },
  { code: 'sensitive_words_detected' },
  { message: 'input contains sensitive words: [x]' },
];

describe('every row of the table', () => {
  test('has an example', () => {
    expect(examples).toHaveLength(contentFilterSigns.length);
  });

  test.each(contentFilterSigns.map((sign, row) => [row, sign.provider, sign.where, sign.pattern] as const))(
    '%i, %s, by %s',
    (row, _, where, pattern) => {
      const example = examples[row] ?? '';
      if (typeof example === 'string') {
        expect([where, isFilterFinish(example.toLowerCase())]).toEqual(['finish', true]);
        expect(example.toLowerCase()).toMatch(pattern);
        return;
      }
      expect(isFilteredError(400, JSON.stringify({ error: example }))).toBe(true);
      const [[name, value] = []] = leaves(example);
      expect(where === 'code' ? `${name}=${value}`.toLowerCase() : String(value)).toMatch(pattern);
    },
  );
});

function leaves(value: object): [string, unknown][] {
  return Object.entries(value).flatMap(([name, field]) =>
    typeof field === 'object' ? leaves(field) : ([[name, field]] as [string, unknown][]),
  );
}

test.each([
  [403, { error: { message: 'Your account has been flagged for abuse.' } }],
  [403, { error: { message: 'You are not allowed to sample from this model', type: 'permission_error' } }],
  [401, { error: { message: 'Output blocked by content filtering policy' } }],
  [400, { error: { message: 'Invalid prompt: messages are empty.', code: 'invalid_prompt' } }],
  [400, { error: { message: 'max_tokens is too large: 1301', code: 'invalid_value' } }],
  [400, { error: { message: 'Your credit balance is too low', code: 1026 } }],
  [400, { error: { message: 'Bad request.', content_filter_result: { hate: { filtered: false } } } }],
  [
    422,
    {
      detail: [
        { loc: ['body'], msg: 'bad', input: 'The request was rejected because it was considered high risk' },
      ],
    },
  ],
  [429, { error: { message: 'Your input was flagged.' } }],
])('an error of another kind is none: %i %o', (status, body) => {
  expect(isFilteredError(status, JSON.stringify(body))).toBe(false);
});

test('a deep or long body is read all the same', () => {
  const deep = `${'{"error":'.repeat(5000)}1${'}'.repeat(5000)}`;
  for (const body of [deep, '['.repeat(100_000), `{"message":"${'\'a": "b", '.repeat(100_000)}"}`]) {
    expect(isFilteredError(400, body)).toBe(false);
  }
});
