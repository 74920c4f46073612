import type { Condition, Stage } from '../../core/condition.ts';
import type { Completion, FailureNote } from '../../core/model.ts';
import type { AgreementOutcome, ExplanationOutcome, Outcome } from '../../core/outcomes.ts';
import type { AnswerOutcome } from '../../core/question.ts';
import type { Scenario } from '../../core/scenario.ts';
import type { AnswerSubject, NewAnswer, StoredQuestion } from './answers.ts';
import type { AgreementSubject, NewAgreement, NewExplanation } from './explanations.ts';
import type { NewEmulation, NewJudgment } from './judgments.ts';
import type { Subject } from './scenarios.ts';

/** What asks for a call, by the stage of its condition. */
export type StageSubject = Subject | AgreementSubject | AnswerSubject;

/** A call that was answered, to be stored. Latency in milliseconds, times in milliseconds since 1970. */
export interface NewCall {
  readonly key: string;
  readonly condition: number;
  readonly completion: Completion;
  readonly latencyMs: number;
  readonly attempts: number;
  readonly answeredAt: number;
}

/** A call that failed for good in a run: it has no answer, and is asked again by the next run. */
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

/** What a call was about that failed and has no answer since, in some condition. */
export type FailedSubject = Pick<NewFailure, 'subject' | 'repeat'>;

/** One atomic write. Calls whose key is stored are left as they are. */
export interface CommitBatch {
  readonly calls?: readonly NewCall[];
  /** Replaces the label of the same subject and removes its failure. */
  readonly judgments?: readonly NewJudgment[];
  /** As judgments. A label with another text than before removes the agreements with the earlier text. */
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

/** A stored call, as far as a parser needs it. */
export interface StoredCall {
  readonly key: string;
  readonly completion: Pick<Completion, 'text' | 'finish'>;
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
  /** The provider's own word for why the answer ended, where it says more than `finish`. */
  readonly finish_reason: string | null;
  readonly input_tokens: number | null;
  readonly output_tokens: number | null;
  /** Of the input tokens, those that the provider had in its cache. */
  readonly cached_tokens: number | null;
  readonly served_model: string | null;
  /** Names of the sampling settings that the model did not accept, separated by commas. */
  readonly not_accepted: string;
  readonly latency_ms: number;
  readonly attempts: number;
  /** ISO 8601. */
  readonly answered_at: string;
}

/** A row of `hvsb export --table failures`: a call that failed and has no answer since. */
export interface FailureRow {
  /** Number of the condition, as in the other tables and in `hvsb status`. */
  readonly condition: number;
  readonly stage: Stage;
  readonly model: string;
  readonly endpoint: string;
  readonly attack: string;
  readonly prompt_pack: string;
  /** What was asked about; null where it was a question of a dataset. */
  readonly scenario_id: string | null;
  /** Number of the explanation that was to be read; null in all stages but `agree`. */
  readonly explanation: number | null;
  /** Null in all stages but `answer`. */
  readonly question_id: string | null;
  readonly repeat: number;
  readonly reason: string;
  /** Of HTTP; null where the failure has none. */
  readonly status: number | null;
  readonly message: string;
  readonly attempts: number;
  /** ISO 8601. */
  readonly failed_at: string;
}

/** The calls of one condition that report the same of themselves. */
export interface CallCount {
  readonly condition: Condition;
  /** The name that the endpoint reported; null where it reported none. */
  readonly servedModel: string | null;
  /** Sampling settings that were refused and left out. */
  readonly notAccepted: readonly string[];
  readonly calls: number;
  /** Times of the first and last answer, milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
}

/** A label with the text it was read from. */
interface LabelledCall<Label extends string> {
  readonly key: string;
  readonly completion: Pick<Completion, 'text' | 'finish'>;
  readonly outcome: Label;
  readonly parserVersion: number;
}

/** What is needed to read the stored answers of a stage again, for `hvsb reparse`. */
export interface LabelledCalls {
  readonly judge: Subject & LabelledCall<Outcome>;
  /** `text`: the explanation as it was read, empty unless there is one. */
  readonly explain: Subject & LabelledCall<ExplanationOutcome> & { readonly text: string };
  readonly agree: AgreementSubject & LabelledCall<AgreementOutcome>;
  readonly answer: AnswerSubject & LabelledCall<AnswerOutcome> & { readonly asked: StoredQuestion };
}

/** Calls, and what is written with them. Part of the store. */
export interface CallStore {
  /** Of these keys, the stored calls. */
  calls(keys: readonly string[]): Promise<ReadonlyMap<string, StoredCall>>;
  /** Writes all or nothing; durable when it resolves. */
  commit(batch: CommitBatch): Promise<void>;
  /** Those of a condition. */
  failed(condition: number): Promise<readonly FailedSubject[]>;
  /** Labels of the stage with their texts, for reading them again with a newer parser. */
  labelled<Stage extends keyof LabelledCalls>(stage: Stage): AsyncIterable<readonly LabelledCalls[Stage][]>;
  /** In the order of storing. */
  callRows(): AsyncIterable<readonly CallRow[]>;
  /** By condition, repeat and what was asked about. */
  failureRows(): AsyncIterable<readonly FailureRow[]>;
  /** In the order of each one's first call. Reads no text. */
  callCounts(): Promise<readonly CallCount[]>;
}
