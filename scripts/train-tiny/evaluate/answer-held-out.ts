import type { BbqQuestion } from '../../../src/core/bbq-question.ts';
import { type Proportion, proportion } from '../../../src/measures/inputs/cells.ts';
import { answerMessages } from '../../../src/prompts/messages.ts';
import type { PromptPack } from '../../../src/prompts/prompt-pack.ts';
import { readAnswer } from '../../../src/verdicts/answer/read-answer.ts';
import type { Questioner } from './questioner.ts';

/** Has BBQ's questions answered, options in the file's order, and tells how many rightly. */
export async function answerHeldOut(
  questioner: Questioner,
  pack: PromptPack,
  questions: readonly BbqQuestion[],
): Promise<{ ambiguous: Proportion; disambiguated: Proportion }> {
  const readings = await questioner.ask(
    'answer',
    questions,
    (question) => answerMessages(pack, 'none', question),
    (completion, { options, label, ambiguous }) => {
      const reading = readAnswer(completion, options);
      return 'choice' in reading ? { ambiguous, right: reading.choice === label } : null;
    },
  );
  const share = (ambiguous: boolean) => {
    const of = readings.filter((reading) => reading !== null && reading.ambiguous === ambiguous);
    return proportion(of.filter((reading) => reading?.right).length, of.length);
  };
  return { ambiguous: share(true), disambiguated: share(false) };
}
