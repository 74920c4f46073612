import { hash } from 'node:crypto';
import type {
  Adjudication,
  CheckItem,
  CheckRating,
  RatedKind,
  Rater,
  Rating,
  RatingItem,
  RatingSettings,
  RatingValue,
} from '../../core/rating.ts';
import type { ScenarioText } from '../../core/scenario.ts';

/** An item with what only the analysis may know. */
export interface RatingItemOrigin {
  readonly item: number;
  /** Its number in the store. */
  readonly explanation: number;
  readonly scenarioId: string;
  /** The model that wrote the explanation. */
  readonly explainer: string;
}

/** A row of `hvsb export --table ratings`. */
export interface RatingRow {
  readonly item: number;
  /** Its number, as in `hvsb export --table explanations`. */
  readonly explanation: number;
  readonly scenario_id: string;
  readonly explainer: string;
  readonly rater: string;
  /** Null where the person skipped the item. */
  readonly value: RatingValue | null;
  readonly comment: string;
  readonly seconds: number | null;
  /** ISO 8601. */
  readonly rated_at: string;
}

/** An item that a rater was given and has neither rated nor skipped yet. */
export interface RatingHold {
  readonly item: number;
  readonly rater: string;
  /** Milliseconds since 1970: later the item may be given to others. */
  readonly until: number;
}

/** What decides which item a rater is given, all of one moment. */
export interface RatingNeeds {
  /** How many values an item has, by item; a skip gives none. */
  readonly values: ReadonlyMap<number, number>;
  readonly holds: readonly RatingHold[];
}

/** A scenario to be judged by people. */
export interface JudgedItem {
  readonly item: number;
  /** Number of the scenario in the store. */
  readonly scenario: number;
  readonly scenarioId: string;
  readonly text: ScenarioText;
  readonly language?: string;
}

/** What people are asked to rate, and how: the newest of its kind applies. */
export interface RatingRound {
  /** The same for all rounds of its kind in a store: by it browsers know the study again. */
  readonly study: string;
  readonly settings: RatingSettings;
  /** By what the items were chosen, so that the next round can be compared with this one; JSON. */
  readonly selection: Readonly<Record<string, unknown>>;
  /** What raters are given. Items of earlier rounds keep their ratings. */
  readonly items: readonly number[];
}

/** People's ratings of explanations. Part of the store; the rating page sees no more of it than this. */
export interface RatingStore {
  /** Where it is, as the user would name it. */
  readonly location: string;
  /** What the points of the scale are called, lowest first; null where no study's scale was saved yet. */
  ratingLabels(): Promise<readonly string[] | null>;
  /**
   * Takes the place of the labels before. Their texts may change at any time, their number only while nobody has given a value.
   * @throws UsageError see `checkRatingLabels`.
   */
  saveRatingLabels(labels: readonly string[]): Promise<void>;
  /**
   * Makes these explanations (by number, each with a text) items to be rated, in addition to those that are items
   * already. An item keeps the text that it had then, and the number that `drawItemNumber` gave it.
   */
  addRatingItems(explanations: readonly number[], seed: number): Promise<void>;
  /** In the order of their numbers. */
  ratingItems(): Promise<readonly RatingItem[]>;
  /** In the order of the explanations' numbers. */
  ratingOrigins(): Promise<readonly RatingItemOrigin[]>;
  /** Each replaces the same rater's earlier rating of the item; durable when it resolves. */
  saveRatings(ratings: readonly Rating[]): Promise<void>;
  /** By explanation, then rater. */
  ratings(): Promise<readonly Rating[]>;
  /**
   * Gives a rater an item, in place of the one before. Nobody else is given one meanwhile, whichever process they ask, so
   * that no item is given to more raters than it needs. A store in a file, which has one writer, keeps it in memory.
   * @param choose null for no item; called again where a connection was lost.
   */
  holdItem<Choice extends { readonly item: number | null }>(
    rater: string,
    until: number,
    choose: (needs: RatingNeeds) => Choice,
  ): Promise<Choice>;
  ratingHolds(): Promise<readonly RatingHold[]>;
  /** Takes out all ratings by a person, who withdrew, and what else is stored of them as a rater of explanations. @returns how many ratings. */
  removeRatings(rater: string): Promise<number>;
  /** Each replaces the item's earlier adjudication; durable when it resolves. */
  saveAdjudications(adjudicated: readonly Adjudication[]): Promise<void>;
  /** By item. */
  adjudications(): Promise<readonly Adjudication[]>;
  /** As `addRatingItems`, of scenarios (by number) that people judge. No item of either kind has the number of another. */
  addJudgedItems(scenarios: readonly number[], seed: number): Promise<void>;
  /** Of active scenarios, in the order of their numbers. What people say of them is a `PersonJudgment`. */
  judgedItems(): Promise<readonly JudgedItem[]>;
  /** Null where there was none yet. */
  ratingRound(what: RatedKind): Promise<RatingRound | null>;
  /** In place of the newest round of its kind, which stays stored. */
  saveRatingRound(what: RatedKind, round: RatingRound, savedAt: number): Promise<void>;
  /** In the order of their names. */
  raters(what: RatedKind): Promise<readonly Rater[]>;
  /** In place of what was stored of the rater. */
  saveRater(what: RatedKind, rater: Rater): Promise<void>;
  /** By rater, then id of the check. */
  checkRatings(what: RatedKind): Promise<readonly CheckRating[]>;
  /** Each replaces the same rater's earlier answer. */
  saveCheckRatings(what: RatedKind, ratings: readonly CheckRating[]): Promise<void>;
}

/** The id of an item with a known answer, from what it says. */
export function checkId(check: CheckItem): string {
  const { scenario, explanation, right } = check;
  return hash('sha256', JSON.stringify([scenario, explanation, right]), 'hex').slice(0, 16);
}

/** Numbers have six digits; where so many draws were in vain, one more. */
const drawsPerDigit = 16;

/**
 * The number of an item, drawn from the seed: people see it, and explanations are numbered model by model, so that their
 * own numbers would tell raters who wrote what.
 * @param explanation its number in the store; of another item what tells it from others.
 * @param isTaken whether another item has the number.
 *
 * @example
 * drawItemNumber(1, 42, () => false); // six digits, always the same
 */
export function drawItemNumber(
  seed: number,
  explanation: number | string,
  isTaken: (item: number) => boolean,
): number {
  for (let draw = 0; ; draw += 1) {
    const least = 100_000 * 10 ** Math.floor(draw / drawsPerDigit);
    const drawn = hash('sha256', JSON.stringify(['item', seed, explanation, draw]), 'buffer').readUIntBE(
      0,
      6,
    );
    const item = least + (drawn % (9 * least));
    if (!isTaken(item)) return item;
  }
}
