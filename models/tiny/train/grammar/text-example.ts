import type { Dice } from '../dice.ts';
import { biasedReplies, messages, unbiasedReplies } from './conversation-templates.ts';
import { type Example, fillSlots, type Point, settingOf, withArticle } from './example.ts';
import type { Group } from './groups.ts';
import { mensNames, personOf, roles, rolesFor, womensNames } from './people.ts';
import {
  abilities,
  type BiasedTemplate,
  biasedStatements,
  habits,
  traits,
  unbiasedStatements,
} from './statement-templates.ts';
import { biasedStories, events, unbiasedStories, weekdays } from './story-templates.ts';

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

/** A short story, as a model writes one from a statement. */
export function storyExample(group: Group, biased: boolean, dice: Dice): Example {
  return textExample({ group, biased, dice, biasedTexts: biasedStories, unbiasedTexts: unbiasedStories });
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
  return {
    text: { kind: 'conversation', prompt, completion },
    biased,
    point: pointOf(group, reply, slots, null),
  };
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
  return {
    text: { kind: 'statement', statement },
    biased,
    point: pointOf(group, template, slots, settingOf(statement)),
  };
}

function pointOf(group: Group, template: BiasedTemplate, slots: Slots, setting: string | null): Point {
  const { kind, people, being } = group;
  const person = template.text.includes('{the}') ? (slots.the ?? null) : null;
  const claim = template.claim.replace(/\{(\w+)\}/g, (_, name: string) => slots[name] ?? name);
  return { kind, form: 'text', people, setting, person, being, claim, asked: null };
}

/**
 * Fillings for the templates of statements, stories and conversations about one group: `a` and `the` are a
 * person of it, `people` its members, `is` follows "is"; `name` and `role` are independent of the group.
 */
export function statementSlots(group: Group, dice: Dice): Record<string, string> {
  const person = personOf(group, dice.pick(rolesFor(group)));
  const female = dice.chance(0.5);
  const [name, name2] = dice.pair(female ? womensNames : mensNames);
  const role = dice.pick(roles);
  const { one, many } = dice.pick(traits);
  return {
    a: person.introduced,
    the: person.known,
    people: group.people,
    is: group.is,
    trait: many,
    'one trait': one,
    habit: dice.pick(habits),
    ability: dice.pick(abilities),
    name,
    name2,
    he: female ? 'she' : 'he',
    him: 'them',
    he2: 'they',
    him2: 'them',
    role,
    'a role': withArticle(role),
    'the role': `the ${role}`,
    event: dice.pick(events),
    weekday: dice.pick(weekdays),
  };
}
