import { isSameQuestion, type JudgeQuestion, questionKey } from '../../core/judge-question.ts';
import type { AgreementQuery } from '../../core/view/explanation-view.ts';
import type { ConditionView, ScenarioDetail, ScenarioQuery } from '../../core/view/scenario-view.ts';
import type { StudyView } from '../../core/view/view-api.ts';
import { UsageError } from '../../errors/errors.ts';
import type { Store } from '../../store/contract/store.ts';
import type { AgreementPosition, AgreementSlice, StudyIndex } from '../../store/contract/study.ts';
import { openStore } from '../../store/open-store.ts';
import { withoutSelfNaming } from '../../verdicts/explanation/without-self-naming.ts';
import { conditionViews } from './conditions.ts';
import type { ShownJudgments } from './live/measured-metrics.ts';
import { RunRecords } from './live/run-records.ts';
import { StudyWatch } from './live/study-watch.ts';
import { WorkWatch } from './live/work-watch.ts';
import { scenarioDetail } from './scenarios/scenario-detail.ts';
import { ScenarioSearch, scenarioRowsFrom, seriesOf } from './scenarios/scenario-list.ts';
import { viewCsv } from './scenarios/view-csv.ts';
import { type StudyName, studyView } from './study-view.ts';

/** Rows a piece of a CSV. */
const pieceRows = 500;
/** Of single conditions: those of both sides of a comparison, and of the one before. */
const cachedIndexes = 4;

/** What can be asked of a study, apart from how it is asked: by a server, or by an export. */
export class StudyService {
  readonly store: Store;
  readonly watch: StudyWatch;
  readonly search: ScenarioSearch;
  readonly runs = new RunRecords();
  readonly work: WorkWatch;
  readonly #path: string;
  readonly #name: StudyName;
  /** The same study by the other packs and wordings that were asked for. */
  readonly #others = new Map<string, Promise<StudyService>>();
  /** Columns that were asked for last, by revision and condition. */
  readonly #ofConditions = new Map<string, Promise<StudyIndex>>();
  readonly #closing = new AbortController();

  private constructor(path: string, store: Store, watch: StudyWatch, name: StudyName) {
    this.store = store;
    this.watch = watch;
    this.search = new ScenarioSearch(this.store);
    this.work = new WorkWatch(this.store);
    this.#path = path;
    this.#name = name;
    // Its expressions take a fifth of a second to compile, for which the first scenario need not wait: now the thread has its turn.
    setImmediate(() => withoutSelfNaming('As a language model, I find it unfair.'));
  }

  /**
   * @param question how the judges were asked whose judgments are shown; the headline question if absent.
   * @param pack the prompt pack to show, see `StudyStore.studyIndex`.
   * @throws StoreError as `openStore` for reading; UsageError where the pack was not judged.
   */
  static async open(
    path: string,
    name: StudyName,
    pack?: string,
    question?: JudgeQuestion,
  ): Promise<StudyService> {
    const store = await openStore(path, { readOnly: true });
    try {
      if (pack !== undefined) await store.judgedPacks({ pack });
      return new StudyService(path, store, await StudyWatch.start(path, store, { pack, question }), name);
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  /**
   * The study by the judgments with this prompt pack and this question: this one where it shows them.
   * @param asked what is absent is as here.
   * @throws UsageError where the pack was not judged, or nothing was asked with this question.
   */
  async showing(asked: ShownJudgments): Promise<StudyService> {
    const index = await this.watch.index();
    const pack = asked.pack?.split('@')[0] ?? index.pack ?? undefined;
    const { question = index.question } = asked;
    if (pack === (index.pack ?? undefined) && isSameQuestion(question, index.question)) return this;
    const key = `${questionKey(question)} ${pack}`;
    if (!this.#others.has(key)) await this.#requireQuestion(pack, question);
    const open = this.#others.get(key) ?? StudyService.open(this.#path, this.#name, pack, question);
    this.#others.set(key, open);
    // What cannot be opened is tried again at the next request.
    open.catch(() => this.#others.delete(key));
    return open;
  }

  /** Each study that is opened has a thread of its own: only what was judged is opened. */
  async #requireQuestion(pack: string | undefined, question: JudgeQuestion): Promise<void> {
    const judged = await this.store.judgedQuestions(pack === undefined ? {} : { pack });
    if (judged.some((each) => isSameQuestion(each, question))) return;
    throw new UsageError('No judgments in this wording are stored.', {
      expected: judged.map(questionKey).join(', ') || 'a wording that was judged; there is none yet',
      found: questionKey(question),
    });
  }

  /**
   * The columns with this judging condition in place of the one that counts for its model and attack.
   * @throws UsageError where there is no such condition.
   */
  async indexOf(condition: number): Promise<StudyIndex> {
    const { pack, question, revision } = await this.watch.index();
    const key = `${revision} ${condition}`;
    const known =
      this.#ofConditions.get(key) ?? this.store.studyIndex(pack ?? undefined, question, [condition]);
    const [oldest] = this.#ofConditions.keys();
    if (oldest !== undefined && this.#ofConditions.size === cachedIndexes) this.#ofConditions.delete(oldest);
    this.#ofConditions.delete(key);
    this.#ofConditions.set(key, known);
    known.catch(() => this.#ofConditions.delete(key));
    return known;
  }

  async study(): Promise<Omit<StudyView, 'exportedAt'>> {
    return studyView(this.store, await this.watch.index(), this.#name);
  }

  async conditions(): Promise<readonly ConditionView[]> {
    return conditionViews(await this.watch.status(), await this.store.callsByCondition());
  }

  /** Null where there is no scenario of this id. */
  async scenario(index: StudyIndex, id: string): Promise<ScenarioDetail | null> {
    const record = await this.store.scenarioRecord(id);
    return record === null ? null : scenarioDetail(record, index);
  }

  async *scenarioCsv(index: StudyIndex, query: ScenarioQuery): AsyncGenerator<string> {
    const matches = await this.search.find(index, query);
    yield viewCsv.scenarioHeader(seriesOf(index));
    for (let start = 0; start < matches.positions.length; start += pieceRows) {
      yield viewCsv.scenarios(await scenarioRowsFrom(this.store, matches, start, pieceRows));
    }
  }

  async *agreementCsv(index: StudyIndex, query: AgreementQuery): AsyncGenerator<string> {
    yield viewCsv.agreementHeader();
    let after: AgreementPosition | null = null;
    do {
      const { rows, last }: AgreementSlice = await this.store.agreementSlice(index, query, after, pieceRows);
      yield viewCsv.agreements(rows);
      after = last;
    } while (after !== null);
  }

  /** Aborted when it is closed: who listens then hears no more. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    for (const other of this.#others.values()) await (await other.catch(() => null))?.close();
    await this.watch.close();
    await this.store.close();
  }
}
