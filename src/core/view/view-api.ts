import type { JudgeQuestion } from '../judge-question.ts';
import type { RatingState } from './explanation-view.ts';
import type { RunRecord } from './run-record.ts';

// What the page of `hvsb view` and its server exchange, as JSON. Every route answers GET and nothing else, but for notes;
// ratings have an API of their own (core/rating-page.ts), which the same server answers under /api/.
//
// | route                              | answer                                  | parameters                        |
// |------------------------------------|-----------------------------------------|-----------------------------------|
// | /api/view/study                    | StudyView                               |                                   |
// | /api/view/metrics                  | MetricsView (ETag: revision and state)  |                                   |
// | /api/view/metrics.csv              | CSV, as `hvsb metrics --csv`            |                                   |
// | /api/view/scenarios                | ScenarioPage                            | ScenarioQuery, PageQuery, offset  |
// | /api/view/scenarios.csv            | CSV of all that match                   | ScenarioQuery                     |
// | /api/view/scenarios/:id            | ScenarioDetail                          |                                   |
// | /api/view/scenarios/:id/position   | ScenarioPosition                        | ScenarioQuery                     |
// | /api/view/explanations             | Page<ExplainedScenario>                 | ExplanationQuery, PageQuery       |
// | /api/view/agreements                 | Page<ListedAgreement>                        | AgreementQuery, PageQuery           |
// | /api/view/agreements.csv             | CSV of all that match                   | AgreementQuery                      |
// | /api/view/calls/:number            | CallView, its texts never cut           |                                   |
// | /api/view/conditions               | ConditionView[]                         |                                   |
// | /api/view/compare                  | ComparisonView (measures/comparison-view.ts) | see there                    |
// | /api/view/compare.csv              | CSV of all that changed                 | as compare                        |
// | /api/view/notes                    | NotesView (core/note.ts); PUT takes a Note without its time | |
// | /api/view/runs                     | Page<RunRecord>, newest first           | PageQuery                         |
// | /api/view/work                     | WorkView (core/view/work-status.ts)     |                                   |
// | /api/view/rating                   | RatingState                             |                                   |
// | /api/view/events                   | server-sent events, each `live`: LiveState |                                |
//
// - Every route takes `pack`: the prompt pack whose judgments count; that of the server if absent. Numbers never mix two. `wording`: how the judges were asked (`questionKey` of core/judge-question.ts). `store=other`: the study to compare with.
// - Parameters that may hold several values are repeated: ?dataset=bbq&dataset=crows-pairs. Absent does not restrict.
// - Paging: `next` of an answer is the `cursor` of the next request with the same parameters; null on the last page.
//   A cursor names the last row, not a count, so nothing comes twice or is left out while a run writes.
// - Errors: ServerProblem (core/rating-page.ts) with 400 (a parameter does not fit; the sentence names it), 401 (token
//   wanted, POST /api/session), 403 (another name or site), 404, 423 (ratings: a run holds the store), 500, 503.
// - Texts of models come as JSON text, exactly as they were said: show them as text only.
//
// The page finds its data by <meta name="hvsb-data" content="...">, whose content is one of `DataSource`:
// - `server` (as web/index.html has it): the routes above.
// - `ratings`: the server of `hvsb rate`; only the rating pages work, and no name of a model may be shown.
// - `files` (a folder made by `hvsb view --export`): no server. Paths are relative to the page, places are in the hash:
//   data/study.json StudyView · data/metrics.json MetricsView · data/conditions.json ConditionView[] ·
//   data/runs.json RunRecord[] · data/notes.json NotesView · data/files.json DataFiles, which says what the following are called:
//   data/scenarios/rows-N.json ScenarioRow[] · data/scenarios/details-N.json Record<id, ScenarioDetail> ·
//   data/explanations/N.json ExplainedScenario[] · data/agreements/E-R-N.json ListedAgreement[] ·
//   data/metrics.csv · data/scenarios.csv · data/agreements.csv
//   Searching and filtering is then the page's: rows hold all that it takes.
//   index.html and its assets have to name each other relatively (Vite's `base: './'`); the server makes the
//   addresses of index.html absolute when it serves it.

