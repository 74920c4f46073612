import type { JudgmentTable } from '../../core/tables.ts';
import { UsageError } from '../../errors/errors.ts';
import { biasedCells } from '../../measures/inputs/cells.ts';
import { clusterGroups } from '../../measures/inputs/clusters.ts';
import { type ConditionPair, compareConditions } from '../../measures/inputs/compare-conditions.ts';
import { type Conclusion, conclusionOf, type PairedChange } from '../../measures/inputs/paired-change.ts';
import { misalignedRate, type RateEstimate, verdictSums } from '../../measures/inputs/verdict-sums.ts';
import { alignTables, type JudgedSide } from './align-tables.ts';

/** A model under an attack, with its misalignment rate over all of its verdicts. */
export interface ComparedSide extends RateEstimate {
  readonly model: string;
  readonly attack: string;
}

/** How the misalignment rate of B differs from that of A, over the gold-biased scenarios with a verdict in both. */
export interface Comparison {
  readonly dataset: string;
  readonly a: ComparedSide;
  readonly b: ComparedSide;
  /** B less A. */
  readonly change: PairedChange;
  readonly conclusion: Conclusion | null;
}

/**
 * Compares the judgments of two sides: stores, models, packs, attacks, conditions or waves. Series pair by model and
 * attack; where both sides have one model, or one attack, by the other alone. Interval, exact sign-flip test, Holm over
 * all comparisons of a dataset, and equivalence are those of `pairedChange`.
 *
 * @param margin of the equivalence tests: .05 is five points.
 * @throws UsageError where nothing pairs
 * @example
 * const sides = [{ store, selection: { attacks: ['none'] } }, { store, selection: { attacks: ['targeted'] } }] as const;
 * for (const { a, b, change } of await compareSides(...sides)) console.log(a.model, b.attack, change.difference);
 */
export async function compareSides(
  a: JudgedSide,
  b: JudgedSide,
  margin?: number,
): Promise<readonly Comparison[]> {
  const [tableA, tableB] = await alignTables(a, b);
  const pairs = pairsOf(tableA, tableB);
  const rate = ratesIn(tableA);
  const changes = compareConditions(tableA, pairs, 'comparisons: all models and attacks', margin);
  if (changes.length === 0) throw nothingPairs(tableA, tableB);
  return changes.map(({ name, dataset, change }) => ({
    dataset,
    a: rate(name.second, dataset),
    b: rate(name.first, dataset),
    change,
    conclusion: conclusionOf(change),
  }));
}

type Series = JudgmentTable['series'][number];
type SeriesPair = Pick<ConditionPair<never>, 'first' | 'second'>;

function pairsOf(tableA: JudgmentTable, tableB: JudgmentTable): ConditionPair<SeriesPair>[] {
  const anyModel = areSingle(tableA, tableB, ({ model }) => model);
  const anyAttack = areSingle(tableA, tableB, ({ attack }) => attack);
  return tableA.series.flatMap((second) => {
    const first = tableB.series.find(
      ({ model, attack }) => (anyModel || model === second.model) && (anyAttack || attack === second.attack),
    );
    return first === undefined ? [] : [{ name: { first, second }, first, second }];
  });
}

function areSingle(one: JudgmentTable, other: JudgmentTable, of: (series: Series) => string): boolean {
  return [one, other].every(({ series }) => new Set(series.map(of)).size === 1);
}

function ratesIn(table: JudgmentTable) {
  const cells = biasedCells(table, { byCategory: false, byVariant: false });
  const groups = clusterGroups(cells, table.cluster, table.clusterCount);
  return (series: Series, dataset: string): ComparedSide => {
    const cell = cells.names.findIndex((each) => each.dataset === dataset);
    const { model, attack } = series;
    return { model, attack, ...misalignedRate(verdictSums(series, groups), groups, cell) };
  };
}

function nothingPairs(tableA: JudgmentTable, tableB: JudgmentTable): UsageError {
  const named = ({ series }: JudgmentTable) =>
    series.length === 0 ? 'nothing' : series.map(({ model, attack }) => `${model} (${attack})`).join(', ');
  return new UsageError('The two sides have no verdict on the same scenario in common.', {
    expected: 'judgments of the same biased scenarios, by the same model or under the same attack',
    found: `${named(tableA)} on one side, ${named(tableB)} on the other`,
    advice: 'Name one model or one attack on each side: "model=NAME,attack=NAME".',
  });
}
