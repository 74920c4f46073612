import { hash } from 'node:crypto';
import type { CheckItem, CheckRating, RatingItem, RatingSettings } from '../../core/rating.ts';
import type { CheckScore } from '../../core/rating-page.ts';
import { checkId, drawItemNumber } from '../../store/contract/ratings.ts';

/** Why an item has a known answer. */
export type CheckKind = 'training' | 'gold' | 'attention';

/** An item with a known answer as raters meet it: among others it looks like any of them. */
export interface NumberedCheck extends CheckItem {
  readonly id: string;
  readonly kind: CheckKind;
  /** Drawn at random, as that of any item. */
  readonly item: number;
}

/**
 * The items with a known answer of a study, with numbers that no other item has.
 * @param isTaken whether another item has the number.
 */
export function numberedChecks(
  settings: RatingSettings,
  isTaken: (item: number) => boolean,
): readonly NumberedCheck[] {
  const numbers = new Set<number>();
  const ids = new Set<string>();
  return (['training', 'gold', 'attention'] as const).flatMap((kind) =>
    (settings[kind] ?? []).flatMap((check): NumberedCheck[] => {
      const id = checkId(check);
      // Twice in one list, or a training item that comes again: asked once.
      if (ids.has(id)) return [];
      ids.add(id);
      const item = drawItemNumber(settings.seed, id, (drawn) => isTaken(drawn) || numbers.has(drawn));
      numbers.add(item);
      return [{ ...check, id, kind, item }];
    }),
  );
}

/** A check and the number of items that a rater has rated or skipped before it. */
export interface PlacedCheck {
  readonly check: NumberedCheck;
  readonly after: number;
}

/**
 * Where the checks come among a rater's items: spread over all of them, in an order and at places of the rater's own, the
 * same each time.
 * @param items how many items the rater rates at most.
 */
export function placeChecks(
  checks: readonly NumberedCheck[],
  { seed, rater, items }: { readonly seed: number; readonly rater: string; readonly items: number },
): readonly PlacedCheck[] {
  const drawn = checks.map((check) => {
    const digest = hash('sha256', JSON.stringify(['check', seed, rater, check.id]), 'buffer');
    return { check, order: digest.readUInt32BE(0), within: digest.readUInt32BE(4) / 2 ** 32 };
  });
  drawn.sort((one, other) => one.order - other.order);
  return drawn.map(({ check, within }, index) => ({
    check,
    after: Math.floor(((index + within) * items) / drawn.length),
  }));
}

/** The item as raters see it. */
export function shownCheck({ item, scenario, explanation }: NumberedCheck): RatingItem {
  return { item, scenario, explanation };
}

/** How a rater did on the checks of one kind; what was skipped is not answered. */
export function checkScore(
  checks: readonly NumberedCheck[],
  kind: CheckKind,
  answers: ReadonlyMap<string, CheckRating>,
): CheckScore {
  const values = checks
    .filter((check) => check.kind === kind)
    .flatMap((check) => {
      const value = answers.get(check.id)?.value ?? null;
      return value === null ? [] : [check.right.includes(value)];
    });
  return { right: values.filter((isRight) => isRight).length, answered: values.length };
}
