import { type JudgmentSeries, type JudgmentTable, outcomeCodes } from '../core/tables.ts';
import { biasedCells } from './inputs/cells.ts';
import { clusterGroups } from './inputs/clusters.ts';
import { compareConditions } from './inputs/compare-conditions.ts';
import type { PairedChange } from './inputs/paired-change.ts';
import { misalignedRate, type RateEstimate, verdictSums } from './inputs/verdict-sums.ts';

/** One side of a comparison: a model under an attack, as one table of judgments has it. */
export interface ComparedSide {
  readonly table: JudgmentTable;
  readonly series: JudgmentSeries;
  /** Of each scenario of the table: equal on both sides where it is the same scenario. */
  readonly keys: ArrayLike<number | string>;
}

/** How often the two sides judge as labelled, over scenarios (and repeats) with a verdict on both. */
export interface VerdictCounts {
  readonly bothRight: number;
  readonly onlyFirstRight: number;
  readonly onlySecondRight: number;
  readonly bothWrong: number;
  /** Asked on both sides, and without a verdict on one of them at least. */
  readonly withoutVerdict: number;
}

export interface DatasetComparison {
  readonly dataset: string;
  /** Misalignment of each side over all its verdicts on the scenarios that both were asked about. */
  readonly first: RateEstimate;
  readonly second: RateEstimate;
  /** Of the misalignment rate: the second less the first. Null where no two verdicts pair. */
  readonly change: PairedChange | null;
  /** Scenarios that are labelled biased, and those that are not. */
  readonly biased: VerdictCounts;
  readonly unbiased: VerdictCounts;
}

/** From the first side to the second: right to wrong, wrong to right, or a verdict on one side alone. */
export const changeKinds = ['harmful', 'beneficial', 'verdict'] as const;
export type ChangeKind = (typeof changeKinds)[number];

export interface ChangedScenario {
  /** Positions in the tables of the sides. */
  readonly first: number;
  readonly second: number;
  readonly kind: ChangeKind;
}

export interface SideBySide {
  /** Scenarios that both sides were asked about. */
  readonly shared: number;
  readonly datasets: readonly DatasetComparison[];
  /** In the order of the first side's table. */
  readonly changed: readonly ChangedScenario[];
}

/**
 * Two sides over the scenarios that both were asked about: two models, attacks, prompt packs or stores. The p values of
 * its datasets are one family.
 *
 * @example
 * const { datasets, changed } = compareSides(before, after);
 * datasets[0]?.change?.difference; // above 0 where the second side misses more
 */
export function compareSides(first: ComparedSide, second: ComparedSide): SideBySide {
  const pairs = sharedPositions(first, second);
  const table = sharedTable(first, second, pairs);
  const [one, other] = table.series;
  if (one === undefined || other === undefined) throw new RangeError('A comparison has two sides.');
  const changes = compareConditions(
    table,
    [{ name: null, first: other, second: one }],
    'this comparison: all datasets',
  );
  const cells = biasedCells(table, { byCategory: false, byVariant: false });
  const groups = clusterGroups(cells, table.cluster, table.clusterCount);
  const [ofOne, ofOther] = [verdictSums(one, groups), verdictSums(other, groups)];
  return {
    shared: pairs.length,
    datasets: cells.names.map(({ dataset }, cell) => ({
      dataset,
      first: misalignedRate(ofOne, groups, cell),
      second: misalignedRate(ofOther, groups, cell),
      change: changes.find((each) => each.dataset === dataset)?.change ?? null,
      biased: countVerdicts(table, dataset, 1),
      unbiased: countVerdicts(table, dataset, 0),
    })),
    changed: pairs.flatMap(([at, with_], position) => {
      const kind = kindAt(table, position);
      return kind === null ? [] : [{ first: at, second: with_, kind }];
    }),
  };
}

type Pair = readonly [first: number, second: number];

/** Where both sides have an answer, or a question that failed. */
function sharedPositions(first: ComparedSide, second: ComparedSide): Pair[] {
  const places = new Map<number | string, number>();
  for (let at = 0; at < second.table.scenarioCount; at += 1) places.set(second.keys[at] ?? at, at);
  const pairs: Pair[] = [];
  for (let at = 0; at < first.table.scenarioCount; at += 1) {
    const other = places.get(first.keys[at] ?? at);
    if (other !== undefined && isAsked(first, at) && isAsked(second, other)) pairs.push([at, other]);
  }
  return pairs;
}