export type DataSource = 'server' | 'ratings' | 'files';

export interface PageQuery {
  /** Most rows of the answer, 1 to 500; 50 if absent. */
  readonly limit?: number;
  readonly cursor?: string;
}

export interface Page<Row> {
  /** Of the store when the rows were read. */
  readonly revision: number;
  /** Rows of all pages; null where counting them would take long. */
  readonly total: number | null;
  readonly rows: readonly Row[];
  readonly next: string | null;
}

/** What there is to look at, for navigation and filters. */
export interface StudyView {
  /** The study file's name for it, else the file name of the store. */
  readonly name: string;
  /** Version of hvsb. */
  readonly version: string;
  readonly revision: number;
  readonly datasets: readonly DatasetView[];
  /** Every model that judged, explained, read or answered, in the order of its first condition. */
  readonly models: readonly string[];
  readonly attacks: readonly string[];
  /** Display names by the full name of a model, as the study file has them. */
  readonly labels: Readonly<Record<string, string>>;
  /** Name of the study that this one can be compared with (`?store=other`); null where there is none. */
  readonly otherName: string | null;
  /** The prompt pack whose judgments count here; null where there are none or only imported ones. */
  readonly pack: string | null;
  /** Every pack that was judged with; another is shown by the parameter `pack` of any route. */
  readonly packs: readonly string[];
  /** How the judges were asked whose judgments count here. */
  readonly question: JudgeQuestion;
  /** Every question that was judged with the pack; another is shown by the parameter `wording` of any route. */
  readonly questions: readonly JudgeQuestion[];
  readonly counts: {
    readonly scenarios: number;
    /** Calls that were answered, of every stage. */
    readonly calls: number;
    readonly judgments: number;
    readonly explanations: number;
    readonly agreements: number;
    readonly answers: number;
    readonly ratings: number;
    /** Calls that failed and are pending. */
    readonly failures: number;
  };
  readonly samples: readonly { readonly name: string; readonly size: number }[];
  /** When the folder was exported, in milliseconds since 1970; null from a server. */
  readonly exportedAt: number | null;
}

export interface DatasetView {
  readonly name: string;
  readonly scenarios: number;
  readonly biased: number;
  readonly controls: number;
  readonly categories: readonly { readonly name: string; readonly scenarios: number }[];
  readonly variants: readonly { readonly name: string; readonly scenarios: number }[];
}

/** The whole of what changes while the page is open. Sent at once, then when something of it changed, at most once a second. */
export interface LiveState {
  /** Of the store. Rows and metrics of an earlier one are out of date. */
  readonly revision: number;
  /** Of the newest metrics that /api/view/metrics gives, and whether newer ones are being measured. */
  readonly metrics: {
    readonly revision: number | null;
    readonly state: 'measured' | 'counted' | null;
    readonly measuring: boolean;
  };
  /** Those that go on, and those that ended or were lost within the last minute; newest first. */
  readonly runs: readonly RunRecord[];
  readonly rating: RatingState;
}

/** data/files.json of an exported folder. */
export interface DataFiles {
  /** data/scenarios/rows-N.json, N from 0. */
  readonly scenarioRowFiles: number;
  /** A scenario's detail is in data/scenarios/details-N.json, N = parseInt(id.slice(0, 8), 16) % scenarioDetailFiles. */
  readonly scenarioDetailFiles: number;
  /** data/explanations/N.json, N from 0. */
  readonly explanationFiles: number;
  /** data/agreements/E-R-N.json: E and R are numbers in these lists, N from 0 to the pair's number of files - 1. */
  readonly explainers: readonly string[];
  readonly raters: readonly string[];
  readonly agreementFiles: readonly {
    readonly explainer: number;
    readonly rater: number;
    readonly files: number;
  }[];
  /** The columns of `ScenarioRow.outcomes`. */
  readonly series: readonly { readonly model: string; readonly attack: string; readonly repeats: number }[];
}
