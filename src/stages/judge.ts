import type { Attack, Condition, ConditionContent } from '../core/condition.ts';
import { callKey } from '../core/hashes.ts';
import type { Model, Sampling } from '../core/model.ts';
import { type Outcome, outcomes } from '../core/outcomes.ts';
import { estimateTokens } from '../engine/budget.ts';
import type { ModelRun, TokenPrice } from '../engine/engine.ts';
import { judgeMessages } from '../prompts/messages.ts';
import { promptFingerprint } from '../prompts/prompt-fingerprint.ts';
import type { PromptPack } from '../prompts/prompt-pack.ts';
import type { NumberedText, ScenarioFilter, Store, Subject } from '../store/contract/store.ts';
import { judgmentParserVersion, readJudgment } from '../verdicts/judgment/read-judgment.ts';
import {
  type CallPlan,
  CountedLabelling,
  type LabelledAnswer,
  type OutcomeCount,
  type StageCall,
  StoreCallCache,
} from './call-cache.ts';

/** Temperature 0 and at most 512 tokens, as in the study. */
export const judgeSampling: Sampling = { temperature: 0, maxTokens: 512 };

export interface JudgeRequest {
  readonly store: Store;
  readonly model: Pick<Model, 'id' | 'endpoint'>;
  readonly prompts: PromptPack;
  readonly attacks: readonly Attack[];
  /** How often each scenario is asked under each attack. */
  readonly repeats: number;
  readonly sampling: Sampling;
  readonly filter: ScenarioFilter;
}

/** Judging by one model: its model run for the engine, and what came out so far (answers of earlier runs included). */
export interface JudgeStage {
  readonly modelRun: ModelRun<StageCall>;
  readonly outcomes: OutcomeCount<Outcome>;
}

/** The condition that a model judges in under one attack. */
export function judgeCondition(request: JudgeRequest, attack: Attack): ConditionContent {
  return {
    stage: 'judge',
    model: request.model.id,
    endpoint: request.model.endpoint,
    attack,
    sampling: request.sampling,
    ...promptFingerprint(request.prompts, 'judge', attack),
  };
}

/**
 * Every scenario that matches, under every attack, as often as asked.
 * @throws StoreError when the store cannot be written.
 */
export async function judgeStage(
  request: JudgeRequest & { readonly model: Model },
  price: TokenPrice | null,
): Promise<JudgeStage> {
  const conditions: Condition[] = [];
  for (const attack of request.attacks) {
    conditions.push(await request.store.condition(judgeCondition(request, attack)));
  }
  const labelling = judgmentLabelling(request);
  const modelRun: ModelRun<StageCall> = {
    model: request.model,
    calls: judgeCalls(request, conditions),
    cache: new StoreCallCache(request.store, labelling),
    price,
  };
  return { modelRun, outcomes: labelling.outcomes };
}

/** All attacks of a scenario follow each other, so that a run cut short still has them paired. */
async function* judgeCalls(
  request: JudgeRequest,
  conditions: readonly Condition[],
): AsyncGenerator<readonly StageCall[]> {
  for await (const scenarios of request.store.scenarioTexts(request.filter)) {
    for (const condition of conditions) {
      for (let repeat = 0; repeat < request.repeats; repeat += 1) {
        yield scenarios.map((scenario) => judgeCall(request, condition, scenario, repeat));
      }
    }
  }
}

function judgeCall(
  request: JudgeRequest,
  condition: Condition,
  scenario: NumberedText,
  repeat: number,
): StageCall {
  const messages = judgeMessages(request.prompts, condition.attack, scenario.text);
  const modelRequest = { messages, sampling: request.sampling, repeat };
  return {
    key: callKey(request.model, modelRequest),
    request: modelRequest,
    subject: { condition: condition.number, scenario: scenario.number, repeat },
  };
}

function judgmentLabelling({ store }: JudgeRequest) {
  return new CountedLabelling({
    outcomes,
    known: (subjects: readonly Subject[]) => store.judged(subjects),
    label: ({ call, completion }: LabelledAnswer<StageCall>) => ({
      ...call.subject,
      key: call.key,
      outcome: readJudgment(completion),
      parserVersion: judgmentParserVersion,
    }),
    rows: (judgments) => ({ judgments }),
  });
}

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
