import type { Completion, Sampling } from '../core/model.ts';
import type { SettingField } from './http/json-body.ts';

const settingOf = {
  temperature: 'temperature',
  top_p: 'topP',
  topP: 'topP',
  max_tokens: 'maxTokens',
  max_completion_tokens: 'maxTokens',
  max_output_tokens: 'maxTokens',
  maxOutputTokens: 'maxTokens',
  seed: 'seed',
  random_seed: 'seed',
  // Not of the answer: who asks for them stops asking.
  logprobs: null,
  top_logprobs: null,
} as const satisfies Record<SettingField, keyof Sampling | null>;

const none: readonly (keyof Sampling)[] = [];

/**
 * What one model turned out to accept. A setting that was refused is left out of every later request, and
 * every later answer says so.
 */
export class SamplingNegotiation {
  readonly #refused = new Set<keyof Sampling>();

  /** Leaves the setting out from now on. False where the request that was refused did not hold it. */
  refuse(field: SettingField, asked: Sampling): boolean {
    const setting = settingOf[field];
    if (setting === null || asked[setting] === undefined) return false;
    this.#refused.add(setting);
    return true;
  }

  /** The settings to send. */
  accepted(asked: Sampling): Sampling {
    if (this.#refused.size === 0) return asked;
    const accepted = { ...asked };
    for (const setting of this.#refused) delete accepted[setting];
    return accepted;
  }

  /** Of the settings asked for, the ones that are left out. */
  notAccepted(asked: Sampling): readonly (keyof Sampling)[] {
    if (this.#refused.size === 0) return none;
    return [...this.#refused].filter((setting) => asked[setting] !== undefined);
  }
}

/** What is stored where the provider's content filter stopped the request before any text. */
export function filteredCompletion(notAccepted: readonly (keyof Sampling)[]): Completion {
  return {
    text: '',
    reasoning: null,
    finish: 'content-filter',
    inputTokens: null,
    outputTokens: null,
    servedModel: null,
    notAccepted,
  };
}
