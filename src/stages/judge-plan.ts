import { estimateTokens } from '../engine/estimate-tokens.ts';
import { judgeMessages } from '../prompts/judge-messages.ts';
import type { Store } from '../store/store.ts';
import type { CallPlan } from './call-plan.ts';
import { type JudgeRequest, judgeCondition } from './judge.ts';

/** How many scenarios of each dataset and form the mean length of a prompt is taken over. */
const sampledScenarios = 500;

/** Counts what is planned, what is stored, and estimates what is left. Writes nothing. */
export async function planJudging(request: JudgeRequest): Promise<CallPlan> {
  const { store, filter, attacks, repeats } = request;
  const counts = await store.countScenarios(filter);
  const scenarios = counts.reduce((sum, count) => sum + count.biased + count.unbiased, 0);
  const planned = scenarios * attacks.length * repeats;
  const stored = await storedJudgments(request);
  const left = planned - stored;
  const tokens = left === 0 ? 0 : await meanPromptTokens(request);
  return {
    model: request.model.id,
    planned,
    stored,
    inputTokens: Math.round(left * tokens),
    outputTokensAtMost: left * (request.sampling.maxTokens ?? 0),
  };
}

async function storedJudgments(request: JudgeRequest): Promise<number> {
  let stored = 0;
  for (const attack of request.attacks) {
    const condition = await request.store.findCondition(judgeCondition(request, attack));
    if (condition !== null) {
      stored += await request.store.countJudged(condition.number, request.filter, request.repeats);
    }
  }
  return stored;
}

/** Mean over scenarios and attacks, each dataset and form weighted by its number of scenarios. */
async function meanPromptTokens(request: JudgeRequest): Promise<number> {
  let weighted = 0;
  let scenarios = 0;
  for (const count of await request.store.countScenarios(request.filter)) {
    const weight = count.biased + count.unbiased;
    const filter = { ...request.filter, datasets: [count.dataset], forms: [count.form] };
    weighted += weight * (await meanTokensOfFirst({ ...request, filter }, request.store));
    scenarios += weight;
  }
  return scenarios === 0 ? 0 : weighted / scenarios;
}

async function meanTokensOfFirst(request: JudgeRequest, store: Store): Promise<number> {
  let tokens = 0;
  let prompts = 0;
  let seen = 0;
  for await (const scenarios of store.scenarioTexts(request.filter)) {
    for (const { text } of scenarios.slice(0, sampledScenarios - seen)) {
      seen += 1;
      for (const attack of request.attacks) {
        for (const message of judgeMessages(request.prompts, attack, text))
          tokens += estimateTokens(message.content);
        prompts += 1;
      }
    }
    if (seen >= sampledScenarios) break;
  }
  return prompts === 0 ? 0 : tokens / prompts;
}
