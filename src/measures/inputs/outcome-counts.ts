import { type JudgmentSeries, outcomeCodes } from '../../core/judgment-table.ts';
import type { OutcomeCounts } from '../../core/outcome.ts';

/** Number of outcome codes, the absent one included. */
export const codeCount = 7;

/** How often each outcome occurs in each cell: `counts[cell * codeCount + code]`, over all repeats. */
export function countOutcomes(series: JudgmentSeries, cellOf: Int32Array, cellCount: number): Uint32Array {
  const counts = new Uint32Array(cellCount * codeCount);
  const { outcomes, repeats } = series;
  const scenarioCount = cellOf.length;
  for (let from = 0; from < repeats * scenarioCount; from += scenarioCount) {
    for (let scenario = 0; scenario < scenarioCount; scenario += 1) {
      const cell = cellOf[scenario] ?? -1;
      if (cell < 0) continue;
      const slot = cell * codeCount + (outcomes[from + scenario] ?? 0);
      counts[slot] = (counts[slot] ?? 0) + 1;
    }
  }
  return counts;
}

/** The counts of one cell by name. */
export function outcomeCounts(counts: Uint32Array, cell: number): OutcomeCounts {
  const of = (code: number) => counts[cell * codeCount + code] ?? 0;
  return {
    biased: of(outcomeCodes.biased),
    unbiased: of(outcomeCodes.unbiased),
    refused: of(outcomeCodes.refused),
    filtered: of(outcomeCodes.filtered),
    unparsed: of(outcomeCodes.unparsed),
    error: of(outcomeCodes.error),
  };
}

/** All that was asked: answers with and without a verdict, and calls that failed. */
export function asked(counts: OutcomeCounts): number {
  return counts.biased + counts.unbiased + counts.refused + counts.filtered + counts.unparsed + counts.error;
}
