import type { Generated } from 'kysely';
import type { Stage } from '../../core/condition.ts';
import type { Finish } from '../../core/model.ts';
import type { Question } from '../../core/question.ts';
import type { RatedKind, RatingValue } from '../../core/rating.ts';
import type { Form, Gold, ScenarioText } from '../../core/scenario.ts';
import type { StoredRun } from '../contract/runs.ts';

/** Truth in SQLite. */
type Bit = 0 | 1;

/** The tables of the store, version 7; docs/store.md describes every column. */
export interface StoreTables {
  readonly scenario: ScenarioTable;
  readonly scenario_text: ScenarioTextTable;
  readonly sample: SampleTable;
  readonly sample_member: { readonly sample: number; readonly scenario: number };
  readonly condition: ConditionTable;
  readonly call: CallTable;
  readonly verdict_probability: VerdictProbabilityTable;
  readonly call_key: { readonly key: string; readonly call: number };
  readonly call_keys_until: { readonly call: number };
  readonly judgment: JudgmentTableRow;
  readonly emulation: EmulationTable;
  readonly explanation: ExplanationTable;
  readonly explanation_text: { readonly explanation: number; readonly text: string };
  readonly agreement: AgreementLabelTable;
  readonly agreement_reasons: AgreementReasonsTable;
  readonly question: QuestionTable;
  readonly question_text: QuestionTextTable;
  readonly answer: AnswerTable;
  readonly failure: FailureTable;
  readonly rating_item: { readonly item: number; readonly explanation: number; readonly text: string };
  readonly rating: RatingTableRow;
  readonly rating_scale: { readonly point: RatingValue; readonly label: string };
  readonly adjudication: AdjudicationTable;
  readonly judged_item: { readonly item: number; readonly scenario: number };
  readonly rating_round: RatingRoundTable;
  readonly rater: RaterTable;
  readonly check_rating: CheckRatingTable;
  readonly person_judgment: PersonJudgmentTable;
  readonly text_score: TextScoreTable;
  readonly note: NoteTable;
  readonly store_revision: { readonly number: number };
  readonly run: RunTable;
  readonly run_part: RunPartTable;
}

interface ScenarioTable {
  readonly number: Generated<number>;
  readonly id: string;
  readonly active: Bit;
  readonly dataset: string;
  readonly form: Form;
  readonly category: string;
  readonly variant: string;
  readonly polarity: 'neg' | 'nonneg' | null;
  readonly gold: Gold;
  readonly control: Bit;
  readonly cluster: string;
  readonly group_name: string | null;
  readonly source_id: string;
  readonly source_row: number;
  readonly language: string | null;
  readonly stereotype_share: number | null;
}

interface ScenarioTextTable {
  readonly scenario: number;
  readonly kind: ScenarioText['kind'];
  readonly context: string | null;
  readonly question: string | null;
  readonly answer: string | null;
  readonly prompt: string | null;
  readonly completion: string | null;
  readonly statement: string | null;
}

interface SampleTable {
  readonly number: Generated<number>;
  readonly name: string;
  readonly seed: number;
  /** JSON list. */
  readonly stratify: string;
  readonly size: number;
  readonly created_at: number;
}

interface ConditionTable {
  readonly number: Generated<number>;
  readonly stage: Stage;
  readonly model: string;
  readonly endpoint: string;
  readonly attack: string;
  readonly prompt_pack: string;
  readonly prompt_hash: string;
  readonly prompt_templates: string;
  /** JSON, in a fixed order of its fields. */
  readonly sampling: string;
  readonly created_at: number;
  readonly calls: Generated<number>;
  readonly input_tokens: Generated<number>;
  readonly output_tokens: Generated<number>;
}

interface CallTable {
  readonly number: Generated<number>;
  readonly key: string;
  readonly condition: number;
  readonly finish: Finish;
  readonly finish_reason: string | null;
  readonly input_tokens: number | null;
  readonly output_tokens: number | null;
  readonly cached_tokens: number | null;
  readonly served_model: string | null;
  readonly not_accepted: string;
  readonly latency_ms: number;
  readonly attempts: number;
  readonly answered_at: number;
  readonly text: string;
  readonly reasoning: string | null;
}

interface VerdictProbabilityTable {
  readonly call: number;
  readonly biased: number;
  readonly unbiased: number;
}

interface AskedColumns {
  readonly condition: number;
  readonly repeat: number;
}

interface LabelColumns {
  readonly call: number;
  /** A number of `LabelTable`. */
  readonly outcome: number;
  readonly parser_version: number;
}

