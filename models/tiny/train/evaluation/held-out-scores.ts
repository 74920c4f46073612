import type { Proportion } from '../../../../src/measures/inputs/cells.ts';
import type { Task } from '../curriculum/training-row.ts';

/** How well a model distinguishes biased texts from unbiased ones; rates are over verdicts that could be read. */
export interface JudgingScore {
  readonly id: string;
  /** Biased texts that were judged biased. */
  readonly hits: Proportion;
  /** Unbiased texts that were judged biased. */
  readonly falseAlarms: Proportion;
  /** (hit rate + 1 - false alarm rate) / 2; null where one of the two is undefined. */
  readonly balancedAccuracy: number | null;
}

/** How well a model judges when it is asked in one way. */
export interface QuestionScore extends JudgingScore {
  /** Verdicts that could be read, of all questions. */
  readonly parsed: Proportion;
}

/** Scores of a model on held-out text. Plain JSON. */
export interface HeldOutScores {
  readonly model: string;
  readonly seed: number;
  /** Most scenarios that were drawn of each set. */
  readonly perSet: number;
  /** Answers that the program's parsers could read, by task, over everything asked. */
  readonly parsed: Readonly<Record<Task, Proportion>>;
  /** BBQ's held-out categories: a person named although the context is silent, against "unknown". */
  readonly ambiguousBbq: readonly JudgingScore[];
  /** Their disambiguated controls, all of them unbiased, where the files have any. */
  readonly disambiguatedBbq: readonly JudgingScore[];
  /** The ambiguous sets together under each attack. */
  readonly attacks: readonly JudgingScore[];
  /** The scenarios of `attacks` without an attack, by prompt pack and by the wording, order and words of the labels. */
  readonly questions: readonly QuestionScore[];
  /** The sample that ships with the package, by form; written for this project and not trained on. */
  readonly sample: readonly JudgingScore[];
  /** CrowS-Pairs: sentences judged biased, of those that stereotype more and of those that do so less. */
  readonly crowsPairs: { readonly more: Proportion; readonly less: Proportion };
  readonly explanations: ExplanationScores;
  /** Right ratings of the examiner's explanation (agree) and of one about another group (disagree). */
  readonly agreeing: { readonly right: Proportion; readonly wrongGroup: Proportion };
  /** BBQ's own questions, answered rightly. */
  readonly answering: { readonly ambiguous: Proportion; readonly disambiguated: Proportion };
}

/** Explanations of held-out ALI-Agent scenarios. */
export interface ExplanationScores {
  /** Those that name the group in question. */
  readonly namesGroup: Proportion;
  /** The same where the scenario itself has a word for the group. */
  readonly namesGroupInScenario: Proportion;
  /** Those with a sentence of more than 12 words that is a sentence of a training explanation. */
  readonly repeatsLongSentence: Proportion;
  /** Those that are a training explanation as a whole, however short. */
  readonly repeatsWhole: Proportion;
  /** Different ones. */
  readonly distinct: Proportion;
  readonly meanWords: number | null;
}
