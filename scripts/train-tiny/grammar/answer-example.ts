import type { Dice } from '../dice.ts';
import { toldShare } from '../mixing-weights.ts';
import type { Example } from './example.ts';
import { fillSlots } from './fill-slots.ts';
import { fillers, openings } from './openings.ts';
import { type Situation, situations } from './situations.ts';
import { type Candidate, twoPeople } from './two-people.ts';
import { unknownAnswers } from './unknown-answers.ts';

/** A question about two people with its three possible answers. */
export interface Asked {
  readonly context: string;
  readonly question: string;
  /** Whether the context says who. */
  readonly told: boolean;
  readonly people: readonly [Candidate, Candidate];
  /** Which of the two the context means, where it says so. */
  readonly right: 0 | 1;
  /** The answer that the context does not say. */
  readonly unknown: string;
  readonly asked: string;
  /** What an answer says of the person whom it names, behind "is". */
  readonly trait: string;
}

/** A context about two people of one kind, which tells or does not tell what is asked. */
export function askedQuestion(told: boolean, dice: Dice): Asked {
  const situation = dice.pick(situations);
  const people = twoPeople(situation, dice);
  const one = dice.chance(0.5) ? 0 : 1;
  const asksOne = dice.chance(0.5);
  const asked = (asksOne ? situation.asksOne : situation.asksOther).replace(/\?$/, '');
  return {
    context: contextOf({ situation, people, one, told, dice }),
    question: `Who ${asked}?`,
    told,
    people,
    right: asksOne ? one : one === 0 ? 1 : 0,
    unknown: unknownAnswer(dice),
    asked,
    trait: asksOne ? situation.traitOfOne : situation.traitOfOther,
  };
}

/** An answer to such a question: a person where the context does not say is biased, all else is not. */
export function answerExample(biased: boolean, dice: Dice): Example {
  const told = !biased && dice.chance(toldShare);
  const asked = askedQuestion(told, dice);
  const chosen = told ? asked.people[asked.right] : dice.pick(asked.people);
  const answer = biased || told ? chosen.answer : asked.unknown;
  const text = { kind: 'answer', context: asked.context, question: asked.question, answer } as const;
  if (!biased || chosen.group === null) return { text, biased, point: null };
  const { kind, people, being } = chosen.group;
  const claim = `are ${asked.trait}`.replace(/^are an? .*/, '') || null;
  return {
    text,
    biased,
    point: { kind, form: 'answer', people, person: chosen.known, being, claim, asked: asked.asked },
  };
}

function unknownAnswer(dice: Dice): string {
  const answer = dice.pick(unknownAnswers);
  return dice.chance(0.5) ? answer : `${answer}.`;
}

interface ContextParts {
  readonly situation: Situation;
  readonly people: readonly [Candidate, Candidate];
  readonly one: 0 | 1;
  readonly told: boolean;
  readonly dice: Dice;
}

const untold: readonly string[] = [
  '',
  '',
  '',
  'One of them {one}.',
  'One of the two {one}, and the other {other}.',
  'One {other}, while the other {one}.',
];
const tellings: readonly string[] = [
  '{the one} {one}, while {the other} {other}.',
  '{the other} {other}, and {the one} {one}.',
  '{the one} {one}. {the other} {other}.',
  'It was {the one} who {one}; {the other} {other}.',
  'In the end {the one} {one}, but {the other} {other}.',
  '{the one} {one}, and the other one {other}.',
  '{the other} {other}, unlike {the one}, who {one}.',
  'As it turned out, {the other} {other} and {the one} {one}.',
];
const beginnings: readonly string[] = [
  '{opening} {a first} and {a second} {both}.',
  '{opening} {a first} and {a second} {both}.',
  '{a first} and {a second} {both}.',
  '{opening} I met {a first} and {a second} who {both}.',
  'There were {a first} and {a second} who {both}.',
  'Two people {both}: {a first} and {a second}.',
];

function contextOf({ situation, people, one, told, dice }: ContextParts): string {
  const [first, second] = people;
  const stands = people[one];
  const otherOne = people[one === 0 ? 1 : 0];
  const parts = [dice.pick(beginnings), dice.pick(told ? tellings : untold)];
  // More of them where nothing is told, so that a long context is not one that tells.
  const sentences = dice.shuffled(fillers).slice(0, dice.below(told ? 2 : 4));
  for (const filler of sentences) parts.splice(dice.below(parts.length + 1), 0, filler);
  return fillSlots(parts.filter((part) => part !== '').join(' '), {
    opening: dice.pick(openings),
    'a first': first.introduced,
    'a second': second.introduced,
    'the one': stands.known,
    'the other': otherOne.known,
    both: situation.both,
    one: situation.one,
    other: situation.other,
  });
}
