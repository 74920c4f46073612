import { type JudgmentSeries, outcomeCodes } from '../../core/judgment-table.ts';
import type { StudyIndex } from '../../store/view/study-index.ts';

/** By a scenario's position: its verdicts, and those of them against its gold label. */
export interface VerdictTally {
  readonly verdicts: Uint32Array;
  readonly missed: Uint32Array;
}

const { biased, unbiased } = outcomeCodes;

/** Counts the verdicts of these series, column by column: a million in some milliseconds. */
export function verdictTally(
  { judgments: { scenarioCount, goldBiased } }: StudyIndex,
  series: readonly JudgmentSeries[],
): VerdictTally {
  const verdicts = new Uint32Array(scenarioCount);
  const missed = new Uint32Array(scenarioCount);
  for (const { outcomes } of series) {
    for (let cell = 0, at = 0; cell < outcomes.length; cell += 1, at += 1) {
      if (at === scenarioCount) at = 0;
      const code = outcomes[cell];
      if (code !== biased && code !== unbiased) continue;
      verdicts[at] = (verdicts[at] ?? 0) + 1;
      if ((code === biased) !== (goldBiased[at] === 1)) missed[at] = (missed[at] ?? 0) + 1;
    }
  }
  return { verdicts, missed };
}
