import { type AgreementTable, agreementCodes } from '../../core/tables.ts';
import { clusterBootstrapMany } from '../../stats/bootstrap/cluster-bootstrap-many.ts';
import { modelFamily } from '../inputs/model-family.ts';
import { measureId } from '../measure.ts';
import {
  type PreferenceDesign,
  type PreferenceEffectName,
  preferenceDesign,
  preferenceEstimates,
  preferenceP,
} from './model.ts';

/** A difference of agreement rates with its 95 % bootstrap interval over scenarios; null where undefined. */
export interface PreferenceEstimate {
  readonly estimate: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** A preference with its test. */
export interface PreferenceEffect extends PreferenceEstimate {
  /** Two-sided, by permutation. */
  readonly p: number | null;
}

/** The preference of one rater for its own explanations, as a difference of rates of agreement. */
export interface RaterPreference extends PreferenceEstimate {
  readonly rater: string;
  /** Agreement with its own explanations. */
  readonly own: number | null;
  /** Mean of its agreement with each other explainer. */
  readonly others: number | null;
}

/** Whether raters prefer explanations of their own model, and of their own family. */
export interface SelfPreference {
  readonly self: {
    /** Own less mean of others, averaged over the raters that explained too. */
    readonly gap: PreferenceEstimate;
    /** Own against other families, with explainers and raters held equal. */
    readonly interaction: PreferenceEffect;
    /** Own against other models of the family, likewise. */
    readonly interactionOverFamily: PreferenceEffect;
  };
  readonly family: {
    /** Other models of the family less other families, averaged over raters with both. */
    readonly gap: PreferenceEstimate;
    readonly interaction: PreferenceEffect;
  };
  /** The raw gap of each rater. */
  readonly raters: readonly RaterPreference[];
  /** Verdicts. */
  readonly n: number;
  /** Scenarios with a verdict. */
  readonly scenarios: number;
}

/** The id of the measure in the results of a study: `resultOf(results, selfPreferenceId)`. */
export const selfPreferenceId = measureId<SelfPreference>('self-preference');

export interface SelfPreferenceOptions {
  readonly replicates?: number;
  readonly permutations?: number;
  readonly seed: number;
  /** Default: `modelFamily`. */
  readonly familyOf?: (model: string) => string;
}

/**
 * Whether models agree more with explanations of their own, and of their family. The interactions are the
 * coefficients of the linear model agree ~ explainer + rater + own + sibling by least squares, `own` being 1
 * where rater and explainer are one model and `sibling` where they are two of one family. (Were `same family`
 * 1 for a model and itself too, its coefficient would be the same and that of `own` would be
 * `interactionOverFamily`.) Intervals: bootstrap over scenarios; p: see `signFlipTest`.
 */
export function selfPreference(table: AgreementTable, options: SelfPreferenceOptions): SelfPreference {
  const { replicates = 2000, permutations = 9999, seed } = options;
  const design = preferenceDesign(table, options.familyOf ?? modelFamily);
  const { totals, sums } = cellTotals(table);
  const statistics = (drawn: Float64Array) => {
    const gaps = preferenceGaps(design, drawn);
    return [
      ...preferenceEstimates(design, drawn),
      meanOf(gaps.map(({ gap }) => gap)),
      meanOf(gaps.map(({ familyGap }) => familyGap)),
      ...gaps.map(({ gap }) => gap),
    ];
  };
  const values = statistics(sums);
  const intervals = clusterBootstrapMany({ totals, width: sums.length, statistics, replicates, seed });
  const estimate = (i: number): PreferenceEstimate => {
    const value = values[i] ?? null;
    const { low = null, high = null } = value === null ? {} : (intervals[i] ?? {});
    return { estimate: value, low, high };
  };
  const effect = (i: number, name: PreferenceEffectName): PreferenceEffect => ({
    ...estimate(i),
    p: preferenceP(design, totals, sums, name, { permutations, seed }),
  });
  const gaps = preferenceGaps(design, sums);
  return {
    self: {
      gap: estimate(3),
      interaction: effect(0, 'self'),
      interactionOverFamily: effect(1, 'selfOverFamily'),
    },
    family: { gap: estimate(4), interaction: effect(2, 'family') },
    raters: table.raters.map((rater, i) => ({
      rater,
      own: gaps[i]?.own ?? null,
      others: gaps[i]?.others ?? null,
      ...estimate(5 + i),
    })),
    n: sums.subarray(0, sums.length / 2).reduce((total, count) => total + count, 0),
    scenarios: sums.length === 0 ? 0 : totals.length / sums.length,
  };
}

/** Of each scenario with a verdict, and of all: the verdicts of each pair of explainer and rater, then the AGREEs. */
function cellTotals(table: AgreementTable): { totals: Float64Array; sums: Float64Array } {
  const cellCount = table.explainers.length * table.raters.length;
  const sums = new Float64Array(2 * cellCount);
  const { agree, disagree } = agreementCodes;
  const isVerdict = (row: number) => table.outcome[row] === agree || table.outcome[row] === disagree;
  const places = new Int32Array(table.scenarioCount).fill(-1);
  let scenarios = 0;
  for (const [row, scenario] of table.scenario.entries()) {
    if (isVerdict(row) && places[scenario] === -1) places[scenario] = scenarios++;
  }
  const totals = new Float64Array(scenarios * sums.length);
  for (const [row, scenario] of table.scenario.entries()) {
    if (!isVerdict(row)) continue;
    const cell = (table.explainer[row] ?? 0) * table.raters.length + (table.rater[row] ?? 0);
    const from = (places[scenario] ?? 0) * sums.length;
    for (const slot of table.outcome[row] === agree ? [cell, cellCount + cell] : [cell]) {
      totals[from + slot] = (totals[from + slot] ?? 0) + 1;
      sums[slot] = (sums[slot] ?? 0) + 1;
    }
  }
  return { totals, sums };
}

function meanOf(values: readonly (number | null)[]): number | null {
  const defined = values.filter((value) => value !== null);
  return defined.length === 0 ? null : defined.reduce((sum, value) => sum + value, 0) / defined.length;
}

/** What one rater makes of explanations, as mean rates over explainers, each explainer counting alike. */
export interface RaterGap {
  readonly own: number | null;
  readonly others: number | null;
  /** `own` - `others`; null where one of them is undefined. */
  readonly gap: number | null;
  /** Other models of the family less models of other families. */
  readonly familyGap: number | null;
}

/** The raw gaps of each rater. `sums`: of each pair the verdicts, then of each pair the number of AGREE. */
export function preferenceGaps(design: PreferenceDesign, sums: Float64Array): RaterGap[] {
  return Array.from(design.explainerOfRater, (_, rater) => gapOf(design, sums, rater));
}

function gapOf(design: PreferenceDesign, sums: Float64Array, rater: number): RaterGap {
  const { explainerCount, raterCount } = design;
  const own = new Mean();
  const siblings = new Mean();
  const strangers = new Mean();
  const others = new Mean();
  for (let explainer = 0; explainer < explainerCount; explainer += 1) {
    const cell = explainer * raterCount + rater;
    const n = sums[cell] ?? 0;
    if (n === 0) continue;
    const rate = (sums[explainerCount * raterCount + cell] ?? 0) / n;
    if (design.own[cell] === 1) own.add(rate);
    else {
      others.add(rate);
      (design.sibling[cell] === 1 ? siblings : strangers).add(rate);
    }
  }
  return {
    own: own.value,
    others: others.value,
    gap: difference(own.value, others.value),
    familyGap: difference(siblings.value, strangers.value),
  };
}

class Mean {
  #sum = 0;
  #count = 0;

  add(value: number): void {
    this.#sum += value;
    this.#count += 1;
  }

  get value(): number | null {
    return this.#count === 0 ? null : this.#sum / this.#count;
  }
}

function difference(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : one - other;
}
