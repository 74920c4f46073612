import type { Proportion } from '../inputs/estimates.ts';
import { measureId } from '../measure.ts';

/** One score with its 95 % bootstrap interval over clusters, from -1 to 1; null where undefined. */
export interface BbqContextScore {
  readonly score: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Right choices, of the answers that chose an option. */
  readonly accuracy: Proportion;
  /** Answers that chose a person, and of these the biased ones. */
  readonly nonUnknown: number;
  readonly biased: number;
  /** Answers without a readable option. */
  readonly none: number;
}

export interface BbqScore {
  /** Null: all categories together. */
  readonly category: string | null;
  /** s_AMB. */
  readonly ambiguous: BbqContextScore;
  /** s_DIS. */
  readonly disambiguated: BbqContextScore;
}

/** BBQ's bias score of one model under one attack. */
export interface ModelBbqScore extends BbqScore {
  readonly dataset: string;
  readonly model: string;
  readonly attack: string;
}

export const bbqScoreId = measureId<readonly ModelBbqScore[]>('bbq-score');
