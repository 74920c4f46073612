import type { AgreementOutcome, ExplanationOutcome } from '../../core/outcomes.ts';
import type { AnswerOutcome, Question } from '../../core/question.ts';
import type { Adjudication, Rating, RatingItem } from '../../core/rating.ts';
import type { AgreementTable } from '../../core/tables.ts';
import type {
  AnswerRow,
  AnswerStore,
  AnswerSubject,
  QuestionFilter,
  StoredQuestion,
} from '../contract/answers.ts';
import type {
  AgreementRow,
  AgreementSelection,
  AgreementSubject,
  ExplanationFilter,
  ExplanationRow,
  ExplanationStore,
  StoredExplanation,
} from '../contract/explanations.ts';
import type { RatingItemOrigin, RatingStore } from '../contract/ratings.ts';
import type { NewRun, RunNote, RunStore, StoredRun } from '../contract/runs.ts';
import type { ScenarioFilter, Subject } from '../contract/store.ts';
import { knownLabels } from './calls/known-subjects.ts';
import type { SqliteConnection } from './connection.ts';
import { countAgreed, countExplained, countExplanations } from './explanations/counted-explanations.ts';
import { readAgreementRows, readExplanationRows, readExplanations } from './explanations/explanation-rows.ts';
import { agreementLabels, answerLabels, explanationLabels } from './labels/label-tables.ts';
import { readAgreementTable } from './labels/read-agreement-table.ts';
import { countAnswered, countQuestions, readAnswerRows, readQuestions } from './questions/question-rows.ts';
import { replaceQuestions } from './questions/replace-questions.ts';
import { addRatingItems, allRatingItems, allRatingOrigins } from './ratings/rating-items.ts';
import {
  allRatings,
  allSettled,
  ratingLabels,
  saveAdjudications,
  saveRatingLabels,
  saveRatings,
} from './ratings/saved-ratings.ts';
import { beginRun, noteRun, storedRuns } from './runs/stored-runs.ts';

/** The part of a store that holds what models and people said of explanations, models' answers to questions, and runs. */
export class SqliteFindings implements ExplanationStore, AnswerStore, RatingStore, RunStore {
  readonly location: string;
  readonly #connection: SqliteConnection;
  #replacing = false;

  constructor(connection: SqliteConnection) {
    this.location = connection.location;
    this.#connection = connection;
  }

  async explained(subjects: readonly Subject[]): Promise<readonly (ExplanationOutcome | null)[]> {
    return knownLabels(this.#connection, explanationLabels, subjects);
  }

  async countExplained(condition: number, filter: ScenarioFilter, repeats: number): Promise<number> {
    return countExplained(this.#connection, condition, filter, repeats);
  }

  explanations(filter: ExplanationFilter): AsyncIterable<readonly StoredExplanation[]> {
    return readExplanations(this.#connection, filter);
  }

  async countExplanations(filter: ExplanationFilter): Promise<number> {
    return countExplanations(this.#connection, filter);
  }

  async agreed(subjects: readonly AgreementSubject[]): Promise<readonly (AgreementOutcome | null)[]> {
    return knownLabels(this.#connection, agreementLabels, subjects);
  }

  async countAgreed(condition: number, filter: ExplanationFilter, repeats: number): Promise<number> {
    return countAgreed(this.#connection, condition, filter, repeats);
  }

  async agreementTable(selection: AgreementSelection): Promise<AgreementTable> {
    return readAgreementTable(this.#connection, selection);
  }

  explanationRows(filter: ExplanationFilter): AsyncIterable<readonly ExplanationRow[]> {
    return readExplanationRows(this.#connection, filter);
  }

  agreementRows(selection: AgreementSelection): AsyncIterable<readonly AgreementRow[]> {
    return readAgreementRows(this.#connection, selection);
  }

  replaceQuestions(dataset: string, questions: AsyncIterable<Question>): Promise<number> {
    return this.alone(() => replaceQuestions(this.#connection, dataset, questions));
  }

  questions(filter: QuestionFilter): AsyncIterable<readonly StoredQuestion[]> {
    return readQuestions(this.#connection, filter);
  }

  async countQuestions(filter: QuestionFilter): Promise<number> {
    return countQuestions(this.#connection, filter);
  }

  async answered(subjects: readonly AnswerSubject[]): Promise<readonly (AnswerOutcome | null)[]> {
    return knownLabels(this.#connection, answerLabels, subjects);
  }

  async countAnswered(condition: number, filter: QuestionFilter, repeats: number): Promise<number> {
    return countAnswered(this.#connection, condition, filter, repeats);
  }

  answerRows(filter: QuestionFilter): AsyncIterable<readonly AnswerRow[]> {
    return readAnswerRows(this.#connection, filter);
  }

  async ratingLabels(): Promise<readonly string[] | null> {
    return ratingLabels(this.#connection);
  }

  async saveRatingLabels(labels: readonly string[]): Promise<void> {
    saveRatingLabels(this.#connection, labels);
  }

  async addRatingItems(explanations: readonly number[]): Promise<void> {
    addRatingItems(this.#connection, explanations);
  }

  async ratingItems(): Promise<readonly RatingItem[]> {
    return allRatingItems(this.#connection);
  }

  async ratingOrigins(): Promise<readonly RatingItemOrigin[]> {
    return allRatingOrigins(this.#connection);
  }

  async saveRatings(ratings: readonly Rating[]): Promise<void> {
    saveRatings(this.#connection, ratings);
  }

  async ratings(): Promise<readonly Rating[]> {
    return allRatings(this.#connection);
  }

  async saveAdjudications(adjudicated: readonly Adjudication[]): Promise<void> {
    saveAdjudications(this.#connection, adjudicated);
  }

  async adjudications(): Promise<readonly Adjudication[]> {
    return allSettled(this.#connection);
  }

  async beginRun(run: NewRun): Promise<number> {
    return beginRun(this.#connection, run);
  }

  async noteRun(run: number, note: RunNote): Promise<void> {
    noteRun(this.#connection, run, note);
  }

  async runs(page: { readonly before?: number; readonly limit: number }): Promise<readonly StoredRun[]> {
    return storedRuns(this.#connection, page);
  }

  /** @throws Error where another preparation is at work: they share a table. */
  protected async alone<T>(prepare: () => Promise<T>): Promise<T> {
    if (this.#replacing) throw new Error('two preparations cannot write one store at a time');
    this.#replacing = true;
    try {
      return await prepare();
    } finally {
      this.#replacing = false;
    }
  }
}
