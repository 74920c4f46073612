import type { AgreementOutcome, AgreementReasons } from '../outcomes.ts';

/** Parameters of /api/view/explanations: explanations side by side, a row a scenario. */
export interface ExplanationQuery {
  readonly q?: string;
  readonly dataset?: readonly string[];
  readonly category?: readonly string[];
  /** Only scenarios that one of these explained; the others' explanations are shown beside. */
  readonly explainer?: readonly string[];
  /** Under which they were written; `none` if absent. */
  readonly attack?: string;
}

export interface ExplainedScenario {
  readonly id: string;
  readonly dataset: string;
  readonly category: string;
  readonly variant: string;
  readonly excerpt: string;
  readonly explanations: readonly {
    readonly number: number;
    readonly explainer: string;
    readonly repeat: number;
    /** Cut beyond 20,000 characters. */
    readonly text: string;
    readonly textLength: number;
    readonly agrees: number;
    readonly disagrees: number;
  }[];
}

/** Parameters of /api/view/agreements: who agrees with whom, and why. */
export interface AgreementQuery {
  readonly explainer?: readonly string[];
  readonly rater?: readonly string[];
  readonly outcome?: readonly AgreementOutcome[];
  readonly dataset?: readonly string[];
  readonly category?: readonly string[];
  /** Under which the explanations were written; `none` if absent. */
  readonly attack?: string;
}

export interface ListedAgreement {
  /** Number of the explanation. */
  readonly explanation: number;
  readonly scenario: string;
  readonly dataset: string;
  readonly category: string;
  readonly excerpt: string;
  readonly explainer: string;
  /** The explanation, cut beyond 20,000 characters. */
  readonly text: string;
  readonly rater: string;
  readonly repeat: number;
  readonly outcome: AgreementOutcome;
  readonly reasons: AgreementReasons;
}

/**
 * Whether people can rate through this server now. `held`: another process (a run) writes to the store, and `message`
 * says which; ratings are answered with 423 and wait in the page until it ends. `nothing`: there is no explanation to
 * rate yet. `read-only`: the store may not be written.
 */
export interface RatingState {
  readonly state: 'ready' | 'held' | 'nothing' | 'read-only';
  /** A sentence for the reader; null when ready. */
  readonly message: string | null;
}
