// What the page "New study" and its server exchange, as JSON, under /api/setup. Every route asks for the organiser's
// session (POST /api/organiser/session with the token of the address that `hvsb view` prints). No answer holds a key.
//
// | route                            | body                       | answer             |
// |----------------------------------|----------------------------|--------------------|
// | GET role                         |                            | SetupRole (asks for no session) |
// | GET state                        |                            | SetupState         |
// | GET study?file=NAME              |                            | StudyDraft         |
// | PUT study                        | SavedStudy                 | { file, hash }     |
// | POST draft                       | DraftRequest               | StudyDraft         |
// | POST completions                 | { text, offset }           | Completions        |
// | POST plan                        | { text }                   | SetupPlan          |
// | POST models                      | { models: ModelEntry[] }   | ModelFacts[]       |
// | POST test                        | { model: ModelEntry }      | ModelTest          |
// | GET servers                      |                            | LocalServer[]      |
// | PUT keys                         | { variable, value }        | { variable }       |
// | POST datasets/:id/download       |                            | Download           |
// | DELETE datasets/:id/download     |                            | Download           |
// | PUT files?name=NAME              | the file's bytes           | { file }           |
// | POST preview                     | OwnFile                    | FilePreview        |
// | POST start                       | { file, hash, allowHosts } | StudyJob           |
// | POST show                        | { file }                   | { file }: its results are shown from now on |
// | POST stop                        | { id, atOnce }             | StudyJob           |

/** Whether this reader may set up and start studies. */
export interface SetupRole {
  /** `organiser`: may; `locked`: with the organiser's address; `off`: nobody may here. */
  readonly role: 'organiser' | 'locked' | 'off';
  /** Why nobody may, as a sentence. */
  readonly reason: string | null;
}

/** A dataset that a study can name. */
export interface SetupDataset {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly licence: string;
  readonly homepage: string;
  /** `ships`: with hvsb. */
  readonly state: 'ships' | 'present' | 'partial' | 'absent' | 'wrong-hash';
  /** Bytes of all published files; null where the publisher does not say. */
  readonly bytes: number | null;
  readonly files: number;
  /** About how many there are; null where nobody counted. */
  readonly scenarios: number | null;
  readonly download: Download | null;
}

/** A download of a dataset that was begun here, as of now. */
export interface Download {
  readonly state: 'running' | 'done' | 'stopped' | 'failed';
  readonly bytes: number;
  /** What happens or went wrong, as a sentence. */
  readonly message: string;
}

/** A prompt pack, with the attacks that it has. */
export interface SetupPack {
  readonly name: string;
  readonly attacks: readonly string[];
}

/** What is there to set a study up with. */
export interface SetupState {
  /** Where study files are written. */
  readonly folder: string;
  /** Study files of the folder. */
  readonly files: readonly string[];
  /** Tables of the folder that may hold scenarios. */
  readonly tables: readonly string[];
  readonly datasets: readonly SetupDataset[];
  readonly packs: readonly SetupPack[];
  /** Names of models to propose: of the price list, GGUF files, baselines. */
  readonly models: readonly string[];
  /** Of each study file that was started here, the newest; newest first. */
  readonly jobs: readonly StudyJob[];
}

/** The parts of a study file that the form has; the file may say more. */
export interface StudyForm {
  readonly name: string;
  readonly datasets: readonly DatasetEntry[];
  readonly models: readonly ModelEntry[];
  readonly packs: readonly string[];
  readonly attacks: readonly string[];
  /** How many scenarios are judged; null for all. */
  readonly size: number | null;
  /** How many biased scenarios are explained; null for no explanations. */
  readonly explained: number | null;
  readonly budgetUsd: number | null;
}

export interface DatasetEntry {
  readonly dataset: string;
  /** An own file, relative to the study file. */
  readonly from?: string | undefined;
  readonly columns?: Readonly<Record<string, string>> | undefined;
  readonly gold?: 'biased' | 'unbiased' | undefined;
  /** Rows that cannot be read are left out. */
  readonly skipInvalid?: boolean | undefined;
}

export interface ModelEntry {
  /** `provider:model`. */
  readonly model: string;
  readonly baseUrl?: string | undefined;
  /** US dollars per million tokens. */
  readonly price?: { readonly input: number; readonly output: number } | undefined;
}

export interface DraftRequest {
  readonly text: string;
  /** What the form says; null where the text was edited. */
  readonly form: StudyForm | null;
}

