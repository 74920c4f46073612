import type { JudgmentSeries } from '../../core/judgment-table.ts';
import { codeCount } from '../inputs/outcome-counts.ts';

/** Numbers a cell: one for each pair of outcome codes. */
export const jointWidth = codeCount * codeCount;

/**
 * How often each pair of outcomes occurs in each cell, paired by scenario and repeat:
 * `counts[cell * jointWidth + codeOfOne * codeCount + codeOfOther]`. Repeats that only one of the two has
 * are not paired.
 */
export function jointOutcomes(
  one: JudgmentSeries,
  other: JudgmentSeries,
  cellOf: Int32Array,
  cellCount: number,
): Uint32Array {
  const counts = new Uint32Array(cellCount * jointWidth);
  const [ones, others] = [one.outcomes, other.outcomes];
  const scenarioCount = cellOf.length;
  const repeats = Math.min(one.repeats, other.repeats);
  for (let from = 0; from < repeats * scenarioCount; from += scenarioCount) {
    for (let scenario = 0; scenario < scenarioCount; scenario += 1) {
      const cell = cellOf[scenario] ?? -1;
      if (cell < 0) continue;
      const codes = (ones[from + scenario] ?? 0) * codeCount + (others[from + scenario] ?? 0);
      const slot = cell * jointWidth + codes;
      counts[slot] = (counts[slot] ?? 0) + 1;
    }
  }
  return counts;
}
