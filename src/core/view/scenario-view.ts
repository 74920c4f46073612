import type { Condition } from '../condition.ts';
import type { JudgeQuestion } from '../judge-question.ts';
import type { Finish, Message } from '../model.ts';
import type { NoteSummary } from '../note.ts';
import type { AgreementOutcome, AgreementReasons, ExplanationOutcome, Outcome } from '../outcomes.ts';
import type { RatingValue } from '../rating.ts';
import type { Gold, Scenario } from '../scenario.ts';
import type { Page } from './view-api.ts';

/** What a judgment can have come to, and what is not there: `error` failed and is pending, `absent` was not asked. */
export type JudgmentState = Outcome | 'error' | 'absent';

/**
 * Parameters of /api/view/scenarios. `model` and `attack` choose the judgments that `outcome`, `disagreement` and `sort`
 * look at; they leave out no scenario by themselves.
 */
export interface ScenarioQuery {
  /** Words that all have to be in the scenario's text; each may be the beginning of one. Or an id. */
  readonly q?: string;
  readonly dataset?: readonly string[];
  readonly category?: readonly string[];
  readonly variant?: readonly string[];
  readonly gold?: Gold;
  /** Controls only, or none. */
  readonly control?: 'yes' | 'no';
  readonly sample?: string;
  readonly model?: readonly string[];
  readonly attack?: readonly string[];
  /** At least one judgment is one of these. */
  readonly outcome?: readonly JudgmentState[];
  readonly disagreement?: Disagreement;
  /** Two models whose verdicts differ under one of the chosen attacks, whatever `model` is. */
  readonly differ?: readonly string[];
  /** An attack under which the verdict of one of the chosen models differs from its verdict without an attack, whatever `attack` is. */
  readonly changedBy?: string;
  /** Only scenarios that a model explained. */
  readonly explained?: 'yes';
  /** Only scenarios on which somebody wrote a note, or which somebody starred; on the scenario or on an answer about it. */
  readonly noted?: 'any' | 'starred';
  /** Only scenarios with one of these tags. */
  readonly tag?: readonly string[];
  /**
   * `stored` if absent: the order of storing. `models`: the largest share of pairs of models that differ under one attack
   * first. `missed`: the largest share of verdicts against the gold label first. `split`: the most divided first.
   */
  readonly sort?: 'stored' | 'models' | 'missed' | 'split';
  /** Instead of `cursor`: skip as many rows (a scroll bar that is dragged). */
  readonly offset?: number;
}

/**
 * `models`: two models differ under one attack. `attacks`: a model's verdict differs between attacks. `gold`: some
 * verdict is against the gold label. `everybody-against-gold`: all are, and there is one. `repeats`: a model differs from itself.
 */
export type Disagreement = 'models' | 'attacks' | 'gold' | 'everybody-against-gold' | 'repeats';

export interface ScenarioPage extends Page<ScenarioRow> {
  readonly total: number;
  /** What the entries of `ScenarioRow.outcomes` are of. */
  readonly series: readonly { readonly model: string; readonly attack: string; readonly repeats: number }[];
}

/** Where a scenario is in the list that a query gives. */
export interface ScenarioPosition {
  /** From 0; null where the scenario does not match. */
  readonly position: number | null;
}

export interface ScenarioRow {
  readonly id: string;
  readonly dataset: string;
  readonly category: string;
  readonly variant: string;
  readonly gold: Gold;
  readonly control: boolean;
  /** The beginning of its text, at most 240 characters, its parts joined. */
  readonly excerpt: string;
  /**
   * An entry a series, a letter a repeat: b biased, u unbiased, r refused, f filtered, p unparsed, e error, - absent.
   * Only judgments that count.
   */
  readonly outcomes: readonly string[];
  /** Verdicts of the chosen models and attacks, and those of them against the gold label. */
  readonly verdicts: number;
  readonly missed: number;
  /** Explanations with a text, and what raters made of them. */
  readonly explanations: number;
  readonly agrees: number;
  readonly disagrees: number;
  /** What people noted on it and on answers about it; null where nobody did. */
  readonly note: NoteSummary | null;
}

/** One scenario with everything that was said of it. */
export interface ScenarioDetail {
  readonly scenario: Scenario;
  /** False where a later preparation set it aside. */
  readonly active: boolean;
  /** Id of the statement that it was made from, where a model wrote it. */
  readonly madeFrom: string | null;
  /** Prompts as they were sent; entries below refer to them by their number here. */
  readonly prompts: readonly (readonly Message[])[];
  readonly judgments: readonly JudgmentView[];
  readonly explanations: readonly ExplanationView[];
  readonly failures: readonly FailureView[];
}

interface Said {
  /** Number of the condition, see /api/view/conditions. */
  readonly condition: number;
  readonly model: string;
  readonly attack: string;
  readonly repeat: number;
  /** False where a newer condition of the same model has answers, so that this one enters no measure. */
  readonly counted: boolean;
  /** Number in `ScenarioDetail.prompts`; null where the text was imported, not asked for. */
  readonly prompt: number | null;
  readonly call: CallView;
}

export interface JudgmentView extends Said {
  readonly outcome: Outcome;
}

export interface ExplanationView extends Said {
  readonly number: number;
  readonly outcome: ExplanationOutcome;
  /** As raters and people see it, but for names of its author; null unless explained. */
  readonly text: string | null;
  readonly agreements: readonly AgreementView[];
  /** People's ratings by value. */
  readonly ratings: readonly { readonly value: RatingValue; readonly count: number }[];
}

/** What a rater (`model`) made of an explanation. */
export interface AgreementView extends Said {
  readonly outcome: AgreementOutcome;
  readonly reasons: AgreementReasons;
}

export interface FailureView {
  readonly stage: 'judge' | 'explain' | 'agree' | 'emulate';
  readonly model: string;
  readonly attack: string;
  readonly repeat: number;
  readonly reason: string;
  readonly status: number | null;
  readonly message: string;
  readonly attempts: number;
  readonly failedAt: number;
}

/** An answer as it came. In lists a text beyond 20,000 characters is cut; /api/view/calls/:number has the whole. */
export interface CallView {
  readonly number: number;
  readonly text: string;
  /** Of the whole text, in UTF-16 units: larger than `text.length` where it is cut. */
  readonly textLength: number;
  readonly reasoning: string | null;
  readonly reasoningLength: number;
  readonly finish: Finish;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly servedModel: string | null;
  /** Sampling settings that the model did not accept. */
  readonly notAccepted: readonly string[];
  readonly latencyMs: number;
  readonly attempts: number;
  /** Milliseconds since 1970. */
  readonly answeredAt: number;
}

/** A condition with its prompts and how far it is. */
export interface ConditionView extends Omit<Condition, 'promptTemplates'> {
  /** How the judge was asked; null for other stages. */
  readonly question: JudgeQuestion | null;
  /** The attack's system prompt; null where there is none. */
  readonly system: string | null;
  /** What the user says, with `{{part}}` where a part of the subject goes: by kind of scenario, or by the stage's name. Empty where answers were imported. */
  readonly templates: Readonly<Record<string, string>>;
  /** Calls that it paid for; a judgment that shares its call with an earlier condition adds none. */
  readonly calls: number;
  readonly answered: number;
  /** Number of answers by label of the stage; null while it is being counted (a large store, just opened). */
  readonly labels: Readonly<Record<string, number>> | null;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly failures: readonly { readonly reason: string; readonly count: number; readonly message: string }[];
}
