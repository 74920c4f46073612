import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readErrorBody, refusedSetting } from './json-body.ts';

test.each([
  ['{"error":{"message":"no such model","type":"invalid_request_error"}}', 'no such model'],
  ['{"type":"error","error":{"type":"overloaded_error","message":"busy"}}', 'busy'],
  ['[{"error":{"code":429,"message":"slow down","status":"RESOURCE_EXHAUSTED"}}]', 'slow down'],
  ['{"error":"model is loading"}', 'model is loading'],
  ['{"object":"error","message":"bad","code":40001}', 'bad'],
  ['{"detail":"Not Found"}', 'Not Found'],
  ['{"detail":[{"loc":["body","x"],"msg":"first"},{"loc":["body"],"msg":"second"}]}', 'first; second'],
  ['{"message":{"detail":[]}}', '{"detail":[]}'],
  ['<html>Bad gateway</html>', '<html>Bad gateway</html>'],
  ['', ''],
])('the message of %s is %s', (body, message) => {
  expect(readErrorBody(body).message).toBe(message);
});

test('a limit of Google that was reached is among the codes', () => {
  const violations = [{ quotaId: 'RequestsPerDay-FreeTier' }, {}];
  const body = { error: { message: 'quota', details: [{ '@type': 'x/QuotaFailure', violations }] } };
  expect(readErrorBody(JSON.stringify(body)).codes).toEqual(['requestsperday-freetier']);
});

test('codes come from wherever the provider puts them', () => {
  const body = {
    error: {
      message: 'filtered',
      code: 'content_filter',
      type: 'Invalid',
      innererror: { code: 'ResponsibleAIPolicyViolation' },
      details: [{ reason: 'API_KEY_INVALID' }],
    },
  };
  expect(readErrorBody(JSON.stringify(body)).codes).toEqual([
    'content_filter',
    'invalid',
    'responsibleaipolicyviolation',
    'api_key_invalid',
  ]);
});

const error = (message: string, more: object = {}) => JSON.stringify({ error: { message, ...more } });

test.each([
  [
    'temperature',
    error("Unsupported value: 'temperature' does not support 0 with this model.", {
      param: 'temperature',
      code: 'unsupported_value',
    }),
  ],
  ['max_tokens', error("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.")],
  ['temperature', error('`temperature` may only be set to 1 when thinking is enabled.')],
  ['temperature', error('`temperature` is deprecated for this model.')],
  ['temperature', error('`temperature` and `top_p` cannot both be specified for this model.')],
  ['temperature', error('invalid temperature: only 1 is allowed for this model')],
  [
    'seed',
    JSON.stringify({
      detail: [{ type: 'extra_forbidden', loc: ['body', 'seed'], msg: 'Extra inputs are not permitted' }],
    }),
  ],
  ['top_p', error('Bad request', { param: 'top_p' })],
])('%s is the refused setting of %s', (expected, body) => {
  expect(refusedSetting(readErrorBody(body))).toBe(expected);
});

test.each([
  error('Invalid max_tokens value, the valid range of max_tokens is [1, 8192]'),
  error('temperature must be between 0 and 2', { param: 'temperature' }),
  error("This model's maximum context length is 4096 tokens, your messages and max_tokens ask for 5000."),
  error("Unsupported value: 'messages[0].role' does not support 'system' with this model."),
  error('messages must not be empty'),
  'temperature',
  '',
])('nothing is refused for good in %s', (body) => {
  expect(refusedSetting(readErrorBody(body))).toBeNull();
});

test('no body throws', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
      refusedSetting(readErrorBody(body));
    }),
  );
});