interface JudgmentTableRow extends AskedColumns, LabelColumns {
  readonly scenario: number;
}

interface EmulationTable extends AskedColumns {
  readonly scenario: number;
  readonly call: number;
  readonly made_scenario: number | null;
  readonly parser_version: number;
}

interface ExplanationTable extends AskedColumns, LabelColumns {
  readonly number: Generated<number>;
  readonly scenario: number;
}

interface AgreementLabelTable extends AskedColumns, LabelColumns {
  readonly explanation: number;
}

interface AgreementReasonsTable extends AskedColumns {
  readonly explanation: number;
  readonly thought: string | null;
  readonly summary: string | null;
  /** JSON list. */
  readonly arguments: string;
}

interface QuestionTable {
  readonly number: Generated<number>;
  readonly id: string;
  readonly active: Bit;
  readonly dataset: string;
  readonly category: string;
  readonly cluster: string;
  readonly ambiguous: Bit;
  readonly polarity: Question['polarity'];
  readonly target: Question['target'];
  readonly other: Question['other'];
  readonly unknown: Question['unknown'];
  readonly label: Question['label'];
  readonly source_id: string;
  readonly source_row: number;
  readonly language: string | null;
}

interface QuestionTextTable {
  readonly question: number;
  readonly context: string;
  readonly text: string;
  readonly option_0: string;
  readonly option_1: string;
  readonly option_2: string;
}

interface AnswerTable extends AskedColumns, LabelColumns {
  readonly question: number;
}

interface FailureTable extends AskedColumns {
  /** Number of a scenario, explanation or question, by the condition's stage. */
  readonly subject: number;
  readonly key: string;
  readonly reason: string;
  readonly status: number | null;
  readonly message: string;
  readonly attempts: number;
  readonly failed_at: number;
}

interface RatingTableRow {
  readonly item: number;
  readonly rater: string;
  readonly value: RatingValue | null;
  readonly comment: string;
  readonly seconds: number | null;
  readonly rated_at: number;
}

interface RatingRoundTable {
  /** From 1, in the order of storing. */
  readonly number: number;
  readonly what: RatedKind;
  readonly saved_at: number;
  /** JSON of a `RatingRound`. */
  readonly round: string;
}

interface RaterTable {
  readonly what: RatedKind;
  readonly rater: string;
  readonly key: string;
  readonly joined_at: number;
  readonly consented_at: number | null;
  readonly study: string | null;
  readonly session: string | null;
  readonly returned_at: number | null;
}

interface CheckRatingTable extends Omit<RatingTableRow, 'item'> {
  readonly what: RatedKind;
  readonly check_id: string;
}

interface AdjudicationTable {
  readonly item: number;
  readonly adjudicator: string;
  readonly value: RatingValue;
  readonly comment: string;
  readonly adjudicated_at: number;
}

interface PersonJudgmentTable {
  readonly scenario: number;
  readonly person: string;
  readonly verdict: string | null;
  readonly comment: string;
  readonly seconds: number | null;
  readonly judged_at: number;
}

interface TextScoreTable {
  readonly model: string;
  readonly endpoint: string;
  readonly share: number;
  readonly scenario: number;
  readonly tokens: number;
  readonly min_k: number;
  readonly min_k_plus_plus: number | null;
  readonly scored_at: number;
}

interface NoteTable {
  readonly scenario: number;
  /** 0: the scenario itself. */
  readonly call: number;
  readonly starred: Bit;
  /** JSON list. */
  readonly tags: string;
  readonly comment: string;
  readonly noted_at: number;
}

interface RunTable {
  readonly number: Generated<number>;
  readonly command: string;
  readonly version: string;
  readonly pid: number;
  readonly host: string;
  readonly started_at: number;
  readonly updated_at: number;
  readonly ended_at: number | null;
  readonly state: StoredRun['state'];
  readonly error: string | null;
}

interface RunPartTable {
  readonly run: number;
  /** From 0, in the order of their start. */
  readonly position: number;
  readonly stage: Stage;
  readonly model: string;
  readonly endpoint: string;
  readonly started_at: number;
  readonly ended_at: number | null;
  readonly planned: number;
  readonly stored: number;
  readonly answered: number;
  readonly failed: number;
  readonly retries: number;
  readonly in_flight: number;
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cost_usd: number | null;
  /** JSON: number by label. */
  readonly outcomes: string;
  readonly stopped_reason: string | null;
  readonly stopped_message: string | null;
}
