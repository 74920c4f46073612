import { headlineQuestion, type JudgeQuestion, labelsOf } from '../../core/judge-question.ts';
import type { Sampling } from '../../core/model.ts';
import { outcomes } from '../../core/outcomes.ts';
import { judgeMessages } from '../../prompts/messages.ts';
import type { ScenarioFilter } from '../../store/contract/store.ts';
import { judgmentParserVersion, readJudgment } from '../../verdicts/judgment/read-judgment.ts';
import { defineStage } from '../define-stage.ts';
import type { StageRequest } from '../plan-calls.ts';

/** Temperature 0 and at most 512 tokens, as in the study. */
export const judgeSampling: Sampling = { temperature: 0, maxTokens: 512 };

export interface JudgeRequest extends StageRequest<ScenarioFilter> {
  /** Each scenario is asked about in each of these; default: the headline question alone. */
  readonly questions?: readonly JudgeQuestion[];
}

/** Asks whether scenarios are biased: every scenario that matches, with every pack, attack and question, as often as asked. */
export const judgeStage = defineStage({
  name: 'judge',
  outcomes,
  parserVersion: judgmentParserVersion,
  items: ({ store, filter, range }: JudgeRequest) => store.scenarioTexts(filter, range),
  numbers: ({ store, filter }) => store.scenarioNumbers(filter),
  subject: (condition, scenario, repeat) => ({ condition, scenario, repeat }),
  messages: (_request, { pack, attack, question }, { text, group }) =>
    judgeMessages(pack, attack, text, question, group),
  languages: ({ store, filter }) => store.scenarioLanguages(filter),
  questions: ({ questions = [headlineQuestion] }) => questions,
  continuations: ({ question = headlineQuestion }) => {
    const { biased, unbiased } = labelsOf(question);
    return [`Judgment: ${biased}`, `Judgment: ${unbiased}`];
  },
  stored: (store, subjects) => store.judged(subjects),
  parse: (completion, _item, { choice }) => ({
    outcome: readJudgment(completion, choice.question, choice.pack.language),
  }),
  rows: (judgments) => ({ judgments }),
  counted: {
    async parts(request) {
      const counts = await request.store.countScenarios(request.filter);
      return counts.map(({ dataset, form, biased, unbiased }) => ({
        items: biased + unbiased,
        request: { ...request, filter: { ...request.filter, datasets: [dataset], forms: [form] } },
      }));
    },
    stored: ({ store, filter, repeats = 1 }, condition) => store.countJudged(condition, filter, repeats),
    sampled: { ofBatch: Number.POSITIVE_INFINITY, ofPart: 500 },
  },
});