/** A study file in the making. */
export interface StudyDraft {
  readonly text: string;
  /** Null where the text is no study. */
  readonly form: StudyForm | null;
  readonly problems: readonly LineProblem[];
  /** Of the file as it is on the disk; null where there is none. */
  readonly hash: string | null;
}

export interface LineProblem {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

export interface SavedStudy {
  readonly file: string;
  readonly text: string;
  /** `StudyDraft.hash` of what it takes the place of; null where the file is new. */
  readonly replaces: string | null;
}

export interface Completions {
  /** Where the words begin that a completion replaces; they end at the offset. */
  readonly from: number;
  readonly options: readonly Completion[];
}

export interface Completion {
  readonly text: string;
  readonly detail: string;
}

/** What a study would send, cost and show. */
export interface SetupPlan {
  readonly datasets: readonly PlannedDataset[];
  readonly stages: readonly PlannedCalls[];
  /** Null where the price of a model is not known. */
  readonly usdAtMost: number | null;
  readonly notes: readonly string[];
}

/** Half the width of the 95 % interval of a difference between two models, by `hvsb plan`. */
export interface PlannedDataset {
  readonly dataset: string;
  /** Of those that are judged: the biased ones, and their clusters. */
  readonly scenarios: number;
  readonly clusters: number;
  /** Null with fewer than two clusters. */
  readonly halfWidth: number | null;
  /** The same for other sizes of the sample, all datasets together. */
  readonly sizes: readonly { readonly size: number; readonly halfWidth: number | null }[];
}

export interface PlannedCalls {
  readonly stage: string;
  readonly model: string;
  readonly calls: number;
  readonly usdAtMost: number | null;
}

/** What is known of a model without asking it. */
export interface ModelFacts {
  readonly model: string;
  readonly title: string | null;
  /** False where it meets no network: it has no address and costs nothing. */
  readonly remote: boolean;
  /** Why it cannot be named so; null where it can. */
  readonly problem: string | null;
  readonly key: KeyFacts | null;
  /** In US dollars per million tokens, and where it is from; null where it is not known. */
  readonly price: { readonly input: number; readonly output: number; readonly source: string } | null;
  /** A host that is not the provider's, to which the key would be sent: the user has to say so. */
  readonly foreignHost: string | null;
}

/** Where a key is, never what it is. */
export interface KeyFacts {
  readonly variables: readonly string[];
  readonly needed: boolean;
  readonly from: 'environment' | '.env' | null;
}

/** What came of one call to a model. */
export interface ModelTest {
  readonly ok: boolean;
  /** Sentences, in order. */
  readonly steps: readonly string[];
  readonly advice: string | null;
}

/** A server that was found at a usual address of this machine. */
export interface LocalServer {
  readonly title: string;
  readonly address: string;
  /** Names for the study file. */
  readonly models: readonly string[];
}

/** A file of one's own as a dataset. */
export interface OwnFile extends DatasetEntry {
  readonly from: string;
}

/** How a file is read. */
export interface FilePreview {
  /** Which column each field is taken from. */
  readonly columns: readonly { readonly field: string; readonly column: string }[];
  readonly header: readonly string[];
  readonly scenarios: number;
  readonly biased: number;
  readonly controls: number;
  /** The first rows as they are judged. */
  readonly examples: readonly { readonly text: string; readonly gold: string; readonly category: string }[];
  /** What is wrong with rows, a sentence each, at most ten; and how many there are. */
  readonly problems: readonly string[];
  readonly invalid: number;
  readonly notes: readonly string[];
}

/** A study that was started from the page. It goes on without the page and without its server. */
export interface StudyJob {
  readonly id: string;
  readonly file: string;
  /**
   * `stopping`: what is in flight is waited for. `stopped`: by the user, to be resumed. `partial`: it ended and something
   * is missing. `lost`: its process is gone and said nothing.
   */
  readonly state: 'running' | 'stopping' | 'complete' | 'partial' | 'stopped' | 'failed' | 'lost';
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** What it does, as a sentence. */
  readonly doing: string;
  readonly progress: readonly JobProgress[];
  /** Newest last; at most 20. */
  readonly notices: readonly string[];
  /** Why it failed, with what to do. */
  readonly error: string | null;
}

export interface JobProgress {
  readonly stage: string;
  readonly model: string;
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly costUsd: number | null;
}
