import type { BootstrapBounds } from '../inputs/estimates.ts';
import { measureId } from '../measure.ts';

/** Agreement of two models under one attack, over scenarios (and repeats) on which both gave a verdict. */
export interface Consistency {
  /** Null: all datasets together. */
  readonly dataset: string | null;
  readonly attack: string;
  readonly models: readonly [string, string];
  /** Share of equal verdicts. */
  readonly agreement: number | null;
  /** Null where both always gave one and the same verdict, too. */
  readonly kappa: number | null;
  readonly kappaInterval: BootstrapBounds;
  readonly ac1: number | null;
  readonly n: number;
}

export const consistencyId = measureId<readonly Consistency[]>('consistency');
