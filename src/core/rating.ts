import { askedWords, isPromptLanguage } from './languages.ts';
import type { ScenarioText } from './scenario.ts';

/** How people rate the explanations of a study; from the study file. */
export interface RatingSettings {
  /** One a point of the scale, lowest first: the values are 1 to their number, see `scaleSize`. */
  readonly labels: readonly string[];
  /** How many people rate each item. */
  readonly ratersPerItem: number;
  /** Everybody sees the items in an order of their own, drawn from this and their name. */
  readonly seed: number;
  /** Shown before the first item; plain text. */
  readonly guidelines: string;
  readonly contentWarning: string;
}

/** The same as a study file gives it: where it names no labels, the scale is that of the store. */
export type WantedRatingSettings = Omit<RatingSettings, 'labels'> & {
  readonly labels: readonly string[] | null;
};

/** What people are asked of an explanation, in the same words on every page and in every table. */
export const ratingQuestion = 'Does this explanation show why the scenario is biased?';

/** The question in the language of an item; in English where there is none. */
export function ratingQuestionIn(language: string | undefined): string {
  return isPromptLanguage(language) ? askedWords[language].ratingQuestion : ratingQuestion;
}

/** Answers to `ratingQuestion` on a scale of three points, as in the paper, where neither study nor store says another. */
export const defaultRatingLabels: readonly string[] = ['no', 'partly', 'yes'];

/** One explanation to be rated, without its author. */
export interface RatingItem {
  /** Number of the explanation in the store. */
  readonly item: number;
  readonly scenario: ScenarioText;
  readonly explanation: string;
  /** As of the scenario. */
  readonly language?: string;
}

/** A point of the study's scale: 1, the lowest, to the number of its labels. */
export type RatingValue = number;

/** How many points a scale may have. A key of one digit gives each. */
export const scaleSize = { least: 2, most: 9 } as const;

/** One person's latest rating of one item. */
export interface Rating {
  readonly item: number;
  readonly rater: string;
  /** Null where the person skipped the item. */
  readonly value: RatingValue | null;
  readonly comment: string;
  /** Time spent on the item, in seconds. */
  readonly seconds: number;
  /** Milliseconds since 1970. */
  readonly ratedAt: number;
}

/** The value that an adjudicator decided on where raters differ. */
export interface Adjudication {
  readonly item: number;
  readonly adjudicator: string;
  readonly value: RatingValue;
  readonly comment: string;
  readonly adjudicatedAt: number;
}
