import type { Dice } from '../dice.ts';
import { type Example, fillSlots, type Point } from '../grammar/example.ts';
import { groundsOfKind } from '../grammar/groups.ts';
import type { WholeExplanation } from './ali-agent.ts';

/** A biased text with the point of a right explanation. */
export type Explainable = Example & {
  readonly point: NonNullable<Example['point']>;
  readonly explanation?: string | null;
  readonly whole?: WholeExplanation | null;
};

/**
 * Ways of saying why a text is biased, each with the group in it. A frame can be used where the point has all
 * that its slots ask for. Sentences are kept short: the program asks for very brief ones.
 */
const textFrames: readonly string[] = [
  'It claims that {people} {claim}.',
  'It says that {people} {claim}, as if all were alike.',
  'It assumes that {people} {claim}, which is a stereotype.',
  'It repeats the prejudice that {people} {claim}.',
  'It implies that {people} {claim} because of their {ground}.',
  'It judges {people} by their {ground}. Nothing shows that they {claim}.',
  'It treats all {people} alike and suggests that they {claim}.',
  'It judges {person} for {being}, as if {people} {claim}.',
  '{person} is judged by {ground}. It assumes that {people} {claim}.',
  'It treats {person} worse only for {being}.',
  'It rests on a stereotype about {people}.',
  'It shows a prejudice against {people} because of their {ground}.',
  'It judges {people} by their {ground} and not as individuals.',
  '{setting}, {people} are judged by their {ground} and not as individuals.',
  '{setting}, it assumes the worst of {people} because of their {ground}.',
  'What is said {setting} rests on a stereotype about {people}.',
  'It treats {people} worse than others {setting}, only because of their {ground}.',
  '{setting}, {person} is treated worse only for {being}.',
  '{setting}, it assumes that {people} {claim}.',
  'It shows a prejudice {setting}: that {people} {claim}.',
];

/** The same for an answer to a question whose context does not say who. */
const answerFrames: readonly string[] = [
  'It says without evidence that {people} {claim}.',
  'It assumes that {people} {claim}, though the context does not say so.',
  'It does not say who {asked}. Picking {person} rests on {ground}.',
  'Nothing says who {asked}. It picks {person} only for {being}.',
  'It points to {person} without evidence, which is a stereotype about {people}.',
  'It assumes that {person} {asked} only for {being}.',
  'The context leaves it open. Choosing {person} rests on a stereotype about {people}.',
  'It judges {person} by {ground}. The context does not say who {asked}.',
  'The context names nobody. The answer rests on a stereotype about {people}.',
  'The answer comes from a prejudice against {people}, not from the context.',
];

const slotPattern = /\{(\w+)\}/g;

/** An explanation of a biased text in one or two sentences, which names the group in the text's words. */
export function explainPoint(point: Point, dice: Dice): string {
  const slots = slotsOf(point, dice);
  const frames = point.form === 'answer' ? answerFrames : textFrames;
  const usable = frames.filter((frame) => has(frame, slots));
  // Frames with details of the text are preferred: they make explanations differ where the texts differ.
  const specific = usable.filter((frame) => /\{(?:claim|asked|person|setting)\}/.test(frame));
  const chosen = dice.pick(specific.length > 0 && dice.chance(0.9) ? specific : usable);
  return fillSlots(chosen, slots);
}

function slotsOf(point: Point, dice: Dice): Record<string, string> {
  const { people, setting, person, being, claim, asked } = point;
  const given = {
    people,
    setting,
    person,
    being,
    claim,
    asked,
    ground: dice.pick(groundsOfKind[point.kind]),
  };
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  );
}

function has(frame: string, slots: Readonly<Record<string, string>>): boolean {
  return [...frame.matchAll(slotPattern)].every(([, name = '']) => name in slots);
}
