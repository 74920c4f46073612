import type { Note, NotesView } from '../../../src/core/note.ts';
import type {
  AgreementQuery,
  ExplainedScenario,
  ExplanationQuery,
  ListedAgreement,
} from '../../../src/core/view/explanation-view.ts';
import type { RunRecord } from '../../../src/core/view/run-record.ts';
import type {
  CallView,
  ConditionView,
  ScenarioDetail,
  ScenarioPage,
  ScenarioQuery,
} from '../../../src/core/view/scenario-view.ts';
import type { Page, StudyView } from '../../../src/core/view/view-api.ts';
import type { WorkView } from '../../../src/core/view/work-status.ts';
import type { ComparedCondition, ComparisonView } from '../../../src/measures/comparison-view.ts';
import type { MetricsView } from '../../../src/measures/metrics-view.ts';

/** The parameters of `/api/view/compare`. */
export type CompareQuery = Readonly<Record<string, string | number | undefined>>;

/** Rows of a table that is longer than a page; every function rejects with a `RequestError` where there is no good answer. */
export interface StudyData {
  study(): Promise<StudyView>;
  metrics(): Promise<MetricsView>;
  /** Rows from `query.offset` on. */
  scenarios(query: ScenarioQuery, limit: number, signal: AbortSignal): Promise<ScenarioPage>;
  scenario(id: string): Promise<ScenarioDetail>;
  /** Where the scenario is among the rows of the query, from 0; null where it does not match. */
  scenarioPosition(id: string, query: ScenarioQuery): Promise<number | null>;
  /** @param cursor `next` of the page before; null for the first. */
  explanations(query: ExplanationQuery, cursor: string | null): Promise<Page<ExplainedScenario>>;
  agreements(query: AgreementQuery, cursor: string | null): Promise<Page<ListedAgreement>>;
  /** An answer with its texts whole; null where there is no more than the cut ones. */
  readonly call: ((number: number) => Promise<CallView>) | null;
  /** The study to compare with. */
  otherStudy(): Promise<StudyView>;
  /** Two sides side by side, see `ComparisonView`; null where no server computes it. */
  readonly compare: ((query: CompareQuery) => Promise<ComparisonView>) | null;
  /** What was said of a scenario, as one side of a comparison has it. */
  sideScenario(
    id: string,
    side: Pick<ComparedCondition, 'pack' | 'wording' | 'store'>,
  ): Promise<ScenarioDetail>;
  /** Of the study to compare with. */
  otherConditions(): Promise<readonly ConditionView[]>;
  /** What people noted. */
  notes(): Promise<NotesView>;
  /** Takes the place of the subject's earlier note; null where nothing is stored. */
  readonly saveNote: ((note: Omit<Note, 'notedAt'>) => Promise<Note>) | null;
  conditions(): Promise<readonly ConditionView[]>;
  runs(): Promise<readonly RunRecord[]>;
  /** Who works on the store with others; null where nobody can, such as on a page without a server. */
  work(): Promise<WorkView>;
  /** Addresses of files to download. */
  readonly files: {
    readonly metrics: () => string;
    scenarios(query: ScenarioQuery): string;
    agreements(query: AgreementQuery): string;
    comparison(query: CompareQuery): string;
  };
  /** Where the server reports changes of what is shown, as parameters of an address; null where nothing does. */
  readonly events: ((shown: string) => string) | null;
}
