import type { Condition, ConditionContent } from '../../core/condition.ts';
import type { Outcome } from '../../core/outcomes.ts';
import type { Form, Scenario } from '../../core/scenario.ts';
import type { JudgmentTable } from '../../core/tables.ts';
import { StoreError } from '../../errors/errors.ts';
import type {
  CallRow,
  CommitBatch,
  ConditionStatus,
  JudgmentRow,
  JudgmentSelection,
  NumberedText,
  SampleDescription,
  ScenarioCount,
  ScenarioFilter,
  Store,
  StoredCall,
  StoredScenario,
  Subject,
  SupersededJudgments,
  WriterLock,
} from '../contract/store.ts';
import { writeBatch } from './batch-writer.ts';
import { CallKeys } from './calls/call-keys.ts';
import { emulatedSubjects, knownLabels, type LabelledCalls, storedCalls } from './calls/known-subjects.ts';
import { allConditions, findCondition, putCondition } from './conditions/conditions.ts';
import { countedConditions } from './conditions/counted-conditions.ts';
import { openConnection, type SqliteConnection } from './connection.ts';
import { judgmentLabels } from './labels/label-tables.ts';
import { readJudgmentTable } from './labels/read-judgment-table.ts';
import { readLabelled } from './labels/read-labelled.ts';
import { readCallRows, readJudgmentRows, readScenarios, readScenarioTexts } from './scenarios/read-rows.ts';
import { replaceScenarios } from './scenarios/replace-scenarios.ts';
import { allSamples, countJudged, countScenarios, putSample } from './scenarios/scenario-counts.ts';
import { scenarioNumber } from './scenarios/scenario-rows.ts';
import { selectedScenarios } from './scenarios/selected-scenarios.ts';
import { SqliteFindings } from './sqlite-findings.ts';
import { readStatus } from './store-status.ts';
import { bringUpToDate, checkUpToDate } from './store-version.ts';
import { heldBy, takeWriterLock } from './writer-lock.ts';

/**
 * Opens the store in this SQLite file, made if it is not there (unless `readOnly`), and brings an earlier
 * version's file up to date. `:memory:` is a store that goes with the process.
 * @throws StoreError for a missing folder, a file that may not be opened, is no store, or is of a newer version.
 * @example
 * const store = await openSqliteStore('hvsb.db');
 * console.log(await store.countScenarios({}));
 * await store.close();
 */
export async function openSqliteStore(
  path: string,
  options: { readonly readOnly?: boolean } = {},
): Promise<Store> {
  const { readOnly = false } = options;
  const connection = openConnection(path, readOnly);
  try {
    if (readOnly) checkUpToDate(connection);
    else bringUpToDate(connection);
  } catch (error) {
    connection.close();
    throw error;
  }
  return new SqliteStore(connection, readOnly);
}

/** Each method is a file of this folder; this class is their list. */
class SqliteStore extends SqliteFindings implements Store {
  readonly #connection: SqliteConnection;
  readonly #callKeys: CallKeys;
  readonly #readOnly: boolean;
  #lock: (WriterLock & { readonly purpose: string; readonly since: number }) | null = null;

  constructor(connection: SqliteConnection, readOnly: boolean) {
    super(connection);
    this.#connection = connection;
    this.#callKeys = new CallKeys(connection);
    this.#readOnly = readOnly;
  }

  lock(purpose: string): WriterLock {
    if (this.#readOnly) {
      throw new StoreError('the store was opened for reading, so it cannot be held for writing', {
        where: this.location,
      });
    }
    if (this.#lock !== null) {
      const { purpose: held, since } = this.#lock;
      throw heldBy({ pid: process.pid, host: null, purpose: held, since }, this.location);
    }
    // A store in memory has no other process to be kept out.
    const taken = this.location === ':memory:' ? null : takeWriterLock(this.location, purpose);
    const release = () => {
      if (this.#lock?.release === release) this.#lock = null;
      taken?.release();
    };
    this.#lock = { purpose, since: Date.now(), release };
    return { release };
  }

  async replaceScenarios(dataset: string, form: Form | null, scenarios: AsyncIterable<Scenario>) {
    return this.alone(() => replaceScenarios(this.#connection, dataset, form, scenarios));
  }

  scenarios(filter: ScenarioFilter): AsyncIterable<readonly StoredScenario[]> {
    return readScenarios(this.#connection, filter);
  }

  scenarioTexts(filter: ScenarioFilter): AsyncIterable<readonly NumberedText[]> {
    return readScenarioTexts(this.#connection, filter);
  }

  async numbersOf(ids: readonly string[]): Promise<readonly (number | null)[]> {
    return this.#connection.reading(() => ids.map((id) => scenarioNumber(this.#connection, id)));
  }

  async countScenarios(filter: ScenarioFilter): Promise<readonly ScenarioCount[]> {
    return countScenarios(this.#connection, filter);
  }

  async putSample(sample: Omit<SampleDescription, 'size'>, scenarioNumbers: readonly number[]) {
    putSample(this.#connection, sample, scenarioNumbers);
  }

  async samples(): Promise<readonly SampleDescription[]> {
    return allSamples(this.#connection);
  }

  async condition(content: ConditionContent): Promise<Condition> {
    return putCondition(this.#connection, content);
  }

  async findCondition(content: ConditionContent): Promise<Condition | null> {
    return findCondition(this.#connection, content);
  }

  async conditions(): Promise<readonly Condition[]> {
    return allConditions(this.#connection);
  }

  async calls(keys: readonly string[]): Promise<ReadonlyMap<string, StoredCall>> {
    return storedCalls(this.#connection, this.#callKeys, keys);
  }

  async judged(subjects: readonly Subject[]): Promise<readonly (Outcome | null)[]> {
    return knownLabels(this.#connection, judgmentLabels, subjects);
  }

  async emulated(subjects: readonly Subject[]): Promise<readonly boolean[]> {
    return emulatedSubjects(this.#connection, subjects);
  }

  async countJudged(condition: number, filter: ScenarioFilter, repeats: number): Promise<number> {
    return countJudged(this.#connection, condition, filter, repeats);
  }

  async commit(batch: CommitBatch): Promise<void> {
    writeBatch(this.#connection, this.#callKeys, batch);
  }

  async judgmentTable(selection: JudgmentSelection): Promise<JudgmentTable> {
    return readJudgmentTable(this.#connection, selection);
  }

  async supersededJudgments(selection: JudgmentSelection): Promise<readonly SupersededJudgments[]> {
    const connection = this.#connection;
    return connection.reading(() => {
      const scenarios = selectedScenarios(connection, selection);
      return countedConditions(connection, selection, scenarios).superseded;
    });
  }

  labelled<Stage extends keyof LabelledCalls>(stage: Stage): AsyncIterable<readonly LabelledCalls[Stage][]> {
    return readLabelled(this.#connection, stage);
  }

  judgmentRows(selection: JudgmentSelection): AsyncIterable<readonly JudgmentRow[]> {
    return readJudgmentRows(this.#connection, selection);
  }

  callRows(): AsyncIterable<readonly CallRow[]> {
    return readCallRows(this.#connection);
  }

  async status(): Promise<readonly ConditionStatus[]> {
    return readStatus(this.#connection);
  }

  async close(): Promise<void> {
    this.#lock?.release();
    this.#connection.close();
  }
}
