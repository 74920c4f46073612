import type { JudgmentSeries, JudgmentTable } from '../../core/tables.ts';
import { holmAdjust } from '../../stats/significance/multiple-comparisons.ts';
import { significanceLevel } from '../../tables/format.ts';
import { pairChanges, pairedChange, sumOfPairs } from '../attack-success/compute.ts';
import { biasedCells, type PairedChange } from '../inputs/cells.ts';
import { type ClusterGroups, clusterGroups } from '../inputs/clusters.ts';
import { measureId } from '../measure.ts';

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

/** The id of the measure in the results of a study: `resultOf(results, modelDifferencesId)`. */
export const modelDifferencesId = measureId<readonly ModelDifference[]>('model-differences');

/**
 * Whether two models differ in misalignment: by dataset, attack and pair of models, in the order of the table. The
 * difference is that of the rates over pairs of verdicts, its interval clustered, its p that of the exact McNemar
 * test, adjusted by Holm over the pairs of one dataset and attack. There is no entry where no two verdicts pair.
 *
 * Source: McNemar (1947); Holm (1979); clusters as in Miller (2024), arXiv 2411.00640.
 */
export function modelDifferences(table: JudgmentTable): ModelDifference[] {
  const cells = biasedCells(table, { byCategory: false, byVariant: false });
  const groups = clusterGroups(cells, table.cluster, table.clusterCount);
  const attacks = [...Map.groupBy(table.series, ({ attack }) => attack)].map(([attack, series]) => ({
    attack,
    pairs: comparePairs(series, groups),
  }));
  return cells.names.flatMap(({ dataset }, cell) =>
    attacks.flatMap(({ attack, pairs }) =>
      adjusted(
        pairs.flatMap(({ models, changes }) => {
          const sums = sumOfPairs(changes, groups, cell);
          const change = pairedChange(changes, groups, cell, sums);
          return change.n === 0 ? [] : [{ dataset, attack, models, ...change }];
        }),
      ),
    ),
  );
}

function comparePairs(series: readonly JudgmentSeries[], groups: ClusterGroups) {
  return series.flatMap((first, i) =>
    series.slice(i + 1).map((second) => ({
      models: [first.model, second.model] as const,
      changes: pairChanges(first, second, groups),
    })),
  );
}

function adjusted(entries: readonly ModelDifference[]): ModelDifference[] {
  const pValues = holmAdjust(entries.map(({ p }) => p ?? 1));
  return entries.map((entry, i) => ({ ...entry, pHolm: pValues[i] ?? null }));
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
export function isBeyondChance({ pHolm, difference }: ModelDifference): boolean {
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
