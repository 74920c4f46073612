import type { AgreementQuery } from '../../core/view/explanation-view.ts';
import type { ConditionView, ScenarioDetail, ScenarioQuery } from '../../core/view/scenario-view.ts';
import type { StudyView } from '../../core/view/view-api.ts';
import type { ReadingPlace } from '../../store/sqlite/view/agreement-page.ts';
import type { StudyIndex } from '../../store/sqlite/view/study-index.ts';
import { StudyReader } from '../../store/sqlite/view/study-reader.ts';
import { withoutSelfNaming } from '../../verdicts/explanation/without-self-naming.ts';
import { conditionViews } from './conditions.ts';
import { RunRecords } from './live/run-records.ts';
import { StudyWatch } from './live/study-watch.ts';
import { scenarioDetail } from './scenarios/scenario-detail.ts';
import { scenarioRowsFrom, seriesOf } from './scenarios/scenario-list.ts';
import { ScenarioSearch } from './scenarios/scenario-search.ts';
import { viewCsv } from './scenarios/view-csv.ts';
import { type StudyName, studyView } from './study-view.ts';

/** Rows a piece of a CSV. */
const pieceRows = 500;

/** What can be asked of a study, apart from how it is asked: by a server, or by an export. */
export class StudyService {
  readonly reader: StudyReader;
  readonly watch: StudyWatch;
  readonly search: ScenarioSearch;
  readonly runs = new RunRecords();
  readonly #name: StudyName;

  /** @throws StoreError as `openSqliteStore` for reading. */
  constructor(path: string, name: StudyName) {
    this.reader = new StudyReader(path);
    this.watch = new StudyWatch(path, this.reader);
    this.search = new ScenarioSearch(this.reader);
    this.#name = name;
    // Its expressions take a fifth of a second to compile, for which the first scenario need not wait: now the thread has its turn.
    setImmediate(() => withoutSelfNaming('As a language model, I find it unfair.'));
  }

  async study(): Promise<Omit<StudyView, 'exportedAt'>> {
    return studyView(this.reader, await this.watch.index(), this.#name);
  }

  async conditions(): Promise<readonly ConditionView[]> {
    return conditionViews(await this.watch.status(), this.reader.callsByCondition());
  }

  /** Null where there is no scenario of this id. */
  scenario(index: StudyIndex, id: string): ScenarioDetail | null {
    const record = this.reader.scenario(id);
    return record === null ? null : scenarioDetail(record, index);
  }

  *scenarioCsv(index: StudyIndex, query: ScenarioQuery): Generator<string> {
    const matches = this.search.find(index, query);
    yield viewCsv.scenarioHeader(seriesOf(index));
    for (let start = 0; start < matches.positions.length; start += pieceRows) {
      yield viewCsv.scenarios(scenarioRowsFrom(this.reader, matches, start, pieceRows));
    }
  }

  *agreementCsv(index: StudyIndex, query: AgreementQuery): Generator<string> {
    yield viewCsv.agreementHeader();
    let after: ReadingPlace | null = null;
    do {
      const { rows, last } = this.reader.readings(index, query, after, pieceRows);
      yield viewCsv.agreements(rows);
      after = last;
    } while (after !== null);
  }

  async close(): Promise<void> {
    await this.watch.close();
    this.reader.close();
  }
}
