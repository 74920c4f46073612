import type { FailureNote } from '../../core/call.ts';
import type { Condition, ConditionContent, Stage } from '../../core/condition.ts';
import type { Completion } from '../../core/model.ts';
import type { Outcome, OutcomeCounts } from '../../core/outcomes.ts';
import type { Form, Gold, Scenario } from '../../core/scenario.ts';
import type { JudgmentTable } from '../../core/tables.ts';
import type { LabelledCalls } from '../sqlite/calls/known-subjects.ts';
import type { AnswerStore, AnswerSubject, NewAnswer } from './answers.ts';
import type { AgreementSubject, ExplanationStore, NewAgreement, NewExplanation } from './explanations.ts';
import type { RatingStore } from './ratings.ts';
import type { RunStore } from './runs.ts';

/** A scenario with its number in the store, which calls and labels refer to. */
export interface StoredScenario extends Scenario {
  readonly number: number;
}

/** What a prompt needs of a scenario, and the number that its call refers to. */
export type NumberedText = Pick<StoredScenario, 'number' | 'text'>;

/** Which scenarios. Absent fields do not restrict. Scenarios set aside by a later preparation never match. */
export interface ScenarioFilter {
  readonly datasets?: readonly string[];
  readonly forms?: readonly Form[];
  readonly categories?: readonly string[];
  readonly variants?: readonly string[];
  readonly gold?: Gold;
  /** Name of a sample: only its scenarios. */
  readonly sample?: string;
}

/** Scenario counts of one dataset and form. */
export interface ScenarioCount {
  readonly dataset: string;
  readonly form: Form;
  readonly biased: number;
  readonly unbiased: number;
  readonly controls: number;
}

/** A reproducible subset. */
export interface SampleDescription {
  readonly name: string;
  readonly seed: number;
  /** Scenario fields that were balanced. */
  readonly stratify: readonly string[];
  readonly size: number;
  readonly createdAt: number;
}

/** What asks for a call: a scenario in a condition, for the n-th time (from 0). */
export interface Subject {
  readonly condition: number;
  readonly scenario: number;
  readonly repeat: number;
}

/** What asks for a call, by the stage of its condition. */
export type StageSubject = Subject | AgreementSubject | AnswerSubject;

export interface NewCall {
  readonly key: string;
  readonly condition: number;
  readonly completion: Completion;
  readonly latencyMs: number;
  readonly attempts: number;
  readonly answeredAt: number;
}

/** A judgment is a label on the call that answered its subject. */
export interface NewJudgment extends Subject {
  /** Key of the call. */
  readonly key: string;
  readonly outcome: Outcome;
  readonly parserVersion: number;
}

export interface NewFailure {
  readonly condition: number;
  /** Number of the scenario, explanation or question, by the condition's stage. */
  readonly subject: number;
  readonly repeat: number;
  readonly key: string;
  readonly failure: FailureNote;
  readonly attempts: number;
  readonly failedAt: number;
}

/** One atomic write. Calls whose key is stored are left as they are. */
export interface CommitBatch {
  readonly calls?: readonly NewCall[];
  /** Replaces the label of the same subject and removes its failure. */
  readonly judgments?: readonly NewJudgment[];
  /** As judgments. A label with another text than before lets go of the agreements of the earlier text. */
  readonly explanations?: readonly NewExplanation[];
  /** As judgments. */
  readonly agreements?: readonly NewAgreement[];
  /** As judgments. */
  readonly answers?: readonly NewAnswer[];
  /** Replaces the failure of the same subject. */
  readonly failures?: readonly NewFailure[];
  /** Added to the store if not there by id, and made active. */
  readonly scenarios?: readonly Scenario[];
  /** Notes that these subjects (of a stage that makes scenarios) were answered by these calls. */
  readonly emulations?: readonly NewEmulation[];
}

/** An emulated scenario and the statement it was made from; `scenarioId` is null where the answer could not be read. */
export interface NewEmulation extends Subject {
  readonly key: string;
  readonly scenarioId: string | null;
  readonly parserVersion: number;
}

/** A stored call, as far as a parser needs it. */
export interface StoredCall {
  readonly key: string;
  readonly completion: Pick<Completion, 'text' | 'finish'>;
}

/** A row of `hvsb export --table judgments`. */
export interface JudgmentRow {
  readonly scenario_id: string;
  readonly dataset: string;
  readonly category: string;
  readonly variant: string;
  readonly gold: Gold;
  readonly control: boolean;
  readonly model: string;
  readonly attack: string;
  readonly repeat: number;
  readonly outcome: Outcome;
  readonly response: string;
}

/** A row of `hvsb export --table calls`. */
export interface CallRow {
  readonly key: string;
  readonly stage: Stage;
  readonly model: string;
  readonly endpoint: string;
  readonly attack: string;
  readonly prompt_pack: string;
  readonly text: string;
  readonly reasoning: string | null;
  readonly finish: string;
  readonly input_tokens: number | null;
  readonly output_tokens: number | null;
  readonly served_model: string | null;
  /** Names of the sampling settings that the model did not accept, separated by commas. */
  readonly not_accepted: string;
  readonly latency_ms: number;
  readonly attempts: number;
  /** ISO 8601. */
  readonly answered_at: string;
}

