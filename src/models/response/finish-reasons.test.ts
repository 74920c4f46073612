import { expect, test } from 'vitest';
import { readFinish } from './finish-reasons.ts';

test.each([
  ['stop', 'stop'],
  ['STOP', 'stop'],
  ['eos', 'stop'],
  ['end_turn', 'stop'],
  ['stop-sequence', 'stop'],
  ['length', 'length'],
  ['MAX_TOKENS', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['maxTokens', 'length'],
  ['FinishReason.MAX_TOKENS', 'length'],
  ['FINISH_REASON_STOP', 'stop'],
  ['REASON_MAX_CONTEXT', 'length'],
  ['max_new_tokens', 'length'],
  ['endTurn', 'stop'],
  ['refusal', 'refusal'],
  ['error', 'interrupted'],
  ['network_error', 'interrupted'],
  ['insufficient_system_resource', 'interrupted'],
  ['service_unavailable', 'interrupted'],
  ['sensitive', 'content-filter'],
  ['contentFilter', 'content-filter'],
  ['ModelArmor', 'content-filter'],
  ['policy_violation', 'content-filter'],
  ['blocked', 'content-filter'],
  ['unblocked', 'other'],
  ['content_filter: OTHER', 'content-filter'],
  ['', 'other'],
  ['tool_calls', 'other'],
  // Words from outside are only data.
  ['__proto__', 'other'],
  ['constructor', 'other'],
  ['toString', 'other'],
  ['hasOwnProperty', 'other'],
] as const)('%j is %s', (word, finish) => {
  expect(readFinish(word).finish).toBe(finish);
});

test('the provider\u2019s word is kept where it says more, and not without bound', () => {
  expect(readFinish('stop').reason).toEqual({});
  expect(readFinish('MAX_TOKENS').reason).toEqual({});
  expect(readFinish('').reason).toEqual({});
  expect(readFinish('guardrail_intervened').reason).toEqual({ finishReason: 'guardrail_intervened' });
  expect(readFinish('x'.repeat(1000)).reason.finishReason).toHaveLength(100);
});
