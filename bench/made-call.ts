import type { NewCall } from '../src/store/contract/store.ts';

/** An answer as a provider sends it, to nothing in particular. */
export function madeCall(key: string, condition: number, text: string): NewCall {
  return {
    key,
    condition,
    completion: {
      text,
      reasoning: null,
      finish: 'stop',
      inputTokens: 120,
      outputTokens: 5,
      servedModel: null,
      notAccepted: [],
    },
    latencyMs: 400,
    attempts: 1,
    answeredAt: Date.UTC(2026, 0, 1),
  };
}
