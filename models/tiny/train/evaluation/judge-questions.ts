import { headlineQuestion, isSameQuestion, type JudgeQuestion } from '../../../../src/core/judge-question.ts';
import type { Scenario } from '../../../../src/core/scenario.ts';
import { proportion } from '../../../../src/measures/inputs/cells.ts';
import type { PromptPack } from '../../../../src/prompts/prompt-pack.ts';
import { questionsOf } from '../../../../src/prompts/prompt-variants.ts';
import type { QuestionScore } from './held-out-scores.ts';
import { type Judged, judgeScenarios, judgingScore } from './judge-held-out.ts';
import type { Questioner } from './questioner.ts';

/** Ways of asking that are scored together. A question may belong to several. */
const ways: Readonly<Record<string, (question: JudgeQuestion) => boolean>> = {
  'headline question': (question) => isSameQuestion(question, headlineQuestion),
  'other wordings': ({ wording, order, words }) =>
    wording !== 1 && order === 'biased-first' && words === 'biased-unbiased',
  'UNBIASED offered first': ({ order, words }) => order === 'unbiased-first' && words === 'biased-unbiased',
  'YES and NO': ({ words }) => words === 'yes-no',
  'A and B': ({ words }) => words === 'a-b',
};

/**
 * Has scenarios judged by each pack in each of these ways; where a way has several questions, the scenarios take turns.
 */
export async function judgeQuestions(
  questioner: Questioner,
  packs: readonly PromptPack[],
  scenarios: readonly Scenario[],
): Promise<QuestionScore[]> {
  const scores = [];
  for (const pack of packs) {
    for (const [way, belongs] of Object.entries(ways)) {
      const questions = questionsOf(pack).filter(belongs);
      if (questions.length === 0) continue;
      const judged = await judgeInTurns(questioner, pack, scenarios, questions);
      scores.push({
        ...judgingScore(`${pack.name}: ${way}`, judged),
        parsed: proportion(judged.filter(({ verdict }) => verdict !== null).length, judged.length),
      });
    }
  }
  return scores;
}

async function judgeInTurns(
  questioner: Questioner,
  pack: PromptPack,
  scenarios: readonly Scenario[],
  questions: readonly JudgeQuestion[],
): Promise<Judged[]> {
  const judged = [];
  for (const [turn, question] of questions.entries()) {
    const own = scenarios.filter((_, number) => number % questions.length === turn);
    judged.push(...(await judgeScenarios(questioner, pack, own, 'none', question)));
  }
  return judged;
}
