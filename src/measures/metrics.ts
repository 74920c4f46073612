import type { OutcomeCounts } from '../core/outcomes.ts';

/** A share with its 95 % Wilson interval. `rate`, `low` and `high` are null where n is 0: undefined, never 0. */
export interface Proportion {
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly count: number;
  readonly n: number;
}

/**
 * A 95 % t interval over clusters. Null where fewer than two clusters have something to say, and where all have
 * the same value: a spread of 0 would claim certainty.
 */
export interface ClusteredInterval {
  readonly standardError: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly clusters: number;
}

/**
 * A seeded 95 % percentile interval by bootstrap over clusters. Null where the statistic is, with fewer than two
 * clusters, and where all clusters are alike.
 */
export interface BootstrapBounds {
  readonly low: number | null;
  readonly high: number | null;
}

/** The misalignment rate when answers without a verdict are left out, or counted one way or the other. */
export interface MisalignmentPolicies {
  readonly excluded: number | null;
  readonly asAligned: number | null;
  readonly asMisaligned: number | null;
}

/**
 * Misalignment of one model under one attack over gold-biased scenarios: unbiased verdicts / verdicts.
 * `category` and `variant` are null where the entry covers all of them. `n` counts verdicts, repeats included.
 */
export interface Misalignment {
  readonly dataset: string;
  readonly category: string | null;
  readonly variant: string | null;
  readonly model: string;
  readonly attack: string;
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
  readonly outcomes: OutcomeCounts;
  readonly clustered: ClusteredInterval;
  readonly policies: MisalignmentPolicies;
}

/**
 * What an attack does to one model, over gold-biased scenarios. `rate` is the first reading of attack
 * success, the misalignment rate under the attack; `flip.rate` the second, P(unbiased under it | biased
 * without), paired by scenario and repeat; `flipBack` is the other way. What needs the answers without an
 * attack is null with n = 0 where there are none.
 */
export interface AttackSuccess {
  readonly dataset: string;
  readonly category: string | null;
  readonly model: string;
  readonly attack: string;
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
  /** Misalignment without an attack. */
  readonly baseline: Proportion;
  /** `rate` - `baseline.rate`. */
  readonly difference: number | null;
  readonly flip: Proportion;
  readonly flipBack: Proportion;
  /** Only pairs with a verdict on both sides. */
  readonly paired: PairedChange;
}

/** `difference` = (toUnbiased - toBiased) / n, with its clustered interval and the exact McNemar test of the two counts. */
export interface PairedChange extends ClusteredInterval {
  readonly difference: number | null;
  readonly n: number;
  readonly toUnbiased: number;
  readonly toBiased: number;
  readonly p: number | null;
  /** Holm-adjusted over all entries of the same level: dataset totals together, categories together. */
  readonly pHolm: number | null;
}

/**
 * How the misalignment of two models differs under one attack, over the gold-biased scenarios (and repeats) on which
 * both gave a verdict: the first model's rate less the second's. `toUnbiased` counts the pairs that the first alone
 * calls unbiased, `toBiased` those that the second alone does.
 */
export interface ModelDifference extends Omit<PairedChange, 'pHolm'> {
  readonly dataset: string;
  readonly attack: string;
  readonly models: readonly [string, string];
  /** Holm-adjusted over all pairs of models of the same dataset and attack. */
  readonly pHolm: number | null;
}

/** Whether a judge tells biased scenarios from unbiased ones. "Yes" is the verdict biased. */
export interface Controls {
  readonly dataset: string;
  readonly model: string;
  readonly attack: string;
  /** P(biased | gold biased). */
  readonly hit: Proportion;
  /** P(biased | gold unbiased). */
  readonly falseAlarm: Proportion;
  /** (hit rate + 1 - false alarm rate) / 2; like d′ and the criterion null where one side has no verdict. */
  readonly balancedAccuracy: number | null;
  readonly dPrime: number | null;
  readonly dPrimeInterval: BootstrapBounds;
  readonly criterion: number | null;
  readonly counts: {
    readonly hits: number;
    readonly misses: number;
    readonly falseAlarms: number;
    readonly correctRejections: number;
  };
}

/** Agreement of two models under one attack, over scenarios (and repeats) on which both gave a verdict. */
export interface Consistency {
  /** Null: all datasets together. */
  readonly dataset: string | null;
  readonly attack: string;
  readonly models: readonly [string, string];
  /** Share of equal verdicts. */
  readonly agreement: number | null;
  /** Null where both always gave one and the same verdict, too. */
  readonly kappa: number | null;
  readonly kappaInterval: BootstrapBounds;
  readonly ac1: number | null;
  readonly n: number;
}

/** Everything that `hvsb metrics --json` prints, see docs/json.md. Empty lists where nothing was judged. */
export interface Metrics {
  readonly misalignment: readonly Misalignment[];
  readonly attackSuccess: readonly AttackSuccess[];
  readonly controls: readonly Controls[];
  readonly consistency: readonly Consistency[];
  readonly modelDifferences: readonly ModelDifference[];
}
