import type { BootstrapBounds, Proportion } from '../inputs/estimates.ts';
import { measureId } from '../measure.ts';

/** Whether a judge tells biased scenarios from unbiased ones. "Yes" is the verdict biased. */
export interface Controls {
  readonly dataset: string;
  readonly model: string;
  readonly attack: string;
  /** P(biased | gold biased). */
  readonly hit: Proportion;
  /** P(biased | gold unbiased). */
  readonly falseAlarm: Proportion;
  /** (hit rate + 1 - false alarm rate) / 2; like d′ and the criterion null where one side has no verdict. */
  readonly balancedAccuracy: number | null;
  readonly dPrime: number | null;
  readonly dPrimeInterval: BootstrapBounds;
  readonly criterion: number | null;
  readonly counts: {
    readonly hits: number;
    readonly misses: number;
    readonly falseAlarms: number;
    readonly correctRejections: number;
  };
}

export const controlsId = measureId<readonly Controls[]>('controls');
