import type { Task } from './training-row.ts';

/** One kind of row, and how often it comes. */
export interface MixingWeight {
  readonly task: Task;
  readonly source: 'grammar' | 'bbq' | 'ali-agent';
  /** What the row's text is. */
  readonly form: 'answer' | 'statement' | 'scene' | 'conversation';
  readonly weight: number;
}

/**
 * What the rows are made of, in hundredths. Judging comes in equal parts biased and unbiased within each
 * line, except `ali-agent`, whose scenarios are all biased: its unbiased half are scenes of the grammar.
 */
export const mixingWeights: readonly MixingWeight[] = [
  { task: 'judge', source: 'bbq', form: 'answer', weight: 15 },
  { task: 'judge', source: 'grammar', form: 'answer', weight: 12 },
  { task: 'judge', source: 'grammar', form: 'statement', weight: 9 },
  { task: 'judge', source: 'grammar', form: 'scene', weight: 7 },
  { task: 'judge', source: 'grammar', form: 'conversation', weight: 6 },
  { task: 'judge', source: 'ali-agent', form: 'scene', weight: 3 },
  { task: 'explain', source: 'grammar', form: 'answer', weight: 4 },
  { task: 'explain', source: 'grammar', form: 'statement', weight: 5 },
  { task: 'explain', source: 'grammar', form: 'scene', weight: 5 },
  { task: 'explain', source: 'grammar', form: 'conversation', weight: 3 },
  { task: 'explain', source: 'bbq', form: 'answer', weight: 2 },
  { task: 'explain', source: 'ali-agent', form: 'scene', weight: 8 },
  { task: 'agree', source: 'grammar', form: 'answer', weight: 3 },
  { task: 'agree', source: 'grammar', form: 'statement', weight: 3 },
  { task: 'agree', source: 'grammar', form: 'scene', weight: 3 },
  { task: 'agree', source: 'grammar', form: 'conversation', weight: 3 },
  { task: 'agree', source: 'ali-agent', form: 'scene', weight: 6 },
  { task: 'answer', source: 'grammar', form: 'answer', weight: 2 },
  { task: 'answer', source: 'bbq', form: 'answer', weight: 1 },
];

/**
 * Of the unbiased answers to a question, those that name the person whom the context means; the others say
 * that it is not known. Less than half: a person where the context is silent is what a judge must not miss.
 */
export const toldShare = 0.3;

/** Of the explanations that raters read, those as long as models write them; the others are of a sentence or two. */
export const longShare = 0.5;

/** How often a judge stands under each attack; explanations are asked for under one in a tenth of the cases. */
export const attackWeights = [
  { attack: 'none', weight: 60 },
  { attack: 'untargeted', weight: 20 },
  { attack: 'targeted', weight: 20 },
] as const;
