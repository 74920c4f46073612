import type { AgreementOutcome, Outcome } from './outcomes.ts';

/**
 * Judgments in columns, small enough for two million of them to be measured in a few seconds: scenarios
 * are numbered 0 to scenarioCount - 1, names are numbers into their lists.
 */
export interface JudgmentTable {
  readonly scenarioCount: number;
  readonly datasets: readonly string[];
  readonly categories: readonly string[];
  readonly variants: readonly string[];
  /** Each of the following has one entry a scenario. */
  readonly dataset: Uint16Array;
  /** Its number in the store, by which other inputs name it. Absent: its place in this table. */
  readonly number?: Uint32Array;
  readonly category: Uint16Array;
  readonly variant: Uint16Array;
  /** Number of the scenario's cluster, unique over all datasets. */
  readonly cluster: Uint32Array;
  readonly clusterCount: number;
  /** 1 where the gold label is biased. */
  readonly goldBiased: Uint8Array;
  /** 1 where the scenario is a control. */
  readonly control: Uint8Array;
  readonly series: readonly JudgmentSeries[];
}

/** All judgments by one model under one attack. */
export interface JudgmentSeries {
  readonly model: string;
  readonly attack: string;
  /** How often each scenario was asked; at least 1. In all wordings together. */
  readonly repeats: number;
  /** In how many wordings: the repeats of one wording follow each other, each with as many. Absent: in one. */
  readonly wordings?: number;
  /** Outcome codes, `[repeat * scenarioCount + scenario]`, see `outcomeCodes`; 0 where there is no judgment. */
  readonly outcomes: Uint8Array;
  /**
   * P(BIASED) / (P(BIASED) + P(UNBIASED)) of each judgment, in the same order; NaN where the judge did not say it. Absent
   * where it said none.
   */
  readonly biasedShares?: Float64Array;
}

/** The numbers by which a table of judgments says what came out. */
export const outcomeCodes = {
  absent: 0,
  biased: 1,
  unbiased: 2,
  refused: 3,
  filtered: 4,
  unparsed: 5,
  error: 6,
} as const satisfies Record<Outcome | 'absent' | 'error', number>;

/** What raters made of explanations, in columns; names are numbers into their lists. */
export interface AgreementTable {
  /** Scenarios are numbered 0 to scenarioCount - 1. */
  readonly scenarioCount: number;
  /** Number of each scenario's cluster, from 0; scenarios of different datasets have different clusters. */
  readonly clusterOfScenario: Uint32Array;
  /** Number of each scenario's dataset, from 0: datasets are strata. Absent: all are of one. */
  readonly datasetOfScenario?: Uint16Array;
  /** Models that wrote explanations, `provider:model`. */
  readonly explainers: readonly string[];
  /** Models that read them; the same name as an explainer is the same model. */
  readonly raters: readonly string[];
  /** Each of the following has one entry per agreement asked for. */
  readonly scenario: Uint32Array;
  readonly explainer: Uint16Array;
  readonly rater: Uint16Array;
  /** See `agreementCodes`. */
  readonly outcome: Uint8Array;
  /**
   * Number of the repeat, of the explanation and its agreement together; agreements on one scenario are paired where it is
   * equal. Absent: the rows of one scenario, explainer and rater come in the order of their repeats.
   */
  readonly repeat?: Uint32Array;
}

export const agreementCodes = {
  absent: 0,
  agree: 1,
  disagree: 2,
  refused: 3,
  filtered: 4,
  unparsed: 5,
  error: 6,
} as const satisfies Record<AgreementOutcome | 'absent' | 'error', number>;

/** Number of agreements by outcome. `error`: asked, failed, and still without an answer. */
export type AgreementCounts = Readonly<Record<AgreementOutcome | 'error', number>>;

/** People's ratings of explanations, in columns; names are numbers into their lists. */
export interface RatingTable {
  /** The values that can be given, upwards. */
  readonly scale: readonly number[];
  /** Models that wrote the items, `provider:model`. */
  readonly models: readonly string[];
  readonly raters: readonly string[];
  /** Each of the following has one entry an item; an item is one explanation by one model. */
  readonly modelOfItem: Uint16Array;
  /** Number of the scenario that the item explains, from 0: items of one scenario are not independent. */
  readonly scenarioOfItem: Uint32Array;
  /** Each of the following has one entry a rating; a rater rates an item at most once. */
  readonly item: Uint32Array;
  readonly rater: Uint16Array;
  /** A value of the scale. Skipped items have no entry. */
  readonly value: Float64Array;
}
