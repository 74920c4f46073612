import type { Condition } from '../condition.ts';

/** A condition with its prompts and how far it is. */
export interface ConditionView extends Omit<Condition, 'promptTemplates'> {
  /** The attack's system prompt; null where there is none. */
  readonly system: string | null;
  /** What the user says, with `{{part}}` where a part of the subject goes: by kind of scenario, or by the stage's name. Empty where answers were imported. */
  readonly templates: Readonly<Record<string, string>>;
  /** Calls that it paid for; a judgment that shares its call with an earlier condition adds none. */
  readonly calls: number;
  readonly answered: number;
  /** Number of answers by label of the stage; null while it is being counted (a large store, just opened). */
  readonly labels: Readonly<Record<string, number>> | null;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly failures: readonly { readonly reason: string; readonly count: number; readonly message: string }[];
}
