import type { AnswerOutcome, Question } from '../../core/question.ts';
import type { NumberRange } from './scenarios.ts';

/** A question of a dataset, with its number in the store. */
export interface StoredQuestion extends Question {
  readonly number: number;
}

/** Which questions: of these datasets and categories; all if absent. */
export interface QuestionFilter {
  readonly datasets?: readonly string[];
  readonly categories?: readonly string[];
}

/** What asks for an answer: a question in a condition, for the n-th time (from 0). */
export interface AnswerSubject {
  readonly condition: number;
  readonly question: number;
  readonly repeat: number;
}

/** What a model answered to a question; a label on the call that answered. */
export interface NewAnswer extends AnswerSubject {
  /** Key of the call. */
  readonly key: string;
  readonly outcome: AnswerOutcome;
  readonly parserVersion: number;
}

/** A row of `hvsb export --table answers`, and what BBQ's score is computed from. */
export interface AnswerRow {
  readonly question_id: string;
  readonly dataset: string;
  readonly category: string;
  readonly cluster: string;
  readonly ambiguous: boolean;
  readonly polarity: 'neg' | 'nonneg';
  readonly right: AnswerOutcome;
  readonly model: string;
  readonly attack: string;
  readonly repeat: number;
  readonly outcome: AnswerOutcome;
  readonly response: string;
}

/** BBQ's questions and models' answers to them. Part of the store. */
export interface AnswerStore {
  /**
   * Replaces the questions of a dataset: those that are not among the ones yielded become inactive, with their
   * answers, unless the options keep them. Nothing changes if the stream throws. Gives the number of those yielded.
   * @throws DataError when one id comes twice.
   */
  replaceQuestions(
    dataset: string,
    questions: AsyncIterable<Question>,
    options?: { readonly keepsOthers?: boolean },
  ): Promise<number>;
  /** In the order of their numbers, in batches. */
  questions(filter: QuestionFilter, range?: NumberRange): AsyncIterable<readonly StoredQuestion[]>;
  /** As `scenarioLanguages`. */
  questionLanguages(filter: QuestionFilter): Promise<readonly (string | undefined)[]>;
  countQuestions(filter: QuestionFilter): Promise<number>;
  /** The outcome of each of these answers, null where there is none yet. Same length and order. */
  answered(subjects: readonly AnswerSubject[]): Promise<readonly (AnswerOutcome | null)[]>;
  /** Number of answers in the condition whose question matches, repeats below `repeats` only. */
  countAnswered(condition: number, filter: QuestionFilter, repeats: number): Promise<number>;
  /** Of several conditions of one model and attack the newest with answers of a dataset counts for it. */
  answerRows(filter: QuestionFilter): AsyncIterable<readonly AnswerRow[]>;
}
