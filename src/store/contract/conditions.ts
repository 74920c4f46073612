import type { Condition, ConditionContent, Stage } from '../../core/condition.ts';
import type { CutAnswers } from '../../core/cut-answers.ts';
import type { OutcomeCounts } from '../../core/outcomes.ts';

/** Progress of one condition, over all scenarios that it was ever asked about. */
export interface ConditionStatus {
  readonly condition: Condition;
  /** Subjects that have an answer: for a judging condition the sum of the outcomes but `error`. */
  readonly answered: number;
  /** For an emulating condition, the answers that gave a scenario; 0 for others. */
  readonly scenariosMade: number;
  readonly outcomes: OutcomeCounts;
  /**
   * Number of answers by what became of them, every label of the condition's stage: its outcomes, or for an
   * emulating condition `scenarios` and `unreadable`.
   */
  readonly labels: Readonly<Record<string, number>>;
  /** Tokens of the calls that this condition paid for, as far as providers reported them. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Answers that were cut off before there was anything to read in them; absent where none was. */
  readonly cut?: CutAnswers;
  /**
   * Failures by reason, with the newest message of each: of subjects that have no answer, neither here nor in a condition
   * that differs from this one in its endpoint alone.
   */
  readonly failures: readonly { readonly reason: string; readonly count: number; readonly message: string }[];
}

/** Tokens of a model's calls so far, as far as providers reported them. */
export interface UsageSoFar {
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Conditions and their progress. Part of the store. */
export interface ConditionStore {
  /** Finds the condition with this content, or adds it. */
  condition(content: ConditionContent): Promise<Condition>;
  /** The condition with this content, null where there is none. Writes nothing. */
  findCondition(content: ConditionContent): Promise<Condition | null>;
  /** In the order of their making. */
  conditions(): Promise<readonly Condition[]>;
  /** What the calls of a model in a stage have taken, at every endpoint and under every attack. */
  usage(stage: Stage, model: string): Promise<UsageSoFar>;
  /** Counts every label: some 100 ms over a million. */
  status(): Promise<readonly ConditionStatus[]>;
}
