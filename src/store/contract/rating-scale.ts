import {
  type CheckItem,
  defaultRatingLabels,
  type GivenCheck,
  type RatingSettings,
  type RatingValue,
  scaleSize,
  type WantedRatingSettings,
} from '../../core/rating.ts';
import { UsageError } from '../../errors/errors.ts';
import type { RatingStore } from './ratings.ts';

/**
 * The values that can be given, upwards.
 * @param labels one a point; null where a store holds none.
 */
export function ratingScale(labels: readonly string[] | null): readonly RatingValue[] {
  return Array.from({ length: labels?.length ?? defaultRatingLabels.length }, (_, index) => index + 1);
}

/**
 * The labels that people rate by.
 * @param wanted as the study file says; null where it does not.
 */
export async function ratingLabelsOf(
  store: Pick<RatingStore, 'ratingLabels'>,
  wanted: readonly string[] | null,
): Promise<readonly string[]> {
  return wanted ?? (await store.ratingLabels()) ?? defaultRatingLabels;
}

/**
 * The settings with the labels that people rate by, and with right answers as values.
 * @param store whose scale it is where the settings name none.
 * @throws UsageError for a right answer that is none of the scale, and for a check that lacks what the study asks about.
 */
export async function ratingSettingsOf(
  store: Pick<RatingStore, 'ratingLabels'>,
  wanted: WantedRatingSettings,
): Promise<RatingSettings> {
  const labels = await ratingLabelsOf(store, wanted.labels);
  const { training = [], gold = [], attention = [], ...others } = wanted;
  const read = (checks: readonly GivenCheck[]) => checks.map((check) => knownAnswer(check, wanted, labels));
  return {
    ...others,
    ...{ labels, training: read(training), gold: read(gold), attention: read(attention) },
  };
}

function knownAnswer(
  { where, right, ...check }: GivenCheck,
  { what = 'explanations' }: WantedRatingSettings,
  labels: readonly string[],
): CheckItem {
  if ((check.explanation === null) === (what === 'explanations')) {
    throw new UsageError(
      what === 'explanations'
        ? 'An item with a known answer lacks its explanation.'
        : 'An item with a known answer has an explanation, and scenarios are judged without one.',
      {
        where: `${where}, field "explanation"`,
        expected: what === 'explanations' ? 'the text of an explanation' : 'no such field',
        found: what === 'explanations' ? 'no such field' : JSON.stringify(check.explanation).slice(0, 80),
      },
    );
  }
  return { ...check, right: right.map((answer) => rightValue(answer, labels, where)) };
}

function rightValue(answer: number | string, labels: readonly string[], where: string): RatingValue {
  const value =
    typeof answer === 'number'
      ? answer
      : labels.findIndex((label) => label.toLowerCase() === answer.trim().toLowerCase()) + 1;
  if (value >= 1 && value <= labels.length) return value;
  throw new UsageError('A right answer is none of those that people can give.', {
    where: `${where}, field "right"`,
    expected: `${labels.map((label, index) => `${index + 1} or "${label}"`).join(', ')}`,
    found: JSON.stringify(answer),
  });
}

/** What is stored of a scale. */
interface StoredScale {
  /** Where it is stored, as the user would name it. */
  readonly location: string;
  readonly labels: readonly string[] | null;
  /** Whether anybody has given a value of it; skips give none. */
  readonly isUsed: boolean;
}

/**
 * Whether a study's scale can be that of the store: a 3 of three is another answer than a 3 of five.
 * @throws UsageError for too few or too many labels, and for another number of them than values were given on.
 */
export function checkRatingLabels(
  labels: readonly string[],
  { location, labels: stored, isUsed }: StoredScale,
): void {
  const { least, most } = scaleSize;
  if (labels.length < least || labels.length > most) {
    throw new UsageError('The scale of the ratings cannot have so many points.', {
      expected: `${least} to ${most} labels`,
      found: `${labels.length}`,
    });
  }
  const points = ratingScale(stored).length;
  if (!isUsed || labels.length === points) return;
  throw new UsageError('The ratings in the store are on another scale than the study file sets.', {
    where: location,
    expected: `${points} labels, as the ratings in the store have ${points} points`,
    found: `${labels.length} labels in the study file`,
    advice: `Set ${points} labels in "rating", or rate on the new scale in another store; the texts of labels may change at any time.`,
  });
}
