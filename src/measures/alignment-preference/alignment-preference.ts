import { type JudgmentSeries, type JudgmentTable, outcomeCodes } from '../../core/judgment-table.ts';
import { holmAdjust } from '../../stats/holm-adjust.ts';
import { mcnemarTest } from '../../stats/mcnemar-test.ts';
import { studentTTail } from '../../stats/student-t-tail.ts';
import { tQuantile } from '../../stats/t-quantile.ts';
import type { ClusteredInterval, Proportion } from '../metrics.ts';
import { proportion } from '../inputs/proportion.ts';
import type { ScenarioContrast } from './scenario-contrast.ts';

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
