import { type JudgmentSeries, type JudgmentTable, outcomeCodes } from '../../core/tables.ts';
import { studentTTail, tQuantile } from '../../stats/distributions/student-t.ts';
import { mcnemarTest } from '../../stats/significance/mcnemar-test.ts';
import { holmAdjust } from '../../stats/significance/multiple-comparisons.ts';
import { type ClusteredInterval, type Proportion, proportion } from '../inputs/cells.ts';
import { measureId } from '../measure.ts';

/** Misalignment of one model on two kinds of gold-biased scenario. */
export interface AlignmentPreference {
  readonly dataset: string;
  readonly model: string;
  readonly attack: string;
  readonly contrast: string;
  readonly sides: readonly [string, string];
  /** Misalignment rates of the two kinds. */
  readonly first: Proportion;
  readonly second: Proportion;
  /** First less second, over all verdicts, paired or not; null where one is undefined. */
  readonly difference: number | null;
  /** Of `difference`: t interval over clusters, within which the two kinds may lie together. */
  readonly clustered: ClusteredInterval;
  /** Pairs with a verdict on both sides, by where the verdict is unbiased; null where no scenarios of the dataset pair. */
  readonly paired: { readonly n: number; readonly firstOnly: number; readonly secondOnly: number } | null;
  /** `mcnemar` over pairs where there are any, else `clustered`: the t test of `difference`. */
  readonly test: 'mcnemar' | 'clustered' | null;
  readonly p: number | null;
  /** Adjusted over all entries of the same contrast. */
  readonly pHolm: number | null;
}

/** The id of the measure in the results of a study: `resultOf(results, alignmentPreferenceId)`. */
export const alignmentPreferenceId = measureId<readonly AlignmentPreference[]>('alignment-preference');

/**
 * Whether a model's misalignment differs between kinds of scenario. There is no entry where the model gave no
 * verdict on either kind of a dataset.
 */
export function alignmentPreference(
  table: JudgmentTable,
  contrasts: readonly ScenarioContrast[],
): AlignmentPreference[] {
  return contrasts.flatMap((contrast) => {
    const entries = table.datasets.flatMap((_, dataset) => {
      const side = contrast.side.map((kind, scenario) =>
        table.dataset[scenario] === dataset && table.goldBiased[scenario] === 1 ? kind : -1,
      );
      if (!side.includes(0) || !side.includes(1)) return [];
      const pairs = contrast.pair === null ? null : pairsOf(side, contrast.pair);
      return table.series.flatMap((series) => entryOf(table, dataset, series, contrast, side, pairs));
    });
    return adjusted(entries);
  });
}

type Pair = readonly [first: number, second: number];

function entryOf(
  table: JudgmentTable,
  dataset: number,
  series: JudgmentSeries,
  { name, sides }: ScenarioContrast,
  side: Int8Array,
  pairs: readonly Pair[] | null,
): AlignmentPreference[] {
  const sums = clusterSums(table, series, side);
  const [first, second] = ([0, 1] as const).map((kind) =>
    proportion(total(sums.unbiased[kind]), total(sums.verdicts[kind])),
  );
  if (first === undefined || second === undefined || first.n + second.n === 0) return [];
  const difference = first.rate === null || second.rate === null ? null : first.rate - second.rate;
  const clustered = clusteredDifference(sums, first, second, difference);
  const paired = pairs === null || pairs.length === 0 ? null : pairedCounts(table, series, pairs);
  const p =
    paired !== null && paired.n > 0
      ? mcnemarTest(paired.firstOnly, paired.secondOnly)
      : clusteredP(difference, clustered);
  return [
    {
      dataset: table.datasets[dataset] ?? '',
      model: series.model,
      attack: series.attack,
      contrast: name,
      sides,
      first,
      second,
      difference,
      clustered,
      paired,
      test: p === null ? null : paired !== null && paired.n > 0 ? 'mcnemar' : 'clustered',
      p,
      pHolm: null,
    },
  ];
}

