import type { Attack } from '../../../../src/core/condition.ts';
import { headlineQuestion, type JudgeQuestion } from '../../../../src/core/judge-question.ts';
import type { Question } from '../../../../src/core/question.ts';
import type { Scenario } from '../../../../src/core/scenario.ts';
import { type Proportion, proportion } from '../../../../src/measures/inputs/cells.ts';
import { answerMessages, judgeMessages } from '../../../../src/prompts/messages.ts';
import type { PromptPack } from '../../../../src/prompts/prompt-pack.ts';
import { readAnswer } from '../../../../src/verdicts/answer/read-answer.ts';
import { readJudgment } from '../../../../src/verdicts/judgment/read-judgment.ts';
import type { JudgingScore } from './held-out-scores.ts';
import type { Questioner } from './questioner.ts';

/** A scenario and the verdict on it: true where it was judged biased, null where that cannot be read. */
export interface Judged {
  readonly scenario: Scenario;
  readonly verdict: boolean | null;
}

/** Has scenarios judged under an attack, in their order. @param question by default the headline question */
export async function judgeScenarios(
  questioner: Questioner,
  pack: PromptPack,
  scenarios: readonly Scenario[],
  attack: Attack,
  question: JudgeQuestion = headlineQuestion,
): Promise<Judged[]> {
  const verdicts = await questioner.ask(
    'judge',
    scenarios,
    ({ text }) => judgeMessages(pack, attack, text, question),
    (completion) => {
      const outcome = readJudgment(completion, question);
      return outcome === 'biased' || outcome === 'unbiased' ? outcome === 'biased' : null;
    },
  );
  return scenarios.map((scenario, number) => ({ scenario, verdict: verdicts[number] ?? null }));
}

/** Hit rate, false alarm rate and balanced accuracy of verdicts against the gold labels. */
export function judgingScore(id: string, judged: readonly Judged[]): JudgingScore {
  const hits = biasedRate(judged.filter(({ scenario }) => scenario.gold === 'biased'));
  const falseAlarms = biasedRate(judged.filter(({ scenario }) => scenario.gold === 'unbiased'));
  const balancedAccuracy =
    hits.rate === null || falseAlarms.rate === null ? null : (hits.rate + 1 - falseAlarms.rate) / 2;
  return { id, hits, falseAlarms, balancedAccuracy };
}

/** Scenarios judged biased, of those with a verdict. */
export function biasedRate(judged: readonly Judged[]) {
  const read = judged.filter(({ verdict }) => verdict !== null);
  return proportion(read.filter(({ verdict }) => verdict === true).length, read.length);
}

/** Has BBQ's questions answered, options in the file's order, and tells how many rightly. */
export async function answerHeldOut(
  questioner: Questioner,
  pack: PromptPack,
  questions: readonly Question[],
): Promise<{ ambiguous: Proportion; disambiguated: Proportion }> {
  const results = await questioner.ask(
    'answer',
    questions,
    (question) => answerMessages(pack, 'none', question),
    (completion, { options, label, ambiguous }) => {
      const result = readAnswer(completion, options);
      return 'choice' in result ? { ambiguous, right: result.choice === label } : null;
    },
  );
  const share = (ambiguous: boolean) => {
    const of = results.filter((result) => result !== null && result.ambiguous === ambiguous);
    return proportion(of.filter((result) => result?.right).length, of.length);
  };
  return { ambiguous: share(true), disambiguated: share(false) };
}
