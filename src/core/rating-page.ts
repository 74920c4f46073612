import type { RatingItem, RatingSettings, RatingValue } from './rating.ts';

// JSON between the rating page and its server. Nothing here names the author of an explanation.

/** `rater`: sees their own items and work alone. `organiser`: everybody's. */
export interface RatingRole {
  readonly role: 'rater' | 'organiser';
}

/** The study as a rater sees it before the first item. */
export interface RatingStudy extends Omit<RatingSettings, 'seed'> {
  /** Distinguishes studies that are served at the same address one after the other. */
  readonly id: string;
  readonly items: number;
}

/** The answer to a name: how it is written here, and whether a rater of that name exists. */
export interface JoinedRater {
  readonly rater: string;
  readonly rated: number;
}

/** A rater's latest rating of an item. */
export interface OwnRating {
  readonly item: number;
  readonly value: RatingValue | null;
  readonly comment: string;
  /** Time spent on the item, in seconds. */
  readonly seconds: number;
}

/** A rater's progress, in items. */
export interface RaterProgress {
  readonly rated: number;
  readonly skipped: number;
  /** Free for this rater, the current one included. */
  readonly left: number;
  /** Reserved by other raters at the moment; free again if they stop. */
  readonly waiting: number;
}

export interface RaterWork {
  /** The item to rate now; null where nothing is free. */
  readonly current: RatingItem | null;
  /** In the rater's own order of items. */
  readonly done: readonly OwnRating[];
  readonly progress: RaterProgress;
}

/** A rating from the page. Its age is relative, so that a wrong clock of the browser does not matter. */
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
  /** How many such items would make the interval ± 0.1; null where that is unknown. */
  readonly itemsNeeded: number | null;
}

export interface AgreementFigures {
  readonly rawAgreement: AgreementFigure;
  readonly gwetAc2: AgreementFigure;
  readonly fleissKappa: AgreementFigure;
  readonly krippendorffAlpha: AgreementFigure;
  /** Fewer than ten items with two ratings: too few yet, and every value null. */
  readonly isTooFew: boolean;
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

/** An item whose raters differ. Their names are hidden, so that the adjudicator follows the reasons. */
export interface DisputedItem {
  readonly item: RatingItem;
  readonly ratings: readonly { readonly value: RatingValue; readonly comment: string }[];
  readonly adjudicated: {
    readonly value: RatingValue;
    readonly comment: string;
    readonly adjudicator: string;
  } | null;
}

/** Items with the largest variance of ratings come first, adjudicated ones last. */
export interface DisputedItems {
  readonly items: readonly DisputedItem[];
  readonly open: number;
  readonly adjudicated: number;
  /** Number of disputed items that are hidden because this person has not rated them yet. */
  readonly withheld: number;
}

/** The body of every error response. */
export interface ServerProblem {
  readonly error: { readonly message: string; readonly advice?: string };
}
