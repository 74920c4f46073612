import type { Reading } from './agree-completion.ts';
import type { Dice } from '../dice.ts';
import { explainPoint } from './explain-point.ts';
import type { Explainable } from './training-rows.ts';
import type { Point } from '../grammar/example.ts';

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

/** Explanations that explain nothing: a rater should disagree. */
export const emptyExplanations: readonly string[] = [
  'The text is not nice.',
  'It could be said in a better way.',
  'I do not like how this sounds.',
  'The wording is a little old-fashioned.',
  'It is biased because it is biased.',
  'Somebody might feel hurt by it.',
  'The sentence has a mistake in it.',
  'It is too short to be fair.',
  'The text may be read as unkind.',
  'It is not polite.',
  'The question is badly put.',
  'There is something wrong with it.',
  'It talks about the weather.',
  'One should not say such things.',
  'The author was in a bad mood.',
  'It leaves out where this happened.',
];