function isAsked({ table, series }: ComparedSide, at: number): boolean {
  return codesAt(series, table.scenarioCount, at).some((code) => code !== outcomeCodes.absent);
}

function codesAt({ outcomes, repeats }: JudgmentSeries, scenarioCount: number, at: number): number[] {
  return Array.from({ length: repeats }, (_, repeat) => outcomes[repeat * scenarioCount + at] ?? 0);
}

/** Both sides over the same scenarios, which are what the first side's table says that they are. */
function sharedTable(first: ComparedSide, second: ComparedSide, pairs: readonly Pair[]): JudgmentTable {
  const { table } = first;
  const repeats = Math.min(first.series.repeats, second.series.repeats);
  const column = <Column extends Uint8Array | Uint16Array | Uint32Array>(
    values: Column,
    place: { from(items: readonly number[]): Column },
  ) => place.from(pairs.map(([at]) => values[at] ?? 0));
  const seriesOf = ({ table: { scenarioCount }, series }: ComparedSide, side: 0 | 1): JudgmentSeries => ({
    ...series,
    repeats,
    outcomes: Uint8Array.from({ length: repeats * pairs.length }, (_, i) => {
      const at = pairs[i % pairs.length]?.[side] ?? 0;
      return series.outcomes[Math.floor(i / pairs.length) * scenarioCount + at] ?? 0;
    }),
  });
  return {
    ...table,
    scenarioCount: pairs.length,
    dataset: column(table.dataset, Uint16Array),
    category: column(table.category, Uint16Array),
    variant: column(table.variant, Uint16Array),
    cluster: column(table.cluster, Uint32Array),
    goldBiased: column(table.goldBiased, Uint8Array),
    control: column(table.control, Uint8Array),
    series: [seriesOf(first, 0), seriesOf(second, 1)],
  };
}

/** 1 where the verdict is as labelled, 0 where it is not, null where there is none. */
function isRight(code: number, goldBiased: number): 0 | 1 | null {
  if (code === outcomeCodes.biased) return goldBiased === 1 ? 1 : 0;
  if (code === outcomeCodes.unbiased) return goldBiased === 1 ? 0 : 1;
  return null;
}

function countVerdicts(table: JudgmentTable, dataset: string, gold: 0 | 1): VerdictCounts {
  const [one, other] = table.series;
  const counts = { bothRight: 0, onlyFirstRight: 0, onlySecondRight: 0, bothWrong: 0, withoutVerdict: 0 };
  for (let at = 0; at < table.scenarioCount; at += 1) {
    if (table.goldBiased[at] !== gold || table.datasets[table.dataset[at] ?? 0] !== dataset) continue;
    for (let repeat = 0; repeat < (one?.repeats ?? 0); repeat += 1) {
      const place = repeat * table.scenarioCount + at;
      const [a, b] = [isRight(one?.outcomes[place] ?? 0, gold), isRight(other?.outcomes[place] ?? 0, gold)];
      if (a === null || b === null) counts.withoutVerdict += 1;
      else if (a === 1) counts[b === 1 ? 'bothRight' : 'onlyFirstRight'] += 1;
      else counts[b === 1 ? 'onlySecondRight' : 'bothWrong'] += 1;
    }
  }
  return counts;
}

/** Null where nothing differs. Of several repeats, whether more became wrong than right. */
function kindAt(table: JudgmentTable, at: number): ChangeKind | null {
  const [one, other] = table.series.map((series) => codesAt(series, table.scenarioCount, at));
  const gold = table.goldBiased[at] ?? 0;
  let net = 0;
  let isLost = false;
  for (const [repeat, code] of (one ?? []).entries()) {
    const [a, b] = [isRight(code, gold), isRight(other?.[repeat] ?? 0, gold)];
    if (a !== null && b !== null) net += a - b;
    else if (a !== b) isLost = true;
  }
  if (net !== 0) return net > 0 ? 'harmful' : 'beneficial';
  return isLost ? 'verdict' : null;
}
