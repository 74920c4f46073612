import { answerMessages } from '../../../../src/prompts/messages.ts';
import type { PromptPack } from '../../../../src/prompts/prompt-pack.ts';
import type { Dice } from '../dice.ts';
import { askedQuestion } from '../grammar/answer-example.ts';
import type { PartSources } from './pick-example.ts';
import type { TrainingRow } from './training-row.ts';

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
  const { context, question, told, people, right, unknown } = askedQuestion(dice.chance(0.5), dice);
  const [first, second] = people;
  return {
    context,
    question,
    options: [first.answer, second.answer, unknown],
    right: told ? people[right].answer : unknown,
  };
}
