/**
 * What people said of scenarios when they were asked what models are asked, blind to labels and verdicts, in columns. Whom
 * nothing was decided by (skipped) has no entry.
 */
export interface PeopleJudgments {
  readonly people: readonly string[];
  /** Each of the following has one entry a judgment; `scenario` is as in `JudgmentTable.number`. */
  readonly scenario: Uint32Array;
  readonly person: Uint16Array;
  /** 1 where the person called the scenario biased. */
  readonly biased: Uint8Array;
  /**
   * How these scenarios were chosen. `random`: they are a sample that was drawn at random from those that models judged.
   * `other`: they are not, or nobody knows.
   */
  readonly chosen: 'random' | 'other';
  /** The name of that sample; null where there is none. */
  readonly sample: string | null;
  /** What a survey that came with a dataset said: the share of those asked who named the scenario's group for the stereotype. */
  readonly surveys: readonly SurveyShare[];
}

export interface SurveyShare {
  readonly scenario: number;
  /** From 0 to 1. */
  readonly share: number;
}
