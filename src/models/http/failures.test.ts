import { expect, test } from 'vitest';
import { type Asked, readFailure } from './failures.ts';

const asked: Asked = {
  id: 'google:some-model',
  endpoint: 'https://models.example/v1beta',
  secrets: [],
  keyVariable: null,
  baseUrlVariable: null,
};

function failure(status: number, error: object, headers: Record<string, string> = {}) {
  const read = readFailure({ status, headers, body: JSON.stringify({ error }) }, asked);
  return read.kind === 'error' ? read.error : read;
}

test.each([
  [400, { message: 'Content Exists Risk', type: 'invalid_request_error', code: 'invalid_request_error' }],
  [400, { message: 'Invalid prompt: your prompt was flagged.', code: 'invalid_prompt' }],
  [400, { message: 'No.', code: 'content_filter' }],
  [403, { message: 'Your input was flagged.' }],
])('the content filter stopped the request: %d %o', (status, error) => {
  expect(failure(status, error)).toEqual({ kind: 'filtered' });
});

test.each([
  [400, { message: 'System role not supported' }],
  [
    400,
    {
      message: "Unsupported value: 'messages[0].role' does not support 'system' with this model.",
      param: 'messages[0].role',
    },
  ],
  [400, { message: 'Developer instruction is not enabled for models/gemma-3-1b-it' }],
  [500, { message: 'Only user and assistant roles are supported!' }],
  [400, { message: 'Conversation roles must alternate user/assistant/user/assistant/...' }],
  [422, { message: 'System messages are not supported by this model' }],
])('the model takes no system message: %d %o', (status, error) => {
  expect(failure(status, error)).toMatchObject({ reason: 'no-system-role', canRetry: false });
});

test.each([
  [503, { message: 'Loading model', type: 'unavailable_error' }],
  [503, { message: 'Model some/model is currently loading' }],
  [500, { message: 'llm server loading model' }],
  [503, { message: 'The model is still being loaded, try again later' }],
  [503, { message: 'The server is warming up' }],
])('the model is being loaded: %d %o', (status, error) => {
  expect(failure(status, error)).toMatchObject({ reason: 'loading', canRetry: true });
});

test.each([
  [403, { message: 'Your request was blocked by our policy.' }, 'bad-request'],
  [403, { message: 'Forbidden' }, 'authentication'],
  [403, { message: 'This key may not use the model.' }, 'authentication'],
  [503, { message: 'The service is overloaded.' }, 'server'],
  [500, { message: 'The downloading model failed.' }, 'server'],
])('%d %o is "%s"', (status, error, reason) => {
  expect(failure(status, error)).toMatchObject({ reason });
});

test('the limit of a day is waited for where the wait is that long', () => {
  const error = {
    message: 'Used up.',
    status: 'RESOURCE_EXHAUSTED',
    details: [{ violations: [{ quotaId: 'GenerateRequestsPerDayPerProject' }] }, { retryDelay: '20000s' }],
  };
  expect(failure(429, error)).toMatchObject({ reason: 'rate-limit', retryAfterMs: 20_000_000 });
});

test('an invalid prompt that no filter complained of is a bad request', () => {
  const error = { message: 'Invalid prompt: messages are empty.', code: 'invalid_prompt' };
  expect(failure(400, error)).toMatchObject({ reason: 'bad-request' });
});

/** As Google words every limit that is reached: the message speaks of billing, the details say which it is. */
function limitReached(quotaId: string) {
  return {
    code: 429,
    status: 'RESOURCE_EXHAUSTED',
    message: 'The quota is used up; see your plan and billing.',
    details: [
      { '@type': 'x/QuotaFailure', violations: [{ quotaId }] },
      { '@type': 'x/RetryInfo', retryDelay: '26s' },
    ],
  };
}

test('a limit by the minute is waited for, although its message speaks of billing', () => {
  expect(failure(429, limitReached('GenerateRequestsPerMinutePerProject'))).toMatchObject({
    reason: 'rate-limit',
    canRetry: true,
    retryAfterMs: 26_000,
  });
});

test('the limit of a day is not waited for, although it names a short wait', () => {
  expect(failure(429, limitReached('GenerateRequestsPerDayPerProject-FreeTier'))).toMatchObject({
    reason: 'quota',
    canRetry: false,
  });
});

test('spent credit is not waited for, by its code or by its message', () => {
  const spentCode = { message: 'Quota used up.', code: 'insufficient_quota' };
  expect(failure(429, spentCode, { 'retry-after': '5' })).toMatchObject({ reason: 'quota' });
  expect(failure(429, { message: 'See your billing details.' })).toMatchObject({ reason: 'quota' });
});

test.each([
  [400, { message: 'The model `m` does not exist or you do not have access to it.' }, 'not-found'],
  [400, { message: 'No.', code: 'model_not_found' }, 'not-found'],
  [400, { message: 'vendor/m:8b is not a valid model ID' }, 'not-found'],
  [422, { message: 'Unknown model m' }, 'not-found'],
  [400, { message: 'It is gone.', code: 'model_decommissioned' }, 'not-found'],
  [400, { message: 'Incorrect API key provided.' }, 'authentication'],
  [422, { message: 'The API key is expired.' }, 'authentication'],
  [500, { message: 'litellm.AuthenticationError: Invalid API Key' }, 'authentication'],
  [400, { message: 'Access denied, please make sure your account is in good standing.' }, 'quota'],
  [403, { message: 'Please top up.', code: 'Arrearage' }, 'quota'],
  [400, { message: 'The model refused: the prompt is not valid.' }, 'bad-request'],
  [400, { message: 'This model does not support the role "tool".' }, 'bad-request'],
  [422, { message: 'The model output is invalid.' }, 'bad-request'],
  [500, { message: 'The model crashed.' }, 'server'],
])('%i %o: %s', (status, error, reason) => {
  expect(failure(status, error)).toMatchObject({ reason });
});
