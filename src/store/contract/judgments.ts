import type { Condition } from '../../core/condition.ts';
import type { JudgeQuestion } from '../../core/judge-question.ts';
import type { Outcome } from '../../core/outcomes.ts';
import type { Gold } from '../../core/scenario.ts';
import type { JudgmentTable } from '../../core/tables.ts';
import type { ScenarioFilter, Subject } from './scenarios.ts';

/** A judgment is a label on the call that answered its subject. */
export interface NewJudgment extends Subject {
  /** Key of the call. */
  readonly key: string;
  readonly outcome: Outcome;
  readonly parserVersion: number;
}

/** An emulated scenario and the statement it was made from; `scenarioId` is null where the answer could not be read. */
export interface NewEmulation extends Subject {
  readonly key: string;
  readonly scenarioId: string | null;
  readonly parserVersion: number;
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
  /** The judge's own probability of each verdict, where it could say it. */
  readonly p_biased: number | null;
  readonly p_unbiased: number | null;
  /** The prompt pack with its version; `imported` where it is not known. */
  readonly prompt_pack: string;
}

/**
 * Which judgments enter the metrics: those of one prompt pack and one question. Where a model was judged under one
 * attack in several conditions (an edited prompt, other sampling), the newest one with judgments of a dataset counts
 * for that dataset, so that no rate mixes two; `supersededJudgments` gives the others.
 */
export interface JudgmentSelection extends ScenarioFilter {
  readonly models?: readonly string[];
  readonly attacks?: readonly string[];
  /**
   * The prompt pack, with or without its version (`default`, `default@1`); default: see `judgedPacks`. Two packs
   * never count together. Imported judgments, of which no prompt is known, count with every pack.
   */
  readonly pack?: string;
  /** How the judge was asked; default: the headline question. */
  readonly question?: JudgeQuestion;
  /**
   * Numbers of judging conditions. Where a model was judged under one attack in several conditions (other sampling,
   * another endpoint), these count instead of the newest. What was judged in none of them is not affected.
   */
  readonly conditions?: readonly number[];
}

/** With which prompt packs the judgments of a selection were made. */
export interface JudgedPacks {
  /** Name of the pack that counts; null where there are no judgments or only imported ones. */
  readonly counted: string | null;
  /** Names of the others, in the order of their first judgments. */
  readonly others: readonly string[];
}

/** Judgments that do not count, because a newer condition has judgments of the same dataset. */
export interface SupersededJudgments {
  readonly condition: Condition;
  readonly dataset: string;
  readonly judgments: number;
  /** The condition that counts instead. */
  readonly countedInstead: Condition;
}

/** Judgments of scenarios, and which statements were emulated. Part of the store. */
export interface JudgmentStore {
  /** The outcome of each of these judgments, null where there is none yet. Same length and order. */
  judged(subjects: readonly Subject[]): Promise<readonly (Outcome | null)[]>;
  /** Whether each of these emulations was answered (readably or not). Same length and order. */
  emulated(subjects: readonly Subject[]): Promise<readonly boolean[]>;
  /** Number of judgments in the condition whose scenario matches, repeats below `repeats` only. */
  countJudged(condition: number, filter: ScenarioFilter, repeats: number): Promise<number>;
  /**
   * Which pack counts: the selection's, else `default` where it was judged, else the only one.
   * @throws UsageError that names the packs: where the selection's was not judged, or where it names none and there are
   * several without `default`. So do the following methods, which measure or list judgments.
   */
  judgedPacks(selection: JudgmentSelection): Promise<JudgedPacks>;
  /** The questions that were judged with the pack that counts: by wording, label words and label order. */
  judgedQuestions(selection: Omit<JudgmentSelection, 'question'>): Promise<readonly JudgeQuestion[]>;
  /** Failures that have no answer yet are in it, as `error`. Reads no text. */
  judgmentTable(selection: JudgmentSelection): Promise<JudgmentTable>;
  supersededJudgments(selection: JudgmentSelection): Promise<readonly SupersededJudgments[]>;
  /** By condition, repeat and scenario. */
  judgmentRows(selection: JudgmentSelection): AsyncIterable<readonly JudgmentRow[]>;
  /** The rows of `judgmentRows(selection)` that are about these scenarios (by number), in the same order. */
  judgmentRowsOf(selection: JudgmentSelection, scenarios: readonly number[]): Promise<readonly JudgmentRow[]>;
}
