import type { JudgmentTable } from '../../core/tables.ts';
import { asked, countOutcomes, outcomeCounts, type Proportion, proportion } from '../inputs/cells.ts';
import { measureId } from '../measure.ts';

/** How often one model calls a scenario of one dataset biased under one attack, whatever its label. */
export interface BiasedShare extends Proportion {
  readonly dataset: string;
  readonly model: string;
  readonly attack: string;
}

/** An entry a dataset, model and attack, in the order of the judgments. */
export type BiasedShareResult = readonly BiasedShare[];

export const biasedShareId = measureId<BiasedShareResult>('biased-share');

/**
 * The share of verdicts that are "biased": biased / (biased + unbiased), over all scenarios, those labelled
 * unbiased too, with Wilson's 95 % interval. There is no entry where a model was asked nothing of a dataset, and no
 * rate where it gave no verdict.
 *
 * Source: Wilson (1927), Probable Inference, the Law of Succession, and Statistical Inference.
 */
export function biasedShare(table: JudgmentTable): BiasedShare[] {
  const datasetOf = Int32Array.from(table.dataset);
  return table.series.flatMap((series) => {
    const counts = countOutcomes(series, datasetOf, table.datasets.length);
    return table.datasets.flatMap((dataset, number) => {
      const outcomes = outcomeCounts(counts, number);
      if (asked(outcomes) === 0) return [];
      const share = proportion(outcomes.biased, outcomes.biased + outcomes.unbiased);
      return [{ dataset, model: series.model, attack: series.attack, ...share }];
    });
  });
}
