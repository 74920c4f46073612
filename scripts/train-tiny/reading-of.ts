import type { Reading } from './agree-completion.ts';
import type { Dice } from './dice.ts';
import { emptyExplanations } from './empty-explanations.ts';
import { explainPoint } from './explain-point.ts';
import type { Explainable } from './training-rows.ts';

/** Somebody's explanation of an example, and what a rater should make of it. */
export interface RatedExplanation {
  readonly explanation: string;
  readonly reading: Reading;
}

/**
 * A right explanation in half of the cases, else one that names another group, says what the text does not
 * say, or says nothing.
 * @param other where the wrong group or claim is taken from
 */
export function readingOf(example: Explainable, other: Explainable, dice: Dice): RatedExplanation {
  const { people } = example.point;
  if (dice.chance(0.5)) {
    const own = example.explanation ?? null;
    const explanation = own !== null && dice.chance(0.5) ? own : explainPoint(example.point, dice);
    return { explanation, reading: { kind: 'right', people } };
  }
  const wrong = dice.below(3);
  if (wrong === 0 || other.point.people === people) {
    return { explanation: dice.pick(emptyExplanations), reading: { kind: 'empty', people } };
  }
  if (wrong === 1 && other.point.claim !== null && other.point.claim !== example.point.claim) {
    const point = { ...example.point, person: null, asked: null, claim: other.point.claim };
    return {
      explanation: explainPoint(point, dice),
      reading: { kind: 'wrong-claim', people },
    };
  }
  const named = other.point.people;
  const point = { ...example.point, kind: other.point.kind, people: named, person: null, asked: null };
  return { explanation: explainPoint(point, dice), reading: { kind: 'wrong-group', people, named } };
}
