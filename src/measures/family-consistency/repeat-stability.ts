import { type JudgmentSeries, outcomeCodes } from '../../core/judgment-table.ts';

/** How often a model gives the same verdict when asked again. */
export interface RepeatStability {
  readonly model: string;
  /** Equal pairs of repeats / pairs of repeats with two verdicts; null without such a pair. */
  readonly rate: number | null;
  readonly n: number;
}

/** The stability of a series: every two repeats of a scenario are a pair. */
export function repeatStability(scenarioCount: number): (series: JudgmentSeries) => RepeatStability {
  return ({ model, repeats, outcomes }) => {
    let equal = 0;
    let n = 0;
    for (let scenario = 0; scenario < scenarioCount; scenario += 1) {
      let biased = 0;
      let unbiased = 0;
      for (let repeat = 0; repeat < repeats; repeat += 1) {
        const code = outcomes[repeat * scenarioCount + scenario];
        if (code === outcomeCodes.biased) biased += 1;
        if (code === outcomeCodes.unbiased) unbiased += 1;
      }
      equal += (biased * (biased - 1) + unbiased * (unbiased - 1)) / 2;
      n += ((biased + unbiased) * (biased + unbiased - 1)) / 2;
    }
    return { model, rate: n === 0 ? null : equal / n, n };
  };
}