/**
 * Which judgments enter the metrics. Where a model was judged under one attack in several conditions (an
 * edited prompt, other sampling), the newest one with judgments of a dataset counts for that dataset, so
 * that no rate mixes two; `Store.supersededJudgments` tells of the others.
 */
export interface JudgmentSelection extends ScenarioFilter {
  readonly models?: readonly string[];
  readonly attacks?: readonly string[];
}

/** Judgments that do not count, because a newer condition has judgments of the same dataset. */
export interface SupersededJudgments {
  readonly condition: Condition;
  readonly dataset: string;
  readonly judgments: number;
  /** The condition that counts instead. */
  readonly countedInstead: Condition;
}

/** Progress of one condition, over all scenarios that it was ever asked about. */
export interface ConditionStatus {
  readonly condition: Condition;
  /** Subjects that have an answer: for a judging condition the sum of the outcomes but `error`. */
  readonly answered: number;
  /** For an emulating condition, the answers that gave a scenario; 0 for others. */
  readonly scenariosMade: number;
  readonly outcomes: OutcomeCounts;
  /**
   * Number of answers by what became of them, every label of the condition's stage: its outcomes, or for an
   * emulating condition `scenarios` and `unreadable`.
   */
  readonly labels: Readonly<Record<string, number>>;
  /** Tokens of the calls that this condition paid for, as far as providers said. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Failures by reason, with the newest message of each. */
  readonly failures: readonly { readonly reason: string; readonly count: number; readonly message: string }[];
}

/** The writer's lock. One process writes at a time; readers are never locked out. */
export interface WriterLock {
  release(): void;
}

/**
 * Everything that a study keeps. The only code that touches results on disk stands behind this; every
 * implementation passes `storeConformance` of `hvsb/testing`. Streams come in batches and may be read while
 * something else is written; scenarios and calls come in the order of storing, judgments by condition,
 * repeat and scenario.
 */
export interface Store extends ExplanationStore, AnswerStore, RatingStore, RunStore {
  /**
   * Takes the writer's lock until released or the process ends, however it ends.
   * @throws StoreError that says which process holds it.
   */
  lock(purpose: string): WriterLock;

  /**
   * Replaces what a preparation gave: the scenarios of this dataset and form that are not among those
   * yielded are set aside (kept for their judgments, no longer used). Nothing changes if the stream throws.
   * @throws DataError when one id comes twice.
   */
  replaceScenarios(
    dataset: string,
    form: Form | null,
    scenarios: AsyncIterable<Scenario>,
  ): Promise<{ readonly added: number; readonly kept: number; readonly setAside: number }>;
  /** In the order of their numbers, page by page. */
  scenarios(filter: ScenarioFilter): AsyncIterable<readonly StoredScenario[]>;
  /** The same, their texts alone. */
  scenarioTexts(filter: ScenarioFilter): AsyncIterable<readonly NumberedText[]>;
  /** The numbers of the scenarios with these ids, null where there is none. Same length and order. */
  numbersOf(ids: readonly string[]): Promise<readonly (number | null)[]>;
  countScenarios(filter: ScenarioFilter): Promise<readonly ScenarioCount[]>;

  putSample(sample: Omit<SampleDescription, 'size'>, scenarioNumbers: readonly number[]): Promise<void>;
  samples(): Promise<readonly SampleDescription[]>;

  /** Finds the condition with this content, or adds it. */
  condition(content: ConditionContent): Promise<Condition>;
  /** The condition with this content, null where there is none. Writes nothing. */
  findCondition(content: ConditionContent): Promise<Condition | null>;
  conditions(): Promise<readonly Condition[]>;

  /** Of these keys, the stored calls. */
  calls(keys: readonly string[]): Promise<ReadonlyMap<string, StoredCall>>;
  /** The outcome of each of these judgments, null where there is none yet. Same length and order. */
  judged(subjects: readonly Subject[]): Promise<readonly (Outcome | null)[]>;
  /** Whether each of these emulations was answered (readably or not). Same length and order. */
  emulated(subjects: readonly Subject[]): Promise<readonly boolean[]>;
  /** Number of judgments in the condition whose scenario matches, repeats below `repeats` only. */
  countJudged(condition: number, filter: ScenarioFilter, repeats: number): Promise<number>;
  /** Writes all or nothing; durable when it resolves. */
  commit(batch: CommitBatch): Promise<void>;

  judgmentTable(selection: JudgmentSelection): Promise<JudgmentTable>;
  supersededJudgments(selection: JudgmentSelection): Promise<readonly SupersededJudgments[]>;
  /** Labels of the stage with their texts, for reading them again with a newer parser. */
  labelled<Stage extends keyof LabelledCalls>(stage: Stage): AsyncIterable<readonly LabelledCalls[Stage][]>;
  judgmentRows(selection: JudgmentSelection): AsyncIterable<readonly JudgmentRow[]>;
  callRows(): AsyncIterable<readonly CallRow[]>;
  status(): Promise<readonly ConditionStatus[]>;

  close(): Promise<void>;
}
