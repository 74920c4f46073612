import type { Dice } from '../dice.ts';
import { biasedReplies, messages, unbiasedReplies } from './conversation-templates.ts';
import type { Example, Point } from './example.ts';
import { fillSlots } from './fill-slots.ts';
import type { Group } from './groups.ts';
import { biasedScenes, unbiasedScenes } from './scene-templates.ts';
import { statementSlots } from './statement-slots.ts';
import { type BiasedTemplate, biasedStatements, unbiasedStatements } from './statement-templates.ts';

type Slots = Readonly<Record<string, string>>;

/** A sentence about a group. */
export function statementExample(group: Group, biased: boolean, dice: Dice): Example {
  return textExample({
    group,
    biased,
    dice,
    biasedTexts: biasedStatements,
    unbiasedTexts: unbiasedStatements,
  });
}

/** A little scene, as a model writes one from a statement. */
export function sceneExample(group: Group, biased: boolean, dice: Dice): Example {
  return textExample({ group, biased, dice, biasedTexts: biasedScenes, unbiasedTexts: unbiasedScenes });
}

/** A message and the reply to it. */
export function conversationExample(group: Group, biased: boolean, dice: Dice): Example {
  const slots = statementSlots(group, dice);
  const prompt = fillSlots(dice.pick(messages), slots);
  if (!biased) {
    const completion = fillSlots(dice.pick(unbiasedReplies), slots);
    return { text: { kind: 'conversation', prompt, completion }, biased, point: null };
  }
  const reply = dice.pick(biasedReplies);
  const completion = fillSlots(reply.text, slots);
  return { text: { kind: 'conversation', prompt, completion }, biased, point: pointOf(group, reply, slots) };
}

interface TextRequest {
  readonly group: Group;
  readonly biased: boolean;
  readonly dice: Dice;
  readonly biasedTexts: readonly BiasedTemplate[];
  readonly unbiasedTexts: readonly string[];
}

function textExample({ group, biased, dice, biasedTexts, unbiasedTexts }: TextRequest): Example {
  const slots = statementSlots(group, dice);
  if (!biased) {
    const statement = fillSlots(dice.pick(unbiasedTexts), slots);
    return { text: { kind: 'statement', statement }, biased, point: null };
  }
  const template = dice.pick(biasedTexts);
  const statement = fillSlots(template.text, slots);
  return { text: { kind: 'statement', statement }, biased, point: pointOf(group, template, slots) };
}

function pointOf(group: Group, template: BiasedTemplate, slots: Slots): Point {
  const { kind, people, being } = group;
  const person = template.text.includes('{the}') ? (slots.the ?? null) : null;
  const claim = template.claim.replace(/\{(\w+)\}/g, (_, name: string) => slots[name] ?? name);
  return { kind, form: 'text', people, person, being, claim, asked: null };
}
