import type { Sampler } from './sampler.ts';

export interface GenerationRequest {
  /** Token ids of the prompt, at least one. */
  readonly prompt: readonly number[];
  /** Most tokens to write, at least one; the end of the context bounds them too. */
  readonly maxTokens: number;
  readonly sampler: Sampler;
}

export interface Generated {
  /** Token ids, without the one that ended them. */
  readonly ids: readonly number[];
  /** `stop` where the model ended its text, `length` where it was cut. */
  readonly finish: 'stop' | 'length';
}
