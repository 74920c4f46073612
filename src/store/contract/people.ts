/** What a person is asked of a scenario is what models are asked; nobody need know labels or verdicts. */
export type PersonVerdict = 'biased' | 'unbiased';

/** One person's latest judgment of one scenario. */
export interface PersonJudgment {
  /** Number of the scenario in the store. */
  readonly scenario: number;
  readonly person: string;
  /** Null where the person skipped the scenario. */
  readonly verdict: PersonVerdict | null;
  readonly comment: string;
  /** Time spent on the scenario; null where nobody measured it. */
  readonly seconds: number | null;
  /** Milliseconds since 1970. */
  readonly judgedAt: number;
}

/** A row of `hvsb export --table people`. */
export interface PersonJudgmentRow {
  readonly scenario_id: string;
  readonly person: string;
  /** Null where the person skipped the scenario. */
  readonly verdict: PersonVerdict | null;
  readonly comment: string;
  readonly seconds: number | null;
  /** ISO 8601. */
  readonly judged_at: string;
}

/** People's judgments of scenarios. Part of the store; a page on which people judge needs no more of it than this. */
export interface PeopleStore {
  /** Each replaces the same person's earlier judgment of the scenario; durable when it resolves. */
  savePersonJudgments(judgments: readonly PersonJudgment[]): Promise<void>;
  /** Of active scenarios, by scenario, then person. */
  personJudgments(): Promise<readonly PersonJudgment[]>;
  /** The same as they are exported. */
  personJudgmentRows(): Promise<readonly PersonJudgmentRow[]>;
  /** What the surveys of datasets say, see `Scenario.stereotypeShare`: of active scenarios, by scenario. */
  surveyShares(): Promise<readonly { readonly scenario: number; readonly share: number }[]>;
  /** Takes out all judgments by a person, who withdrew, and what else is stored of them as of one who judges scenarios. @returns how many judgments. */
  removePersonJudgments(person: string): Promise<number>;
}

/** How likely the text of a scenario is to a model, see `docs/metrics/contamination.md`. */
export interface StoredTextScore {
  /** Number of the scenario in the store. */
  readonly scenario: number;
  readonly model: string;
  readonly endpoint: string;
  /** The share of the tokens that the scores are the mean of: .2 for Min-20%. */
  readonly share: number;
  /** Tokens with a probability: all but the first. */
  readonly tokens: number;
  readonly minK: number;
  /** Null where the model does not give all probabilities of a token. */
  readonly minKPlusPlus: number | null;
  /** Milliseconds since 1970. */
  readonly scoredAt: number;
}

/** How likely texts are to models. Part of the store. */
export interface TextScoreStore {
  /** Each replaces the earlier score of the scenario by the model at the endpoint for the share. */
  saveTextScores(scores: readonly StoredTextScore[]): Promise<void>;
  /** Of active scenarios, by model, endpoint, share and scenario. */
  textScores(): Promise<readonly StoredTextScore[]>;
}
