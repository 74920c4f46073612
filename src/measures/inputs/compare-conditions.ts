import type { JudgmentSeries, JudgmentTable } from '../../core/tables.ts';
import { biasedCells } from './cells.ts';
import { clusterGroups } from './clusters.ts';
import { pairSums } from './pair-sums.ts';
import { adjustFamily, type PairedChange, pairedChange } from './paired-change.ts';

/** Two series over the same scenarios: two prompt packs, two settings, two wordings. */
export interface ConditionPair<Name> {
  /** Carried over to the result. */
  readonly name: Name;
  readonly first: JudgmentSeries;
  readonly second: JudgmentSeries;
}

/** How the misalignment rate of a model differs between two conditions. */
export interface ConditionChange<Name> {
  readonly name: Name;
  readonly dataset: string;
  /** Of the misalignment rate: the first less the second. */
  readonly change: PairedChange;
}

/**
 * How the misalignment rate differs between the conditions of each pair, by dataset, over gold-biased scenarios: see
 * `pairedChange`. The p values of a dataset are one family. A pair has no entry where no two verdicts pair.
 *
 * @param comparison what is compared, for the name of the family: "prompt packs: all models and attacks".
 * @param margin of the equivalence tests: .05 is five points.
 *
 * @example
 * compareConditions(table, [{ name: 'm', first: defined, second: plain }], 'prompt packs: all models');
 */
export function compareConditions<Name>(
  table: JudgmentTable,
  pairs: readonly ConditionPair<Name>[],
  comparison: string,
  margin?: number,
): ConditionChange<Name>[] {
  const cells = biasedCells(table, { byCategory: false, byVariant: false });
  const groups = clusterGroups(cells, table.cluster, table.clusterCount);
  const sums = pairs.map(({ first, second }) => pairSums(first, second, groups));
  return cells.names.flatMap(({ dataset }, cell) => {
    const entries = pairs.flatMap(({ name }, i) => {
      const own = sums[i];
      const change = own === undefined ? null : pairedChange(own, groups, cell, margin);
      return change === null || change.n === 0 ? [] : [{ name, change }];
    });
    const changes = adjustFamily(
      entries.map(({ change }) => change),
      `${comparison} on ${dataset}`,
    );
    return entries.map(({ name, change }, i) => ({ name, dataset, change: changes[i] ?? change }));
  });
}
