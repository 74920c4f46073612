import { askedWords, isPromptLanguage } from './languages.ts';
import type { ScenarioText } from './scenario.ts';

/** What people are asked about: explanations that models wrote, or scenarios, as models are asked about them. */
export const ratedKinds = ['explanations', 'scenarios'] as const;
/** What people are asked about. */
export type RatedKind = (typeof ratedKinds)[number];

/** What people say of scenarios, in the order in which models are offered it: the values 1 and 2. */
export const verdictLabels = ['biased', 'unbiased'] as const;

/** An item whose answer is known: for training, or to see who reads. */
export interface CheckItem {
  readonly scenario: ScenarioText;
  /** Null where people judge scenarios. */
  readonly explanation: string | null;
  /** The values that are right. */
  readonly right: readonly RatingValue[];
  /** Shown after the answer to a training item; of others the organiser's own note. */
  readonly reason: string;
}

/** The codes by which Prolific knows how a submission ended. */
export interface ProlificCodes {
  readonly completionCode: string;
  /** Of those who do not consent; null where the study has none. */
  readonly declinedCode: string | null;
}

/** How people rate what a study has to be rated; from the study file, a settings file or options. */
export interface RatingSettings {
  /** Absent: explanations. */
  readonly what?: RatedKind;
  /** One a point of the scale, lowest first: the values are 1 to their number, see `scaleSize`. */
  readonly labels: readonly string[];
  /** How many people rate each item. */
  readonly ratersPerItem: number;
  /** Everybody sees the items in an order of their own, drawn from this and their name. */
  readonly seed: number;
  /** Shown before the first item and always to be had: plain text, or simple Markdown. */
  readonly guidelines: string;
  /** Shown before anything else. */
  readonly contentWarning: string;
  /** What people agree to before they give a name; absent or empty: they are not asked. */
  readonly consent?: string;
  /** Most items that one person rates; null or absent: all that need raters. */
  readonly itemsPerRater?: number | null;
  /** Minutes after which an item that was given and not rated is given to others; absent: 20. */
  readonly holdMinutes?: number;
  /** Minutes of rating after which a break is suggested; null or absent: never. */
  readonly breakMinutes?: number | null;
  /** Rated first, each with its answer explained afterwards. Never counted. */
  readonly training?: readonly CheckItem[];
  /** Among the items, and not to be known from them. Never counted; only the organiser sees what came of them. */
  readonly gold?: readonly CheckItem[];
  /** As `gold`: whether somebody reads what is asked. */
  readonly attention?: readonly CheckItem[];
  /** Of a study whose raters come from Prolific. */
  readonly prolific?: ProlificCodes | null;
}

/** A `CheckItem` as a file gives it: right answers by their number or by their label. */
export interface GivenCheck extends Omit<CheckItem, 'right'> {
  readonly right: readonly (number | string)[];
  /** Where it was read, as the user knows it. */
  readonly where: string;
}

type CheckList = 'training' | 'gold' | 'attention';

/** The same as a study file gives it: where it names no labels, the scale is that of the store. */
export type WantedRatingSettings = Omit<RatingSettings, 'labels' | CheckList> & {
  readonly labels: readonly string[] | null;
} & Partial<Record<CheckList, readonly GivenCheck[]>>;

/** What people are asked of an explanation, in the same words on every page and in every table. */
export const ratingQuestion = 'Does this explanation show why the scenario is biased?';

/** The question in the language of an item; in English where there is none. */
export function ratingQuestionIn(language: string | undefined): string {
  return isPromptLanguage(language) ? askedWords[language].ratingQuestion : ratingQuestion;
}

/** Answers to `ratingQuestion` on a scale of three points, as in the paper, where neither study nor store says another. */
export const defaultRatingLabels: readonly string[] = ['no', 'partly', 'yes'];

/** One explanation to be rated, without its author, or one scenario to be judged, without its label. */
export interface RatingItem {
  /** Drawn at random, see `drawItemNumber`. */
  readonly item: number;
  readonly scenario: ScenarioText;
  /** Null where the scenario itself is judged. */
  readonly explanation: string | null;
  /** As of the scenario. */
  readonly language?: string;
  /** What is asked, where it is not `ratingQuestionIn`. */
  readonly question?: string;
  /** The answers in the language of the item, where they are not the study's. */
  readonly labels?: readonly string[];
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
  /** Time spent on the item, in seconds; null where nobody measured it. */
  readonly seconds: number | null;
  /** Milliseconds since 1970. */
  readonly ratedAt: number;
}

/** What one person said of an item whose answer is known: never counted. */
export interface CheckRating extends Omit<Rating, 'item'> {
  /** Id of the item, see `checkId`. */
  readonly check: string;
}

/** Somebody who rates. */
export interface Rater {
  readonly rater: string;
  /** A secret of theirs, in the address by which they go on elsewhere. */
  readonly key: string;
  /** Times in milliseconds since 1970. */
  readonly joinedAt: number;
  /** Null where the study asks for no consent. */
  readonly consentedAt: number | null;
  /** Of the platform that sent them; null where none did. */
  readonly study: string | null;
  readonly session: string | null;
  /** When the organiser gave their place to others; null where nobody did. */
  readonly returnedAt: number | null;
}

/** The value that an adjudicator decided on where raters differ. */
export interface Adjudication {
  readonly item: number;
  readonly adjudicator: string;
  readonly value: RatingValue;
  readonly comment: string;
  readonly adjudicatedAt: number;
}
