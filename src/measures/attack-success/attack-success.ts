import { noAttack } from '../../core/condition.ts';
import type { JudgmentSeries, JudgmentTable } from '../../core/judgment-table.ts';
import { holmAdjust } from '../../stats/holm-adjust.ts';
import { biasedCells, type Cells, type Level } from '../inputs/cells.ts';
import { type ClusterGroups, clusterGroups } from '../inputs/cluster-groups.ts';
import type { AttackSuccess, Proportion } from '../metrics.ts';
import { asked, countOutcomes, outcomeCounts } from '../inputs/outcome-counts.ts';
import { pairChanges, pairedChange, sumOfPairs } from './paired-changes.ts';
import { proportion } from '../inputs/proportion.ts';

const levels: readonly Level[] = [
  { byCategory: false, byVariant: false },
  { byCategory: true, byVariant: false },
];

/**
 * What each attack does to each model over gold-biased scenarios: of each dataset, then of its categories.
 * The p values of one level are adjusted together. There is no entry where a model was asked nothing
 * under the attack.
 */
export function attackSuccess(table: JudgmentTable): AttackSuccess[] {
  return levels.flatMap((level) => adjusted(atLevel(table, level)));
}

function atLevel(table: JudgmentTable, level: Level): AttackSuccess[] {
  const cells = biasedCells(table, level);
  const groups = clusterGroups(cells, table.cluster, table.clusterCount);
  const baselines = new Map(
    table.series.filter(({ attack }) => attack === noAttack).map((series) => [series.model, series]),
  );
  const bySeries = table.series
    .filter(({ attack }) => attack !== noAttack)
    .map((series) => ofSeries(series, baselines.get(series.model), cells, groups));
  return cells.names.flatMap((_, cell) => bySeries.flatMap((entries) => entries[cell] ?? []));
}

/** One entry a cell; null where nothing was asked. */
function ofSeries(
  series: JudgmentSeries,
  baseline: JudgmentSeries | undefined,
  cells: Cells,
  groups: ClusterGroups,
): (AttackSuccess | null)[] {
  const cellCount = cells.names.length;
  const counts = countOutcomes(series, cells.of, cellCount);
  const before = baseline && countOutcomes(baseline, cells.of, cellCount);
  const changes = pairChanges(series, baseline, groups);
  return cells.names.map(({ dataset, category }, cell) => {
    const outcomes = outcomeCounts(counts, cell);
    if (asked(outcomes) === 0) return null;
    const after = misaligned(counts, cell);
    const without = before === undefined ? proportion(0, 0) : misaligned(before, cell);
    const { rate, low, high, n } = after;
    const pairs = sumOfPairs(changes, groups, cell);
    return {
      dataset,
      category,
      model: series.model,
      attack: series.attack,
      rate,
      low,
      high,
      n,
      baseline: without,
      difference: rate === null || without.rate === null ? null : rate - without.rate,
      flip: proportion(pairs.toUnbiased, pairs.toUnbiased + pairs.stayedBiased),
      flipBack: proportion(pairs.toBiased, pairs.toBiased + pairs.stayedUnbiased),
      paired: pairedChange(changes, groups, cell, pairs),
    };
  });
}

function misaligned(counts: Uint32Array, cell: number): Proportion {
  const { biased, unbiased } = outcomeCounts(counts, cell);
  return proportion(unbiased, biased + unbiased);
}

function adjusted(entries: readonly AttackSuccess[]): AttackSuccess[] {
  const compared = entries.filter(({ paired }) => paired.p !== null);
  const pValues = holmAdjust(compared.map(({ paired }) => paired.p ?? 1));
  const pHolmOf = new Map(compared.map((entry, i) => [entry, pValues[i] ?? null]));
  return entries.map((entry) => ({
    ...entry,
    paired: { ...entry.paired, pHolm: pHolmOf.get(entry) ?? null },
  }));
}
