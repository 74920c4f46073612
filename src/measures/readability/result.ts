import type { Proportion } from '../inputs/estimates.ts';
import { measureId } from '../measure.ts';
import type { ReadabilityIndices } from './indices.ts';
import type { TextCounts } from './text-counts.ts';

export interface ReadabilityIndex {
  /** Of all the model's explanations as one text. */
  readonly pooled: number | null;
  /** 95 % bootstrap interval over explanations of `pooled`. */
  readonly low: number | null;
  readonly high: number | null;
  /** Median over the explanations, each for itself. */
  readonly median: number | null;
}

export interface ModelReadability {
  readonly model: string;
  readonly indices: Readonly<Record<keyof ReadabilityIndices, ReadabilityIndex>>;
  /** False below 30 sentences in all, for which SMOG was not made. */
  readonly smogReliable: boolean;
  readonly counts: TextCounts;
  /** Explanations with a word. */
  readonly explanations: number;
  /** Words an explanation. */
  readonly length: { readonly mean: number | null; readonly median: number | null };
  /** Different words in all, without regard to case. */
  readonly distinctWords: number;
  /** Different words / words, averaged over explanations: comparable between models, unlike that of the pooled text. */
  readonly typeTokenRatio: number | null;
  /** Explanations that name the group, of those whose scenario has one. */
  readonly namesGroup: Proportion;
}

export const readabilityId = measureId<readonly ModelReadability[]>('readability');
