import type { Dice } from '../dice.ts';
import { answerExample } from '../grammar/answer-example.ts';
import type { Example } from '../grammar/example.ts';
import { biasKinds, groupsOfKind } from '../grammar/groups.ts';
import { conversationExample, sceneExample, statementExample } from '../grammar/text-example.ts';
import { type MixingWeight, toldShare } from '../recipe.ts';
import type { AliAgentExample } from './ali-agent-examples.ts';
import type { BbqExamples } from './bbq-examples.ts';
import type { Part } from './training-row.ts';

/** What was read from the data folder for one part. */
export interface PartSources {
  readonly bbq: BbqExamples;
  readonly aliAgent: readonly AliAgentExample[];
}

export type Sources = Readonly<Record<Part, PartSources>>;

/** An example of the wanted form and verdict; of `ali-agent`, whose scenarios are all biased, a like scene of the grammar. */
export function pickExample(
  sources: PartSources,
  { source, form }: MixingWeight,
  biased: boolean,
  dice: Dice,
): Example | AliAgentExample {
  if (source === 'bbq') return pickFromBbq(sources.bbq, biased, dice);
  if (source === 'ali-agent' && biased) return dice.pick(sources.aliAgent);
  if (form === 'answer') return answerExample(biased, dice);
  const group = dice.pick(groupsOfKind[dice.pick(biasKinds)]);
  switch (form) {
    case 'statement':
      return statementExample(group, biased, dice);
    case 'scene':
      return sceneExample(group, biased, dice);
    case 'conversation':
      return conversationExample(group, biased, dice);
  }
}

function pickFromBbq({ biased, unknown, told }: BbqExamples, wanted: boolean, dice: Dice): Example {
  if (wanted) return dice.pick(biased);
  return dice.pick(dice.chance(toldShare) ? told : unknown);
}
