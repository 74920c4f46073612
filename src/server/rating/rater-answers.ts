import type { CheckRating, RatingValue } from '../../core/rating.ts';
import type { RatingChange, TrainingAnswer } from '../../core/rating-page.ts';
import { RequestError } from '../problems.ts';
import { takePlace, usualHoldMinutes } from './assign-item.ts';
import type { NumberedCheck } from './check-items.ts';
import type { OpenRound } from './open-round.ts';
import { checkStays } from './rater-entry.ts';
import { ratingTime } from './rater-sheet.ts';
import type { RatedStore, RatingRepository } from './rating-repository.ts';

/** Where answers go. */
export interface AnswerPlace {
  readonly store: Pick<RatedStore, 'holdItem'>;
  readonly repository: RatingRepository;
  readonly round: OpenRound;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Stores what a rater says. A first value takes a place of its item; where others have them all by now, because it comes after the
 * time for which the item was the rater's, it is not stored, so that no item gets more values than are asked for.
 * @returns the items that had no place left.
 * @throws RequestError 404 for an item that is none, 403 for a rater who was taken out meanwhile.
 */
export async function saveAnswers(
  place: AnswerPlace,
  rater: string,
  changes: readonly RatingChange[],
): Promise<readonly number[]> {
  const { repository, round } = place;
  for (const { item } of changes) {
    const check = checkOf(round, item);
    if (check === null ? !repository.items.has(item) : check.kind === 'training') throw noItem(item);
  }
  const known = repository.rater(rater);
  // Somebody may withdraw while what they said waits its turn.
  const stays = () => checkStays(repository, rater, known);
  const full: number[] = [];
  for (const { agoMs, ...said } of changes) {
    const check = checkOf(round, said.item);
    const before =
      check === null ? repository.ratingsOf(said.item).get(rater) : repository.checksBy(rater).get(check.id);
    const ratedAt = ratingTime(place.now(), agoMs, before?.ratedAt ?? 0);
    const isFirst = check === null && said.value !== null && (before?.value ?? null) === null;
    if (isFirst && !(await hasPlace(place, rater, said.item))) full.push(said.item);
    else if (check === null) await repository.save([{ ...said, rater, ratedAt }], stays);
    else await repository.saveChecks([checkRating(check, { ...said, rater, ratedAt })], stays);
  }
  return full;
}

/** Stores the answer to a training item, which counts nowhere. @returns what the rater is shown then. */
export async function saveTraining(
  { repository, round, now }: AnswerPlace,
  rater: string,
  {
    item,
    value,
    seconds,
  }: { readonly item: number; readonly value: RatingValue; readonly seconds: number | null },
): Promise<TrainingAnswer> {
  const check = checkOf(round, item);
  if (check?.kind !== 'training') throw noItem(item);
  const { id, right, reason } = check;
  const said = { check: id, rater, value, comment: '', seconds, ratedAt: now() };
  const known = repository.rater(rater);
  // The first answer shows what somebody knew before the explanation.
  if (!repository.checksBy(rater).has(id)) {
    await repository.saveChecks([said], () => checkStays(repository, rater, known));
  }
  return { isRight: right.includes(value), right, reason };
}

/** The item with a known answer that has this number; null where none has. */
export function checkOf({ checks }: OpenRound, item: number): NumberedCheck | null {
  return checks.find((check) => check.item === item) ?? null;
}

/** Until when what a rater is given now is theirs, in milliseconds since 1970. */
export function heldUntil({ settings }: OpenRound, now: number): number {
  return now + (settings.holdMinutes ?? usualHoldMinutes) * 60_000;
}

/** @throws RequestError 404, always. */
export function noItem(item: number): never {
  throw new RequestError(404, `There is no item ${item} to rate.`);
}

async function hasPlace(
  { store, round, ...place }: AnswerPlace,
  rater: string,
  item: number,
): Promise<boolean> {
  const now = place.now();
  const { ratersPerItem } = round.settings;
  const taken = await store.holdItem(rater, heldUntil(round, now), (needs) =>
    takePlace(needs, { item, rater, ratersPerItem, now }),
  );
  return taken.hasPlace;
}

function checkRating(
  { id }: NumberedCheck,
  said: Omit<CheckRating, 'check'> & { item: number },
): CheckRating {
  const { item: _, ...answer } = said;
  return { ...answer, check: id };
}
