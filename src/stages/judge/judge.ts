import type { Sampling } from '../../core/model.ts';
import { outcomes } from '../../core/outcomes.ts';
import { judgeMessages } from '../../prompts/messages.ts';
import type { ScenarioFilter } from '../../store/contract/store.ts';
import { judgmentParserVersion, readJudgment } from '../../verdicts/judgment/read-judgment.ts';
import { defineStage } from '../define-stage.ts';
import type { StageRequest } from '../plan-calls.ts';

/** Temperature 0 and at most 512 tokens, as in the study. */
export const judgeSampling: Sampling = { temperature: 0, maxTokens: 512 };

export type JudgeRequest = StageRequest<ScenarioFilter>;

/** Asks whether scenarios are biased: every scenario that matches, under every attack, as often as asked. */
export const judgeStage = defineStage({
  name: 'judge',
  outcomes,
  parserVersion: judgmentParserVersion,
  items: ({ store, filter }: JudgeRequest) => store.scenarioTexts(filter),
  subject: (condition, scenario, repeat) => ({ condition, scenario, repeat }),
  messages: ({ prompts }, attack, { text }) => judgeMessages(prompts, attack, text),
  stored: (store, subjects) => store.judged(subjects),
  parse: (completion) => ({ outcome: readJudgment(completion) }),
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
