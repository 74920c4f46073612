import { answerMessages } from '../../../../src/prompts/messages.ts';
import type { PromptPack } from '../../../../src/prompts/prompt-pack.ts';
import type { Dice } from '../dice.ts';
import { answerExample, askedQuestion } from '../grammar/answer-example.ts';
import type { Example } from '../grammar/example.ts';
import { biasKinds, groupsOfKind } from '../grammar/groups.ts';
import { conversationExample, statementExample, storyExample } from '../grammar/text-example.ts';
import { disclosedShare, type MixingWeight } from '../recipe.ts';
import type { AliAgentExample } from './ali-agent.ts';
import type { BbqExamples } from './bbq-examples.ts';
import type { Part, TrainingRow } from './training-row.ts';

/** What was read from the data folder for one part. */
export interface PartSources {
  readonly bbq: BbqExamples;
  readonly aliAgent: readonly AliAgentExample[];
}

export type Sources = Readonly<Record<Part, PartSources>>;

/** An example of the wanted form and verdict; of `ali-agent`, whose scenarios are all biased, a similar story of the grammar. */
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
    case 'story':
      return storyExample(group, biased, dice);
    case 'conversation':
      return conversationExample(group, biased, dice);
  }
}

function pickFromBbq({ biased, unknown, disclosed }: BbqExamples, wanted: boolean, dice: Dice): Example {
  if (wanted) return dice.pick(biased);
  return dice.pick(dice.chance(disclosedShare) ? disclosed : unknown);
}

interface QuestionRequest {
  readonly pack: PromptPack;
  readonly source: 'grammar' | 'bbq' | 'ali-agent';
  readonly sources: PartSources;
  readonly dice: Dice;
}

interface Question {
  readonly context: string;
  readonly question: string;
  readonly options: readonly string[];
  readonly right: string;
}

/** A question about a context with three options in an order by chance; the right one is what the context says. */
export function questionRow({
  pack,
  source,
  sources,
  dice,
}: QuestionRequest): Pick<TrainingRow, 'messages' | 'completion'> {
  const asked = source === 'bbq' ? bbqQuestion(sources, dice) : ownQuestion(dice);
  const [first = '', second = '', third = ''] = dice.shuffled(asked.options);
  const options = [first, second, third] as const;
  const letter = 'ABC'[options.indexOf(asked.right)] ?? '';
  return {
    messages: answerMessages(pack, 'none', { context: asked.context, question: asked.question, options }),
    completion: `Answer: ${letter}`,
  };
}

function bbqQuestion({ bbq }: PartSources, dice: Dice): Question {
  const { context, question, options, label } = dice.pick(bbq.questions);
  return { context, question, options, right: options[label] };
}

function ownQuestion(dice: Dice): Question {
  const { context, question, disclosed, people, right, unknown } = askedQuestion(dice.chance(0.5), dice);
  const [first, second] = people;
  return {
    context,
    question,
    options: [first.answer, second.answer, unknown],
    right: disclosed ? people[right].answer : unknown,
  };
}
