import type { Condition } from '../../core/condition.ts';
import type { JudgeQuestion } from '../../core/judge-question.ts';
import type { ScenarioText } from '../../core/scenario.ts';
import type { JudgmentTable } from '../../core/tables.ts';
import type { AgreementQuery, ListedAgreement } from '../../core/view/explanation-view.ts';
import type {
  AgreementView,
  CallView,
  ExplanationView,
  JudgmentView,
  ScenarioDetail,
} from '../../core/view/scenario-view.ts';

/**
 * What lists of a study are searched by, in columns: all that counts, and no text. One byte a judgment, some twenty a
 * scenario and an explanation.
 */
export interface StudyIndex {
  /** Of the store when it was read. */
  readonly revision: number;
  readonly judgments: JudgmentTable;
  /** Of `judgments`; null where there are none or only imported ones. */
  readonly pack: string | null;
  /** How the judges of `judgments` were asked. */
  readonly question: JudgeQuestion;
  /** Number in the store by position in `judgments`; ascending. */
  readonly scenario: Uint32Array;
  readonly explanations: ExplanationColumns;
  /** For each condition that judges, explains or agrees (by its number) the datasets that it counts for. */
  readonly counted: ReadonlyMap<number, ReadonlySet<string>>;
}

/** Explanations with a text that count, in the order of their scenarios. */
export interface ExplanationColumns {
  readonly explainers: readonly string[];
  /** Under which they were written. */
  readonly attacks: readonly string[];
  /** Explanations of the scenario at position p are first[p] to first[p + 1] - 1 in the following. */
  readonly first: Uint32Array;
  /** Number in the store. */
  readonly number: Uint32Array;
  readonly explainer: Uint16Array;
  readonly attack: Uint8Array;
  /** Number of raters' verdicts on each; agreements that count. */
  readonly agrees: Uint16Array;
  readonly disagrees: Uint16Array;
}

/** What the store alone does not know: which condition counts, and the prompt that it renders. */
type Derived = 'counted' | 'prompt';

/** An explanation with everything that raters and people made of it, as stored. */
export interface ExplanationRecord extends Omit<ExplanationView, Derived | 'agreements'> {
  readonly agreements: readonly Omit<AgreementView, Derived>[];
}

/** One scenario with all answers about it, as stored. */
export interface ScenarioRecord
  extends Pick<ScenarioDetail, 'scenario' | 'active' | 'madeFrom' | 'failures'> {
  readonly judgments: readonly Omit<JudgmentView, Derived>[];
  readonly explanations: readonly ExplanationRecord[];
  /** Those that the entries name. */
  readonly conditions: readonly Condition[];
}

/** Where a list of agreements continues: after this one. */
export interface AgreementPosition {
  /** Of the rater's condition. */
  readonly condition: number;
  readonly repeat: number;
  readonly explanation: number;
}

/** A part of a list of agreements. */
export interface AgreementSlice {
  readonly rows: readonly ListedAgreement[];
  /** Of the last row; null where there are no more. */
  readonly last: AgreementPosition | null;
}

/** How much a study holds. */
export interface StudyTotals {
  /** That were paid for. */
  readonly calls: number;
  readonly answers: number;
  /** Without skipped items. */
  readonly ratings: number;
  readonly failures: number;
}

/** What the page reads: a study in small pieces, while another process may be writing to it. Part of the store. */
export interface StudyStore {
  /** Another number whenever another process has written anything. Cheap: the page asks twice a second. */
  changeCount(): Promise<number>;
  /** Never the same number for two different states of the results. */
  revision(): Promise<number>;
  /**
   * All of it of one moment.
   * @param pack as in `JudgmentSelection`; where several were judged and none is `default`, the newest one counts.
   * @param question how the judge was asked; the headline question if absent.
   * @param conditions as in `JudgmentSelection`.
   * @throws UsageError where the pack was not judged, or a number is not a judging condition's.
   */
  studyIndex(pack?: string, question?: JudgeQuestion, conditions?: readonly number[]): Promise<StudyIndex>;
  studyTotals(): Promise<StudyTotals>;
  /** Calls that were paid for, by condition number. */
  callsByCondition(): Promise<ReadonlyMap<number, number>>;
  /** Whether there is an explanation with a text. */
  hasExplanations(): Promise<boolean>;
  /**
   * The numbers of the scenarios whose text has all words of the query, each as the beginning of a word, in no order;
   * or of the one with that id. A query without a word matches nothing.
   */
  searchScenarios(query: string): Promise<readonly number[]>;
  /** Numbers of the scenarios of a sample; null where there is none of that name. */
  sampleMembers(name: string): Promise<readonly number[] | null>;
  /** The ids of the scenarios of these numbers, same length and order. */
  scenarioIds(numbers: readonly number[]): Promise<readonly string[]>;
  /** Null where there is no scenario of this id. */
  scenarioRecord(id: string): Promise<ScenarioRecord | null>;
  /** Texts and repeats of these explanations, same length and order; an empty text where there is none any more. */
  explanationTexts(
    numbers: readonly number[],
  ): Promise<readonly { readonly text: string; readonly repeat: number }[]>;
  /** Agreements that count, rater by rater. */
  agreementSlice(
    index: Pick<StudyIndex, 'counted'>,
    query: AgreementQuery,
    after: AgreementPosition | null,
    limit: number,
  ): Promise<AgreementSlice>;
  /** With its whole texts; null where there is no such call. */
  callView(number: number): Promise<CallView | null>;
}

/** Longest text of an answer in a list, in UTF-16 units. */
export const cutAfter = 20_000;

/** The first so many UTF-16 units, without half a character at the end. */
export function beginning(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}

const longest = 240;

/** The beginning of a scenario's text on one line, its parts joined. */
export function textExcerpt(text: ScenarioText): string {
  const joined = partsOf(text)
    .join(' · ')
    .slice(0, 2 * longest)
    .replaceAll(/\s+/g, ' ')
    .trim();
  // Whole characters: half of a pair is no text.
  return joined.length <= longest
    ? joined
    : `${joined
        .slice(0, longest - 1)
        .toWellFormed()
        .replace(/\uFFFD$/, '')}…`;
}

function partsOf(text: ScenarioText): readonly string[] {
  switch (text.kind) {
    case 'answer':
      return [text.context, text.question, text.answer];
    case 'conversation':
      return [text.prompt, text.completion];
    case 'statement':
      return [text.statement];
  }
}
