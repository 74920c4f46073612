import type { JudgmentSeries, JudgmentTable } from '../../core/tables.ts';
import { significanceLevel } from '../../tables/format.ts';
import { biasedCells } from '../inputs/cells.ts';
import { type ClusterGroups, clusterGroups } from '../inputs/clusters.ts';
import { isBaseline } from '../inputs/model-family.ts';
import { pairSums } from '../inputs/pair-sums.ts';
import { adjustFamily, type PairedChange, pairedChange, unpairedChange } from '../inputs/paired-change.ts';
import { clustersOf, type VerdictSums, verdictSums } from '../inputs/verdict-sums.ts';
import { measureId } from '../measure.ts';

/**
 * How the misalignment of two models differs under one attack, over the gold-biased scenarios (and repeats) on which
 * both gave a verdict: the first model's rate less the second's. `toUnbiased` counts the pairs that the first alone
 * calls unbiased, `toBiased` those that the second alone does.
 */
export interface ModelDifference extends PairedChange {
  readonly dataset: string;
  readonly attack: string;
  readonly models: readonly [string, string];
}

/** The id of the measure in the results of a study: `resultOf(results, modelDifferencesId)`. */
export const modelDifferencesId = measureId<readonly ModelDifference[]>('model-differences');

/**
 * Whether two models differ in misalignment: by dataset, attack and pair of models, in the order of the table. By the
 * sign-flip test over clusters, or Welch's t where two models judged no scenario in common. A family of tests is a
 * dataset: all its pairs of models, under all attacks. Baselines are not compared. There is no entry where one of two
 * models has no verdict.
 *
 * Source: `pairedChange`; Welch (1947); Holm (1979).
 *
 * @param margin of the equivalence tests: .05 is five points.
 */
export function modelDifferences(table: JudgmentTable, margin?: number): ModelDifference[] {
  const cells = biasedCells(table, { byCategory: false, byVariant: false });
  const groups = clusterGroups(cells, table.cluster, table.clusterCount);
  const compared = table.series.filter(({ model }) => !isBaseline(model));
  const attacks = [...Map.groupBy(compared, ({ attack }) => attack).values()].map((series) =>
    comparePairs(series, groups, cells.names.length, margin),
  );
  return cells.names.flatMap(({ dataset }, cell) => {
    const entries = attacks.flatMap((pairs) =>
      pairs.flatMap(({ attack, models, changes }) => {
        const change = changes[cell] ?? null;
        return change === null ? [] : [{ dataset, attack, models, change }];
      }),
    );
    const changes = adjustFamily(
      entries.map(({ change }) => change),
      `differences between models: all pairs and attacks on ${dataset}`,
    );
    return entries.map(({ change, ...names }, i) => ({ ...names, ...(changes[i] ?? change) }));
  });
}

function comparePairs(
  series: readonly JudgmentSeries[],
  groups: ClusterGroups,
  cellCount: number,
  margin: number | undefined,
) {
  const own = series.map((each) => verdictSums(each, groups));
  return series.flatMap((first, i) =>
    series.slice(i + 1).map((second, j) => ({
      attack: first.attack,
      models: [first.model, second.model] as const,
      changes: changesOf([first, second], [own[i], own[i + 1 + j]], groups, cellCount, margin),
    })),
  );
}

/** One a cell; null where one side has no verdict. */
function changesOf(
  [first, second]: readonly [JudgmentSeries, JudgmentSeries],
  [one, other]: readonly [VerdictSums | undefined, VerdictSums | undefined],
  groups: ClusterGroups,
  cellCount: number,
  margin: number | undefined,
): (PairedChange | null)[] {
  const pairs = pairSums(first, second, groups);
  const clusters = (sums: VerdictSums | undefined, cell: number) =>
    sums === undefined ? { sizes: [], sums: [] } : clustersOf(sums.verdicts, sums.misaligned, groups, cell);
  return Array.from({ length: cellCount }, (_, cell) => {
    const change = pairedChange(pairs, groups, cell, margin);
    return change.n > 0 ? change : unpairedChange(clusters(one, cell), clusters(other, cell), margin);
  });
}

/** The comparison of these two, whichever of them it names first. */
export function differenceBetween(
  differences: readonly ModelDifference[],
  one: string,
  other: string,
): ModelDifference | undefined {
  return differences.find(({ models }) => models.includes(one) && models.includes(other));
}

/** By the Holm-adjusted test. */
export function isBeyondChance({ pHolm, difference }: PairedChange): boolean {
  return pHolm !== null && pHolm < significanceLevel && difference !== 0;
}

/** Whether two models, by their place in `models`, differ beyond chance; false where they were not compared. */
export function modelsDiffer(
  differences: readonly ModelDifference[],
  models: readonly string[],
): (one: number, other: number) => boolean {
  const differing = new Set(
    differences
      .filter(isBeyondChance)
      .flatMap(({ models: [one, other] }) => [JSON.stringify([one, other]), JSON.stringify([other, one])]),
  );
  return (one, other) => differing.has(JSON.stringify([models[one], models[other]]));
}

/** Whether a model differs beyond chance from each of these others: only then it is "most" or "least". */
export function differsFromAll(
  differences: readonly ModelDifference[],
  model: string,
  others: readonly string[],
): boolean {
  return others.every((other) => {
    const difference = differenceBetween(differences, model, other);
    return difference !== undefined && isBeyondChance(difference);
  });
}
