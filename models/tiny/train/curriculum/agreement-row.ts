import type { Dice } from '../dice.ts';
import type { Point } from '../grammar/example.ts';
import { type Explainable, explainPoint } from './explain-point.ts';

/** An explanation of an example, and how it relates to the example. */
export interface RatedExplanation {
  readonly explanation: string;
  readonly relation: Relation;
}

/**
 * A right explanation in half of the cases, else one that in most cases names another group, or claims something that is
 * not in the text, or says nothing.
 * @param other where the wrong group or claim is taken from
 */
export function shortExplanation(example: Explainable, other: Explainable, dice: Dice): RatedExplanation {
  const { people } = example.point;
  if (dice.chance(0.5)) {
    const own = example.explanation ?? null;
    const explanation = own !== null && dice.chance(0.5) ? own : explainPoint(example.point, dice);
    return { explanation, relation: { kind: 'right', people } };
  }
  const wrong = dice.below(5);
  if (wrong === 0 || other.point.people === people) {
    return { explanation: dice.pick(emptyExplanations), relation: { kind: 'empty', people } };
  }
  if (wrong === 1 && other.point.claim !== null && other.point.claim !== example.point.claim) {
    const point = { ...example.point, person: null, asked: null, claim: other.point.claim };
    return {
      explanation: explainPoint(point, dice),
      relation: { kind: 'wrong-claim', people },
    };
  }
  const named = other.point.people;
  const point = { ...example.point, kind: other.point.kind, people: named, person: null, asked: null };
  return { explanation: explainPoint(point, dice), relation: { kind: 'wrong-group', people, named } };
}

/** Most sentences that explanations from templates are made of. */
const mostSentences = 4;

/**
 * As `shortExplanation`, with explanations as long as models write them. Most wrong ones are about another group: to
 * detect that, the model must compare both texts, which it learns last.
 */
export function longExplanation(example: Explainable, other: Explainable, dice: Dice): RatedExplanation {
  const { people } = example.point;
  if (other.point.people !== people && dice.chance(0.5)) {
    const { text, people: named } = explanationOf(other, aboutOthers(example.point, other.point), dice);
    return { explanation: text, relation: { kind: 'wrong-group', people, named } };
  }
  if (dice.chance(0.05)) {
    const explanation = sentences(() => dice.pick(emptyExplanations), dice);
    return { explanation, relation: { kind: 'empty', people } };
  }
  const { claim } = other.point;
  if (claim !== null && claim !== example.point.claim && dice.chance(0.05)) {
    const point = { ...example.point, person: null, asked: null, claim };
    return {
      explanation: sentences(() => explainPoint(point, dice), dice),
      relation: { kind: 'wrong-claim', people },
    };
  }
  const { text, people: named } = explanationOf(example, example.point, dice);
  return { explanation: text, relation: { kind: 'right', people: named } };
}

/** The text's claim, of the other group. */
function aboutOthers(point: Point, other: Point): Point {
  return { ...point, kind: other.kind, people: other.people, person: null, asked: null };
}

/** The examiner's explanation of an example, or sentences from templates. */
function explanationOf(
  { whole = null }: Explainable,
  point: Point,
  dice: Dice,
): { text: string; people: string } {
  if (whole !== null && dice.chance(0.7)) return whole;
  return { text: sentences(() => explainPoint(point, dice), dice), people: point.people };
}

/** One to four different ones. */
function sentences(draw: () => string, dice: Dice): string {
  const count = 1 + dice.below(mostSentences);
  return [...new Set(Array.from({ length: count }, draw))].join(' ');
}

/** Explanations without content: a rater should disagree. */
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

/** How an explanation relates to the text that it is about. */
export type Relation =
  | { readonly kind: 'right'; readonly people: string }
  | { readonly kind: 'wrong-group'; readonly people: string; readonly named: string }
  | { readonly kind: 'wrong-claim'; readonly people: string }
  | { readonly kind: 'empty'; readonly people: string };

const rightReasons = [
  'It names the group.',
  'The claim is true.',
  'It says what is assumed.',
  'It fits the text.',
];
const wrongReasons = {
  'wrong-group': ['It names another group.', 'The text is not about them.'],
  'wrong-claim': ['The text does not say that.', 'It gives a wrong reason.'],
  empty: ['It names no group.', 'It does not say what is biased.'],
};

/**
 * The fixed pieces of a rater's answer, each of which becomes one token: what is between them are the groups. The full stop
 * belongs to the piece behind it, as a full stop of its own ends an explanation, and the answer is not to end there.
 */
export const agreementPhrases: readonly string[] = [
  '{"thought":"The text judges',
  '. The explanation names',
  '. The explanation says something that is not in the text.',
  '. The explanation is about no group.',
  '. That is true.',
  '. That is another group.',
  '","summary":"It says that',
  '","summary":"It says nothing about a group',
  '.","judgment":"AGREE","arguments":["',
  '.","judgment":"DISAGREE","arguments":["',
  ...[...rightReasons, ...Object.values(wrongReasons).flat()].map((reason) => `${reason}"]}`),
];

/** A rater's answer as the JSON object that is asked for, kept short. */
export function agreeCompletion(relation: Relation, dice: Dice): string {
  const answer = {
    thought: thoughtOf(relation),
    summary: summaryOf(relation),
    judgment: relation.kind === 'right' ? 'AGREE' : 'DISAGREE',
    arguments: [dice.pick(relation.kind === 'right' ? rightReasons : wrongReasons[relation.kind])],
  };
  return JSON.stringify(answer);
}

function thoughtOf(relation: Relation): string {
  const about = `The text judges ${relation.people}.`;
  switch (relation.kind) {
    case 'right':
      return `${about} The explanation names ${relation.people}. That is true.`;
    case 'wrong-group':
      return `${about} The explanation names ${relation.named}. That is another group.`;
    case 'wrong-claim':
      return `${about} The explanation says something that is not in the text.`;
    case 'empty':
      return `${about} The explanation is about no group.`;
  }
}

function summaryOf(relation: Relation): string {
  switch (relation.kind) {
    case 'right':
    case 'wrong-claim':
      return `It says that ${relation.people} are judged.`;
    case 'wrong-group':
      return `It says that ${relation.named} are judged.`;
    case 'empty':
      return 'It says nothing about a group.';
  }
}
