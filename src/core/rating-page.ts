import type { RatingItem, RatingSettings, RatingValue } from './rating.ts';

// What the rating page and its server tell each other, as JSON. Nothing here names the author of an explanation.

/** The study as a rater sees it before the first item. */
export interface RatingStudy extends Omit<RatingSettings, 'seed'> {
  /** Tells studies apart that a browser meets at the same address. */
  readonly id: string;
  readonly items: number;
}

/** The answer to a name: how it is written here, and whether somebody of that name has rated before. */
export interface JoinedRater {
  readonly rater: string;
  readonly rated: number;
}

/** A rater's latest word on an item. */
export interface OwnRating {
  readonly item: number;
  readonly value: RatingValue | null;
  readonly comment: string;
  /** Time spent on the item, in seconds. */
  readonly seconds: number;
}

/** How a rater gets on, in items. */
export interface RaterProgress {
  readonly rated: number;
  readonly skipped: number;
  /** Free for this rater, the current one included. */
  readonly left: number;
  /** In the hands of others at the moment, and free again if they stop. */
  readonly waiting: number;
}

export interface RaterWork {
  /** The item to rate now; null where nothing is free. */
  readonly current: RatingItem | null;
  /** In the rater's own order of items. */
  readonly done: readonly OwnRating[];
  readonly progress: RaterProgress;
}

/** A word that the page sends. It says how long ago it was given, so that a wrong clock does no harm. */
export interface RatingChange extends OwnRating {
  readonly agoMs: number;
}

/** An agreement coefficient; null where it is undefined. */
export interface AgreementFigure {
  readonly value: number | null;
  /** 95 % bootstrap over scenarios. */
  readonly low: number | null;
  readonly high: number | null;
  /** Items with at least two ratings. */
  readonly items: number;
}

export interface AgreementFigures {
  readonly fleissKappa: AgreementFigure;
  readonly krippendorffAlpha: AgreementFigure;
  readonly gwetAc2: AgreementFigure;
  readonly rawAgreement: AgreementFigure;
}

export interface RatingOverview {
  readonly figures: AgreementFigures;
  readonly items: number;
  /** Items that as many people rated as asked. */
  readonly complete: number;
  readonly ratersPerItem: number;
  /** Number of ratings by value. */
  readonly counts: readonly { readonly value: RatingValue; readonly label: string; readonly count: number }[];
  readonly skipped: number;
  readonly raters: readonly { readonly rater: string; readonly rated: number; readonly skipped: number }[];
}

/** An item whose raters differ; who they are is not told, so that the adjudicated value follows the reasons. */
export interface DifferingItem {
  readonly item: RatingItem;
  readonly ratings: readonly { readonly value: RatingValue; readonly comment: string }[];
  readonly adjudicated: {
    readonly value: RatingValue;
    readonly comment: string;
    readonly adjudicator: string;
  } | null;
}

/** Where raters differ most comes first; what is adjudicated comes last. */
export interface Differences {
  readonly items: readonly DifferingItem[];
  readonly open: number;
  readonly adjudicated: number;
  /** Differing items that this person has yet to rate, and so is not shown. */
  readonly withheld: number;
}

/** How every refusal of the server reads. */
export interface ServerProblem {
  readonly error: { readonly message: string; readonly advice?: string };
}