/** Of each cluster and kind, the unbiased verdicts and all verdicts. */
type ClusterSums = Readonly<Record<'unbiased' | 'verdicts', readonly [Uint32Array, Uint32Array]>>;

function clusterSums(table: JudgmentTable, series: JudgmentSeries, side: Int8Array): ClusterSums {
  const empty = () => [new Uint32Array(table.clusterCount), new Uint32Array(table.clusterCount)] as const;
  const sums = { unbiased: empty(), verdicts: empty() };
  for (const [i, code] of series.outcomes.entries()) {
    const kind = side[i % table.scenarioCount];
    if ((kind !== 0 && kind !== 1) || !isVerdict(code)) continue;
    const cluster = table.cluster[i % table.scenarioCount] ?? 0;
    increment(sums.verdicts[kind], cluster);
    if (code === outcomeCodes.unbiased) increment(sums.unbiased[kind], cluster);
  }
  return sums;
}

const negligible = 1e-24;

/** SE² = G/(G - 1) Σ_g (Σ_first (x - m₁)/n₁ - Σ_second (x - m₂)/n₂)², as for a clustered mean, G clusters with a verdict. */
function clusteredDifference(
  { unbiased, verdicts }: ClusterSums,
  first: Proportion,
  second: Proportion,
  difference: number | null,
): ClusteredInterval {
  let clusters = 0;
  let squares = 0;
  const beyond = (kind: 0 | 1, g: number, { rate, n }: Proportion) =>
    ((unbiased[kind][g] ?? 0) - (verdicts[kind][g] ?? 0) * (rate ?? 0)) / n;
  for (let g = 0; g < verdicts[0].length; g += 1) {
    if ((verdicts[0][g] ?? 0) + (verdicts[1][g] ?? 0) === 0) continue;
    clusters += 1;
    squares += (beyond(0, g, first) - beyond(1, g, second)) ** 2;
  }
  // Clusters that are all alike would give an error of 0 but for rounding, and with it a certainty that nobody has.
  if (difference === null || clusters < 2 || squares < negligible)
    return { standardError: null, low: null, high: null, clusters };
  const standardError = Math.sqrt((clusters / (clusters - 1)) * squares);
  const reach = tQuantile(0.975, clusters - 1) * standardError;
  return {
    standardError,
    low: Math.max(-1, difference - reach),
    high: Math.min(1, difference + reach),
    clusters,
  };
}

function clusteredP(
  difference: number | null,
  { standardError, clusters }: ClusteredInterval,
): number | null {
  if (difference === null || standardError === null) return null;
  return 2 * studentTTail(Math.abs(difference) / standardError, clusters - 1);
}

/** Scenarios that pair: one of each kind under the same number. */
function pairsOf(side: Int8Array, pair: Uint32Array): Pair[] {
  const kinds = Map.groupBy(
    [...side.keys()].filter((scenario) => (side[scenario] ?? -1) >= 0),
    (scenario) => pair[scenario] ?? 0,
  );
  return [...kinds.values()].flatMap((scenarios): Pair[] => {
    const [one, other, third] = scenarios;
    if (one === undefined || other === undefined || third !== undefined || side[one] === side[other])
      return [];
    return [side[one] === 0 ? [one, other] : [other, one]];
  });
}

function pairedCounts({ scenarioCount }: JudgmentTable, series: JudgmentSeries, pairs: readonly Pair[]) {
  const counts = { n: 0, firstOnly: 0, secondOnly: 0 };
  for (let from = 0; from < series.repeats * scenarioCount; from += scenarioCount) {
    for (const [first, second] of pairs) {
      const [one = 0, other = 0] = [series.outcomes[from + first], series.outcomes[from + second]];
      if (!isVerdict(one) || !isVerdict(other)) continue;
      counts.n += 1;
      if (one !== other) counts[one === outcomeCodes.unbiased ? 'firstOnly' : 'secondOnly'] += 1;
    }
  }
  return counts;
}

function adjusted(entries: readonly AlignmentPreference[]): AlignmentPreference[] {
  const tested = entries.filter(({ p }) => p !== null);
  const pValues = holmAdjust(tested.map(({ p }) => p ?? 1));
  return entries.map((entry) => ({ ...entry, pHolm: pValues[tested.indexOf(entry)] ?? null }));
}

