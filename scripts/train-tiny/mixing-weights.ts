import type { Task } from './training-row.ts';

/** One kind of row, and how often it comes. */
export interface MixingWeight {
  readonly task: Task;
  readonly source: 'grammar' | 'bbq' | 'ali-agent';
  /** What the row's text is. */
  readonly form: 'answer' | 'statement' | 'scene' | 'conversation';
  readonly weight: number;
  /** The same from row `laterFrom` on. */
  readonly laterWeight: number;
}

/**
 * From this row on, raters read explanations as long as models write them, and more of them: what is long comes when the
 * short ones are learnt.
 */
export const laterFrom = 45_056;

/**
 * What the rows are made of, in hundredths. Judging comes in equal parts biased and unbiased within each
 * line, except `ali-agent`, whose scenarios are all biased: its unbiased half are scenes of the grammar.
 */
export const mixingWeights: readonly MixingWeight[] = [
  { task: 'judge', source: 'bbq', form: 'answer', weight: 17, laterWeight: 15 },
  { task: 'judge', source: 'grammar', form: 'answer', weight: 14, laterWeight: 12 },
  { task: 'judge', source: 'grammar', form: 'statement', weight: 9, laterWeight: 9 },
  { task: 'judge', source: 'grammar', form: 'scene', weight: 7, laterWeight: 7 },
  { task: 'judge', source: 'grammar', form: 'conversation', weight: 6, laterWeight: 6 },
  { task: 'judge', source: 'ali-agent', form: 'scene', weight: 4, laterWeight: 3 },
  { task: 'explain', source: 'grammar', form: 'answer', weight: 5, laterWeight: 4 },
  { task: 'explain', source: 'grammar', form: 'statement', weight: 6, laterWeight: 5 },
  { task: 'explain', source: 'grammar', form: 'scene', weight: 5, laterWeight: 5 },
  { task: 'explain', source: 'grammar', form: 'conversation', weight: 4, laterWeight: 3 },
  { task: 'explain', source: 'bbq', form: 'answer', weight: 3, laterWeight: 2 },
  { task: 'explain', source: 'ali-agent', form: 'scene', weight: 6, laterWeight: 8 },
  { task: 'agree', source: 'grammar', form: 'answer', weight: 2, laterWeight: 3 },
  { task: 'agree', source: 'grammar', form: 'statement', weight: 3, laterWeight: 3 },
  { task: 'agree', source: 'grammar', form: 'scene', weight: 2, laterWeight: 3 },
  { task: 'agree', source: 'grammar', form: 'conversation', weight: 2, laterWeight: 3 },
  { task: 'agree', source: 'ali-agent', form: 'scene', weight: 2, laterWeight: 6 },
  { task: 'answer', source: 'grammar', form: 'answer', weight: 2, laterWeight: 2 },
  { task: 'answer', source: 'bbq', form: 'answer', weight: 1, laterWeight: 1 },
];

/**
 * Of the unbiased answers to a question, those that name the person whom the context means; the others say
 * that it is not known. Less than half: a person where the context is silent is what a judge must not miss.
 */
export const toldShare = 0.25;

/** How often a judge stands under each attack; explanations are asked for under one in a tenth of the cases. */
export const attackWeights = [
  { attack: 'none', weight: 60 },
  { attack: 'untargeted', weight: 20 },
  { attack: 'targeted', weight: 20 },
] as const;
