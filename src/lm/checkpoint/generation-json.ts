import type { GenerationSettings } from './generation-settings.ts';
import { oneOrList } from './one-or-list.ts';

/** The content of `generation_config.json`: what is said, and nothing for what is not. */
export function generationJson(settings: GenerationSettings): Readonly<Record<string, unknown>> {
  const named = {
    bos_token_id: settings.bosTokenId,
    eos_token_id: oneOrList(settings.eosTokenIds),
    pad_token_id: settings.padTokenId,
    do_sample: settings.sample,
    temperature: settings.temperature,
    top_p: settings.topP,
    top_k: settings.topK,
    repetition_penalty: settings.repetitionPenalty,
  };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== null));
}
