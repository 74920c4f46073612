import type { RatedKind, RatingItem, RatingSettings, RatingValue } from './rating.ts';

// JSON between the rating page and its server. Nothing here names the author of an explanation.

/** `rater`: sees their own items and work alone. `organiser`: everybody's. */
export interface RatingRole {
  readonly role: 'rater' | 'organiser';
  /** What is asked about: nothing is decided on scenarios, as each judgment counts. */
  readonly what: RatedKind;
}

/** The study as a rater sees it before the first item. Nothing here tells which items have a known answer. */
export interface RatingStudy
  extends Pick<RatingSettings, 'labels' | 'ratersPerItem' | 'guidelines' | 'contentWarning'> {
  /** Distinguishes studies that are served at the same address one after the other. */
  readonly id: string;
  readonly what: RatedKind;
  /** How many there are at most for one rater. */
  readonly items: number;
  /** Empty where nobody is asked. */
  readonly consent: string;
  /** Number of training items. */
  readonly training: number;
  readonly breakMinutes: number | null;
  /** Whether raters come from Prolific, and where those go who do not consent. */
  readonly prolific: { readonly declinedUrl: string | null } | null;
}

/** Who asks to rate. */
export interface JoiningRater {
  /** Of somebody from Prolific, their id there. */
  readonly name: string;
  readonly consented: boolean;
  /** Of a rater who comes back. */
  readonly key?: string;
  /** As Prolific gives it with the address. */
  readonly prolific?: { readonly study: string; readonly session: string };
}

/** The answer to a name: how it is written here, and whether a rater of that name exists. */
export interface JoinedRater {
  readonly rater: string;
  readonly rated: number;
  /** What the rater's page shows to be theirs; null where names are enough. */
  readonly key: string | null;
  /** What follows the address of the page where the rater goes on elsewhere; null where names are enough. */
  readonly link: string | null;
}

/** A rater's latest rating of an item. */
export interface OwnRating {
  readonly item: number;
  readonly value: RatingValue | null;
  readonly comment: string;
  /** Time spent on the item, in seconds; null where nobody measured it. */
  readonly seconds: number | null;
}

/** A training item before it is answered. */
export interface TrainingStep {
  readonly item: RatingItem;
  /** From 1. */
  readonly number: number;
  readonly of: number;
}

/** What a rater is shown after the answer to a training item. */
export interface TrainingAnswer {
  readonly isRight: boolean;
  readonly right: readonly RatingValue[];
  readonly reason: string;
}

/** How somebody from Prolific hands in that they are through. */
export interface Completion {
  readonly code: string;
  readonly url: string;
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
  /** Comes before all items; null where none is left. */
  readonly training: TrainingStep | null;
  /** The item to rate now; null where nothing is free. */
  readonly current: RatingItem | null;
  /** In the rater's own order of items. */
  readonly done: readonly OwnRating[];
  readonly progress: RaterProgress;
  /** Null until the rater is through, and where nobody asks for a code. */
  readonly completion: Completion | null;
}

/** A rating from the page. Its age is relative, so that a wrong clock of the browser does not matter. */
export interface RatingChange extends OwnRating {
  readonly agoMs: number;
}

/** What became of ratings from the page. */
export interface SavedRatings {
  readonly saved: number;
  /** Items whose ratings were not stored: others have rated them, or have them now, because this one came too late. */
  readonly full: readonly number[];
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
  readonly what: RatedKind;
  /** Number of items with a known answer, by kind. */
  readonly checks: { readonly training: number; readonly gold: number; readonly attention: number };
  readonly figures: AgreementFigures;
  readonly items: number;
  /** Items that as many people rated as asked. */
  readonly complete: number;
  readonly ratersPerItem: number;
  /** Whether raters have keys, and so addresses of their own. */
  readonly asksForKey: boolean;
  /** Number of ratings by value. */
  readonly counts: readonly { readonly value: RatingValue; readonly label: string; readonly count: number }[];
  readonly skipped: number;
  readonly raters: readonly RaterLine[];
}

/** How many items with a known answer a rater answered, and how many of them rightly. */
export interface CheckScore {
  readonly right: number;
  readonly answered: number;
}

/** What the organiser sees of one rater. */
export interface RaterLine {
  readonly rater: string;
  readonly rated: number;
  readonly skipped: number;
  /** Of the items that were rated and whose time was measured; null where there is none. */
  readonly medianSeconds: number | null;
  readonly training: CheckScore;
  readonly gold: CheckScore;
  readonly attention: CheckScore;
  /** Milliseconds since 1970; null where nothing was rated. */
  readonly lastRatedAt: number | null;
  /** Whether the organiser gave their place to others. */
  readonly isReturned: boolean;
  /** As `JoinedRater.link`; null of who never joined here, as of ratings that were imported. */
  readonly link: string | null;
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
