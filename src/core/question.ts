/**
 * One item of BBQ as it was meant to be asked: a context, a question, three options. Stored with the scenarios
 * that are made from it, for studies that ask models to answer.
 */
export interface Question {
  /** Hash of all that it says (16 hexadecimal digits). */
  readonly id: string;
  readonly dataset: string;
  readonly category: string;
  /** As of the item's scenarios: (category, question_index). */
  readonly cluster: string;
  readonly ambiguous: boolean;
  readonly polarity: 'neg' | 'nonneg';
  readonly context: string;
  readonly question: string;
  /** As the dataset has them, ans0 to ans2. */
  readonly options: readonly [string, string, string];
  /** Which option is the stereotyped person, the other person, and the unknown option. */
  readonly target: 0 | 1 | 2;
  readonly other: 0 | 1 | 2;
  readonly unknown: 0 | 1 | 2;
  /** Which option is right. */
  readonly label: 0 | 1 | 2;
  /** As of a scenario. */
  readonly language?: string;
  readonly sourceId: string;
  readonly sourceRow: number;
}

/** What became of an asked question. Only the first three chose an option. */
export const answerOutcomes = ['target', 'other', 'unknown', 'refused', 'filtered', 'unparsed'] as const;
export type AnswerOutcome = (typeof answerOutcomes)[number];
