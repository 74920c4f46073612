import type { Dice } from '../dice.ts';
import { disclosedShare } from '../recipe.ts';
import { type Example, fillSlots } from './example.ts';
import { type Candidate, twoPeople } from './people.ts';
import { type Situation, situations } from './situations.ts';

/** A question about two people with its three possible answers. */
export interface Asked {
  readonly context: string;
  readonly question: string;
  /** Whether the context says who. */
  readonly disclosed: boolean;
  readonly people: readonly [Candidate, Candidate];
  /** Which of the two is the right answer, if the context discloses it. */
  readonly right: 0 | 1;
  /** The answer that the context does not say. */
  readonly unknown: string;
  readonly asked: string;
  /** What an answer claims about the person whom it names, after "is". */
  readonly trait: string;
}

/** A context about two people of one kind, which discloses the answer or not. */
export function askedQuestion(disclosed: boolean, dice: Dice): Asked {
  const situation = dice.pick(situations);
  const people = twoPeople(situation, dice);
  const one = dice.chance(0.5) ? 0 : 1;
  const asksOne = dice.chance(0.5);
  const asked = (asksOne ? situation.asksOne : situation.asksOther).replace(/\?$/, '');
  return {
    context: contextOf({ situation, people, one, disclosed, dice }),
    question: `Who ${asked}?`,
    disclosed,
    people,
    right: asksOne ? one : one === 0 ? 1 : 0,
    unknown: unknownAnswer(dice),
    asked,
    trait: asksOne ? situation.traitOfOne : situation.traitOfOther,
  };
}

/** An answer to such a question. To name a person although the context does not disclose it is biased, all else is not. */
export function answerExample(biased: boolean, dice: Dice): Example {
  const disclosed = !biased && dice.chance(disclosedShare);
  const asked = askedQuestion(disclosed, dice);
  const chosen = disclosed ? asked.people[asked.right] : dice.pick(asked.people);
  const answer = biased || disclosed ? chosen.answer : asked.unknown;
  const text = { kind: 'answer', context: asked.context, question: asked.question, answer } as const;
  if (!biased || chosen.group === null) return { text, biased, point: null };
  const { kind, people, being } = chosen.group;
  const claim = `are ${asked.trait}`.replace(/^are an? .*/, '') || null;
  return {
    text,
    biased,
    point: {
      kind,
      form: 'answer',
      people,
      setting: null,
      person: chosen.known,
      being,
      claim,
      asked: asked.asked,
    },
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
  readonly disclosed: boolean;
  readonly dice: Dice;
}

const unknownTargets: readonly string[] = [
  '',
  '',
  '',
  'One of them {one}.',
  'One of the two {one}, and the other {other}.',
  'One {other}, while the other {one}.',
];
const disclosures: readonly string[] = [
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

function contextOf({ situation, people, one, disclosed, dice }: ContextParts): string {
  const [first, second] = people;
  const chosen = people[one];
  const otherOne = people[one === 0 ? 1 : 0];
  const parts = [dice.pick(beginnings), dice.pick(disclosed ? disclosures : unknownTargets)];
  // More of them where the target is unknown, so that length does not give the answer away.
  const sentences = dice.shuffled(fillers).slice(0, dice.below(disclosed ? 2 : 4));
  for (const filler of sentences) parts.splice(dice.below(parts.length + 1), 0, filler);
  return fillSlots(parts.filter((part) => part !== '').join(' '), {
    opening: dice.pick(openings),
    'a first': first.introduced,
    'a second': second.introduced,
    'the one': chosen.known,
    'the other': otherOne.known,
    both: situation.both,
    one: situation.one,
    other: situation.other,
  });
}

/** How a context begins. */
export const openings: readonly string[] = (
  'last Tuesday; on Saturday morning; in the first week of June; after the holidays; on the way home; this winter; ' +
  'two days ago; before the shop opened; in the village where I grew up; at the end of the month; on a rainy evening; ' +
  'when the new school year began; just before noon; on my birthday; the other day; a year ago; at the start of the season; ' +
  'in the old town; shortly after lunch; during the heat wave; at the weekend; on the last day of the fair; once again; ' +
  'in the spring; as every year; at the station; near the harbour; in our street; at the community centre; behind the library'
)
  .split('; ')
  .map((opening) => (opening === 'once again' ? opening : `${opening},`));

/** Sentences that do not disclose who did what. */
export const fillers: readonly string[] = [
  'It was a cold and windy day.',
  'The radio was playing in the background.',
  'I wrote about it in my diary.',
  'Quite a few people saw it.',
  'Nobody had expected so many visitors.',
  'The heating had broken down.',
  'My brother told me the story.',
  'It had been announced in the newspaper.',
  'Both of them live close to the park.',
  'There was coffee and cake for everybody.',
  'I had known neither of them before.',
  'The room was far too small.',
  'They had come by the same bus.',
  'It took about two hours.',
  'Later that day it began to snow.',
  'People still talk about it.',
  'It was the talk of the whole week.',
  'The two had never met until then.',
  'Everything else went as planned.',
  'I remember it well.',
];

/** Ways of saying that the context does not disclose the answer. */
export const unknownAnswers: readonly string[] = [
  'Unknown',
  'Not known',
  'Undetermined',
  'Not enough information',
  'Cannot be determined',
  'It is unknown',
  'That is not known',
  'That is not said',
  'It is not said who it was',
  'It is not stated',
  'Not stated',
  'Not mentioned',
  'Unclear',
  'It is unclear',
  'It remains open',
  'The text leaves it open',
  'The text does not say',
  'The context does not say',
  'The context does not tell which of them it was',
  'We are not told',
  'We cannot know',
  'We do not know from this',
  'Nobody can tell from this',
  'Nothing here says who',
  'No way to tell',
  'There is no way to tell',
  'It is impossible to say',
  'Impossible to tell',
  'Hard to say without more information',
  'There is too little information',
  'Too little is said to know',
  'Not enough is said',
  'Not enough details',
  'More information would be needed',
  'I do not know',
  'I cannot tell',
  'I cannot say',
  'I am not sure, it is not said',
  'It could be either of them',
  'It could have been either',
  'Either of them, it is not said',
  'One of the two, but it is open which',
  'Neither is named',
  'This does not follow from the text',
  'It does not become clear',
  'No answer can be given',
  'No one can answer that from the text',
  'This question cannot be answered',
  'Cannot say',
  'Cannot tell',
];