function isVerdict(code: number): boolean {
  return code === outcomeCodes.biased || code === outcomeCodes.unbiased;
}

function increment(counts: Uint32Array, slot: number): void {
  counts[slot] = (counts[slot] ?? 0) + 1;
}

function total(counts: Uint32Array): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/**
 * Which scenarios pair, told by their clusters, as the column that `variantContrasts` takes: in a dataset none
 * of whose clusters holds two judged, gold-biased scenarios of one variant (a cluster of CrowS-Pairs is a pair of
 * sentences), the number is the cluster; in any other (a cluster of StereoSet is a target that many sentences
 * share) every scenario has a number of its own.
 */
export function clusterPairs(table: JudgmentTable): Uint32Array {
  const counted = judgedAndBiased(table);
  const seen = new Set<number>();
  const shared = new Set<number>();
  for (const [scenario, counts] of counted.entries()) {
    if (counts === 0) continue;
    const slot = (table.cluster[scenario] ?? 0) * table.variants.length + (table.variant[scenario] ?? 0);
    if (seen.has(slot)) shared.add(table.dataset[scenario] ?? 0);
    seen.add(slot);
  }
  return Uint32Array.from(table.cluster, (cluster, scenario) =>
    counted[scenario] === 0 || shared.has(table.dataset[scenario] ?? 0)
      ? table.clusterCount + scenario
      : cluster,
  );
}

/** A table may hold scenarios that nobody was asked about, statements beside what was made from them. */
function judgedAndBiased({ scenarioCount, goldBiased, series }: JudgmentTable): Uint8Array {
  const judged = new Uint8Array(scenarioCount);
  for (const { outcomes } of series) {
    for (const [i, code] of outcomes.entries()) {
      if (code !== outcomeCodes.absent) judged[i % scenarioCount] = 1;
    }
  }
  return judged.map((asked, scenario) => asked & (goldBiased[scenario] ?? 0));
}

/** Two kinds of scenario, to be compared within a model. */
export interface ScenarioContrast {
  readonly name: string;
  /** Names of the two kinds. */
  readonly sides: readonly [string, string];
  /** Of each scenario 0 for the first kind, 1 for the second, -1 for neither. */
  readonly side: Int8Array;
  /**
   * Number of each scenario's pair: one scenario of each kind under one number are a pair, alike in all but
   * their kind. Numbers with more of a kind pair nothing. Null where scenarios do not pair.
   */
  readonly pair: Uint32Array | null;
}

/** Which scenarios pair, for each contrast that `variantContrasts` knows. */
export type PairColumns = Readonly<Partial<Record<'polarity' | 'answer' | 'direction', Uint32Array>>>;

const kinds = {
  /** The question asks who does something bad, or who does not. */
  polarity: { sides: ['neg', 'nonneg'], patterns: [/^neg(-|$)/, /^nonneg(-|$)/] },
  /** The answer names the person of the stereotype, or the other. */
  answer: { sides: ['stereotype', 'nonstereotype'], patterns: [/(^|-)stereotype$/, /(^|-)nonstereotype$/] },
  /** The statement goes with the stereotype, or against it. */
  direction: { sides: ['pro', 'anti'], patterns: [/^pro$/, /^anti$/] },
} as const;

/** The contrasts that the names of variants tell; those without a scenario on both sides are left out. */
export function variantContrasts(table: JudgmentTable, pairs: PairColumns = {}): ScenarioContrast[] {
  return (['polarity', 'answer', 'direction'] as const)
    .map((name): ScenarioContrast => {
      const { sides, patterns } = kinds[name];
      const sideOfVariant = table.variants.map((variant) =>
        patterns.findIndex((pattern) => pattern.test(variant)),
      );
      const side = Int8Array.from(table.variant, (variant) => sideOfVariant[variant] ?? -1);
      return { name, sides, side, pair: pairs[name] ?? null };
    })
    .filter(({ side }) => side.includes(0) && side.includes(1));
}
