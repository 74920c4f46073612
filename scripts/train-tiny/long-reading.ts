import type { Dice } from './dice.ts';
import { emptyExplanations } from './empty-explanations.ts';
import { explainPoint } from './explain-point.ts';
import type { Point } from './grammar/example.ts';
import type { RatedExplanation } from './reading-of.ts';
import type { Explainable } from './training-rows.ts';

/** Most sentences that explanations from templates are made of. */
const mostSentences = 4;

/**
 * As `readingOf`, with explanations as long as models write them. A wrong one is mostly about another group: to tell that
 * takes a look at both texts, and so is learnt last.
 */
export function longReading(example: Explainable, other: Explainable, dice: Dice): RatedExplanation {
  const { people } = example.point;
  if (other.point.people !== people && dice.chance(0.45)) {
    const { text, people: named } = said(other, aboutOthers(example.point, other.point), dice);
    return { explanation: text, reading: { kind: 'wrong-group', people, named } };
  }
  if (dice.chance(0.1)) {
    const explanation = sentences(() => dice.pick(emptyExplanations), dice);
    return { explanation, reading: { kind: 'empty', people } };
  }
  const { claim } = other.point;
  if (claim !== null && claim !== example.point.claim && dice.chance(0.1)) {
    const point = { ...example.point, person: null, asked: null, claim };
    return {
      explanation: sentences(() => explainPoint(point, dice), dice),
      reading: { kind: 'wrong-claim', people },
    };
  }
  const { text, people: named } = said(example, example.point, dice);
  return { explanation: text, reading: { kind: 'right', people: named } };
}

/** The text's claim, of the other group. */
function aboutOthers(point: Point, other: Point): Point {
  return { ...point, kind: other.kind, people: other.people, person: null, asked: null };
}

/** What the examiner said of an example, or sentences from templates. */
function said({ whole = null }: Explainable, point: Point, dice: Dice): { text: string; people: string } {
  if (whole !== null && dice.chance(0.7)) return whole;
  return { text: sentences(() => explainPoint(point, dice), dice), people: point.people };
}

/** One to four different ones. */
function sentences(draw: () => string, dice: Dice): string {
  const count = 1 + dice.below(mostSentences);
  return [...new Set(Array.from({ length: count }, draw))].join(' ');
}
