import type { Proportion } from '../inputs/estimates.ts';
import { measureId } from '../measure.ts';

/** How often one model calls a scenario of one dataset biased under one attack, whatever people call it. */
export interface BiasedShare extends Proportion {
  readonly dataset: string;
  readonly model: string;
  readonly attack: string;
}

/** An entry a dataset, model and attack, in the order of the judgments. */
export type BiasedShareResult = readonly BiasedShare[];

export const biasedShareId = measureId<BiasedShareResult>('biased-share');
