import type { AgreementOutcome, AgreementReasons, ExplanationOutcome } from '../../core/outcomes.ts';
import type { Gold } from '../../core/scenario.ts';
import type { AgreementTable } from '../../core/tables.ts';
import type { NumberRange, ScenarioFilter, StoredScenario, Subject } from './scenarios.ts';

/** What a model answered when it was asked to explain; a label on the call that answered. */
export interface NewExplanation extends Subject {
  /** Key of the call. */
  readonly key: string;
  readonly outcome: ExplanationOutcome;
  /** Empty unless explained. */
  readonly text: string;
  readonly parserVersion: number;
  /** The number to store a new one under, where no other has it; else the next. */
  readonly number?: number;
}

/** What asks for an agreement: an explanation, shown to a rater's condition, for the n-th time (from 0). */
export interface AgreementSubject {
  readonly condition: number;
  readonly explanation: number;
  readonly repeat: number;
}

/** What a rater answered when it was shown an explanation; a label on the call that answered. */
export interface NewAgreement extends AgreementSubject {
  /** Key of the call. */
  readonly key: string;
  readonly outcome: AgreementOutcome;
  readonly reasons: AgreementReasons;
  readonly parserVersion: number;
}

/** An explanation with a text, as a rater, a person or a measure needs it. */
export interface StoredExplanation {
  /** Number in the store, which agreements and ratings refer to. */
  readonly number: number;
  readonly scenario: StoredScenario;
  /** Model that wrote it. */
  readonly explainer: string;
  readonly attack: string;
  readonly repeat: number;
  readonly text: string;
}

/**
 * Which explanations: of scenarios that match, by these models (all if absent), under this attack (`none` if
 * absent). Of several conditions of one model the newest that was asked about a dataset counts for it.
 */
export interface ExplanationFilter extends ScenarioFilter {
  readonly explainers?: readonly string[];
  readonly attack?: string;
}

/** Which agreements enter the measures. Of several conditions of one rater the newest with agreements of a dataset counts for it. */
export interface AgreementSelection extends ExplanationFilter {
  readonly raters?: readonly string[];
}

/** A row of `hvsb export --table explanations`. */
export interface ExplanationRow {
  readonly explanation: number;
  readonly scenario_id: string;
  readonly dataset: string;
  readonly category: string;
  readonly variant: string;
  readonly gold: Gold;
  readonly model: string;
  readonly attack: string;
  readonly repeat: number;
  readonly outcome: ExplanationOutcome;
  readonly text: string;
}

/** A row of `hvsb export --table agreements`. */
export interface AgreementRow {
  readonly explanation: number;
  readonly scenario_id: string;
  readonly explainer: string;
  /** Under which the explanation was written. */
  readonly attack: string;
  readonly rater: string;
  readonly repeat: number;
  readonly outcome: AgreementOutcome;
  readonly thought: string | null;
  readonly summary: string | null;
  /** JSON array of strings. */
  readonly arguments: string;
  readonly response: string;
}

/** Explanations and raters' agreements with them. Part of the store. */
export interface ExplanationStore {
  /** The outcome of each of these questions for an explanation, null where there is none yet. Same length and order. */
  explained(subjects: readonly Subject[]): Promise<readonly (ExplanationOutcome | null)[]>;
  /** Number of explanations (whatever the outcome) in the condition whose scenario matches, repeats below `repeats` only. */
  countExplained(condition: number, filter: ScenarioFilter, repeats: number): Promise<number>;
  /** Explanations with a text, in the order of their numbers, in batches. */
  explanations(filter: ExplanationFilter, range?: NumberRange): AsyncIterable<readonly StoredExplanation[]>;
  /** The explanations of `explanations(filter)` that are about these scenarios (by number), in the same order. */
  explanationsOf(
    filter: ExplanationFilter,
    scenarios: readonly number[],
  ): Promise<readonly StoredExplanation[]>;
  countExplanations(filter: ExplanationFilter): Promise<number>;
  /** The outcome of each of these agreements, null where there is none yet. Same length and order. */
  agreed(subjects: readonly AgreementSubject[]): Promise<readonly (AgreementOutcome | null)[]>;
  /** Number of agreements in the condition of explanations that match, repeats below `repeats` only. */
  countAgreed(condition: number, filter: ExplanationFilter, repeats: number): Promise<number>;
  /** Failures of agreements that have no answer yet are in it, as `error`. Reads no text. */
  agreementTable(selection: AgreementSelection): Promise<AgreementTable>;
  /** Every label, texts or not, for exports. */
  explanationRows(filter: ExplanationFilter): AsyncIterable<readonly ExplanationRow[]>;
  agreementRows(selection: AgreementSelection): AsyncIterable<readonly AgreementRow[]>;
}
