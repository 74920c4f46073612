import type { Condition } from '../../../core/condition.ts';
import type { AgreementQuery } from '../../../core/view/explanation-view.ts';
import { asScenarioId } from '../../../core/view/scenario-match.ts';
import type { CallView } from '../../../core/view/scenario-view.ts';
import type { StoredRun } from '../../contract/runs.ts';
import type { ConditionStatus, SampleDescription, StoredScenario } from '../../contract/store.ts';
import { storeRevision } from '../batch-writer.ts';
import { allConditions } from '../conditions/conditions.ts';
import { openConnection, type SqliteConnection } from '../connection.ts';
import { storeQueries } from '../names.ts';
import { storedRuns } from '../runs/stored-runs.ts';
import { allSamples } from '../scenarios/scenario-counts.ts';
import { scenarioFromRow, scenarioRows } from '../scenarios/scenario-rows.ts';
import { readStatus } from '../store-status.ts';
import { checkUpToDate } from '../store-version.ts';
import { type ReadingPlace, type ReadingSlice, readingSlice } from './agreement-page.ts';
import { callOf } from './call-rows.ts';
import { type ScenarioRecord, scenarioRecord } from './scenario-record.ts';
import { readStudyIndex, type StudyIndex } from './study-index.ts';

const findExplanation = `select explanation_text.text, explanation.repeat from explanation
  join explanation_text on explanation_text.explanation = explanation.number where explanation.number = ?`;
const anyExplanation = 'select exists (select 1 from explanation_text)';
const findId = 'select id from scenario where number = ?';
const members = `select group_concat(scenario) from sample_member join sample on sample.number = sample_member.sample
  where sample.name = ?`;
const totals = `select (select coalesce(sum(calls), 0) from condition), (select count(*) from answer),
  (select count(*) from rating where value is not null), (select count(*) from failure)`;

/**
 * Looks at a study in an SQLite file, in small pieces, while another process may be writing to it. Never writes, and
 * every answer stands at one moment.
 */
export class StudyReader {
  readonly #connection: SqliteConnection;

  /** @throws StoreError as `openSqliteStore` for reading. */
  constructor(path: string) {
    this.#connection = openConnection(path, true);
    try {
      checkUpToDate(this.#connection);
    } catch (error) {
      this.#connection.close();
      throw error;
    }
  }

  /** Changes whenever another connection has written anything at all. */
  dataVersion(): number {
    return this.#connection.pragma('data_version');
  }

  /** Changes with the results; see `storeRevision`. */
  revision(): number {
    return this.#connection.reading(() => storeRevision(this.#connection));
  }

  index(): StudyIndex {
    return readStudyIndex(this.#connection);
  }

  conditions(): readonly Condition[] {
    return this.#connection.reading(() => allConditions(this.#connection));
  }

  /** Counts every label: some 100 ms over a million. */
  status(): readonly ConditionStatus[] {
    return readStatus(this.#connection);
  }

  /** Calls that were paid for by condition number. */
  callsByCondition(): ReadonlyMap<number, number> {
    const query = storeQueries.selectFrom('condition').select(['number', 'calls']);
    return new Map(this.#connection.all(query).map(({ number, calls }) => [number, calls]));
  }

  samples(): readonly SampleDescription[] {
    return allSamples(this.#connection);
  }

  totals(): {
    readonly calls: number;
    readonly answers: number;
    readonly ratings: number;
    readonly failures: number;
  } {
    const [calls, answers, ratings, failures] = this.#connection.reading(
      () => this.#connection.row(totals) ?? [],
    );
    return {
      calls: Number(calls),
      answers: Number(answers),
      ratings: Number(ratings),
      failures: Number(failures),
    };
  }

  /** Whether there is an explanation with a text. */
  hasExplanations(): boolean {
    return this.#connection.reading(() => this.#connection.value(anyExplanation)) === 1;
  }

  /** Numbers of scenarios, see `scenariosWithWords`. */
  search(query: string): readonly number[] {
    return this.#connection.reading(() => scenariosWithWords(this.#connection, query));
  }

  /** Numbers of the scenarios of a sample; null where there is none of that name. */
  sampleMembers(name: string): readonly number[] | null {
    if (!this.samples().some((sample) => sample.name === name)) return null;
    const joined = this.#connection.reading(() => this.#connection.value(members, name));
    return typeof joined === 'string' ? joined.split(',').map(Number) : [];
  }

  /** The scenarios of these numbers that there are, in the same order. */
  scenarios(numbers: readonly number[]): readonly StoredScenario[] {
    const query = (number: number) => scenarioRows.where('scenario.number', '=', number);
    return numbers.flatMap((number) => this.#connection.all(query(number)).map(scenarioFromRow));
  }

  /** The ids of the scenarios of these numbers, same length and order. */
  scenarioIds(numbers: readonly number[]): string[] {
    return this.#connection.reading(() =>
      numbers.map((number) => String(this.#connection.value(findId, number))),
    );
  }

  /** Null where there is no scenario of this id. */
  scenario(id: string): ScenarioRecord | null {
    return this.#connection.reading(() => scenarioRecord(this.#connection, id));
  }

  /** Texts and repeats of these explanations, same length and order; an empty text where there is none any more. */
  explanations(numbers: readonly number[]): readonly { readonly text: string; readonly repeat: number }[] {
    return this.#connection.reading(() =>
      numbers.map((number) => {
        const [text = '', repeat = 0] = this.#connection.row(findExplanation, number) ?? [];
        return { text: String(text), repeat: Number(repeat) };
      }),
    );
  }

  readings(
    index: Pick<StudyIndex, 'counted'>,
    query: AgreementQuery,
    after: ReadingPlace | null,
    limit: number,
  ): ReadingSlice {
    return this.#connection.reading(() => readingSlice(this.#connection, index, query, after, limit));
  }

  /** Null where there is no such call. */
  call(number: number): CallView | null {
    return this.#connection.reading(() => callOf(this.#connection, number, Number.POSITIVE_INFINITY));
  }

  /** Newest first. */
  runs(page: { readonly before?: number; readonly limit: number }): readonly StoredRun[] {
    return storedRuns(this.#connection, page);
  }

  close(): void {
    this.#connection.close();
  }
}

const words = /[\p{L}\p{N}\p{M}]+/gu;
// Numbers joined into one text are several times as fast as a row each.
const matching = 'select group_concat(rowid) from scenario_search where scenario_search match ?';
const byId = 'select number from scenario where id = ?';

/**
 * The numbers of the scenarios whose text has all words of the query, each as the beginning of a word, in no order;
 * or of the one with that id; the same as `matchWords` of core/view/scenario-match.ts. A query without a word matches nothing. Within `reading`.
 */
export function scenariosWithWords(connection: SqliteConnection, query: string): readonly number[] {
  const id = asScenarioId(query);
  if (id !== null) {
    const number = connection.value(byId, id);
    return number === undefined ? [] : [Number(number)];
  }
  const all = query.match(words) ?? [];
  if (all.length === 0) return [];
  const found = connection.value(matching, all.map((word) => `"${word}"*`).join(' '));
  return typeof found === 'string' ? found.split(',').map(Number) : [];
}
