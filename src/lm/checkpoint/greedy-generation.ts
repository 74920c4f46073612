import type { GenerationSettings } from './generation-settings.ts';

/** The likeliest token each time, with nothing put before a text: what a model that nobody published is to generate by. */
export function greedyGeneration(
  eosTokenIds: readonly number[],
  padTokenId: number | null = null,
): GenerationSettings {
  return {
    bosTokenId: null,
    eosTokenIds,
    padTokenId,
    sample: false,
    temperature: null,
    topP: null,
    topK: null,
    repetitionPenalty: null,
  };
}
