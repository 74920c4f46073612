import type { Sampling } from './model.ts';

export const stages = ['emulate', 'judge', 'explain', 'agree', 'answer'] as const;
/** What a call is for. */
export type Stage = (typeof stages)[number];

/** The system prompt of a model: `none`, or one named by the prompt pack (`untargeted`, `targeted`). */
export type Attack = string;
export const noAttack: Attack = 'none';
/** No attack but a control: a system prompt of the targeted attack's length, without content. */
export const neutralAttack: Attack = 'neutral-long';

/** The endpoint of answers that were given elsewhere, and why they failed there: no command here asks for them again. */
export const importedMark = 'imported';

/**
 * An experimental condition: everything but the subject that shapes a call. Two runs of one model with
 * different prompts or sampling are two conditions, and are never mixed in one rate.
 */
export interface ConditionContent {
  readonly stage: Stage;
  /** As the user names it, for example `openai:gpt-4o-mini`. */
  readonly model: string;
  readonly endpoint: string;
  readonly attack: Attack;
  /** The prompt pack, for example `default@1`. */
  readonly promptPack: string;
  /** Hash of the templates that the stage uses from the pack, so that an edited pack is another condition. */
  readonly promptHash: string;
  /** The templates themselves, so that a stored call can be shown as it was sent. JSON. */
  readonly promptTemplates: string;
  readonly sampling: Sampling;
}

/** Everything that all calls of one stage, model and attack share, with its number in the store. */
export interface Condition extends ConditionContent {
  /** Number in the store. */
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}
