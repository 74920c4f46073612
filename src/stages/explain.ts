import type { Attack, Condition, ConditionContent } from '../core/condition.ts';
import { callKey } from '../core/hashes.ts';
import type { Model, Sampling } from '../core/model.ts';
import { type ExplanationOutcome, explanationOutcomes } from '../core/outcomes.ts';
import { estimateTokens } from '../engine/budget.ts';
import type { ModelRun, TokenPrice } from '../engine/engine.ts';
import { explainMessages } from '../prompts/messages.ts';
import { promptFingerprint } from '../prompts/prompt-fingerprint.ts';
import type { PromptPack } from '../prompts/prompt-pack.ts';
import type {
  NumberedText,
  ScenarioFilter,
  Store,
  StoredScenario,
  Subject,
} from '../store/contract/store.ts';
import { explanationParserVersion, readExplanation } from '../verdicts/explanation/read-explanation.ts';
import {
  type CallPlan,
  CountedLabelling,
  type LabelledAnswer,
  type OutcomeCount,
  type StageCall,
  StoreCallCache,
} from './call-cache.ts';

/** Temperature 1, as in the study, and at most 512 tokens. */
export const explainSampling: Sampling = { temperature: 1, maxTokens: 512 };

export interface ExplainRequest {
  readonly store: Store;
  readonly model: Pick<Model, 'id' | 'endpoint'>;
  readonly prompts: PromptPack;
  readonly attack: Attack;
  /** How often each scenario is explained. */
  readonly repeats: number;
  readonly sampling: Sampling;
  /** Which scenarios; of those that match, the gold-biased ones. */
  readonly filter: ScenarioFilter;
}

/** Explaining by one model: its model run for the engine, and what came out so far (answers of earlier runs included). */
export interface ExplainStage {
  readonly modelRun: ModelRun<StageCall>;
  readonly outcomes: OutcomeCount<ExplanationOutcome>;
}

/** The condition that a model explains in. */
export function explainCondition(request: ExplainRequest): ConditionContent {
  return {
    stage: 'explain',
    model: request.model.id,
    endpoint: request.model.endpoint,
    attack: request.attack,
    sampling: request.sampling,
    ...promptFingerprint(request.prompts, 'explain', request.attack),
  };
}

/**
 * Asks the model why each scenario that matches is biased, as often as asked.
 * @throws StoreError when the store cannot be written.
 */
export async function explainStage(
  request: ExplainRequest & { readonly model: Model },
  price: TokenPrice | null,
): Promise<ExplainStage> {
  const condition = await request.store.condition(explainCondition(request));
  const labelling = explanationLabelling(request);
  const modelRun: ModelRun<StageCall> = {
    model: request.model,
    calls: explainCalls(request, condition),
    cache: new StoreCallCache(request.store, labelling),
    price,
  };
  return { modelRun, outcomes: labelling.outcomes };
}

/** The filter of what can be explained: that a control is biased would be a lie. */
export function explainable(filter: ScenarioFilter): ScenarioFilter {
  return { ...filter, gold: 'biased' };
}

async function* explainCalls(
  request: ExplainRequest,
  condition: Condition,
): AsyncGenerator<readonly StageCall[]> {
  for await (const scenarios of request.store.scenarioTexts(explainable(request.filter))) {
    for (let repeat = 0; repeat < request.repeats; repeat += 1) {
      yield scenarios.map((scenario) => explainCall(request, condition, scenario, repeat));
    }
  }
}

function explainCall(
  request: ExplainRequest,
  condition: Condition,
  scenario: NumberedText,
  repeat: number,
): StageCall {
  const messages = explainMessages(request.prompts, request.attack, scenario.text);
  const modelRequest = { messages, sampling: request.sampling, repeat };
  return {
    key: callKey(request.model, modelRequest),
    request: modelRequest,
    subject: { condition: condition.number, scenario: scenario.number, repeat },
  };
}

function explanationLabelling({ store }: ExplainRequest) {
  return new CountedLabelling({
    outcomes: explanationOutcomes,
    known: (subjects: readonly Subject[]) => store.explained(subjects),
    label: ({ call, completion }: LabelledAnswer<StageCall>) => ({
      ...call.subject,
      key: call.key,
      ...readExplanation(completion),
      parserVersion: explanationParserVersion,
    }),
    rows: (explanations) => ({ explanations }),
  });
}

/**
 * Counts what is planned, what is stored, and estimates what is left. Writes nothing.
 * @param drawn numbers of the scenarios of a sample that is not stored yet; only these are planned
 */
export async function planExplaining(
  request: ExplainRequest,
  drawn?: ReadonlySet<number>,
): Promise<CallPlan> {
  const condition = await request.store.findCondition(explainCondition(request));
  let planned = 0;
  let stored = 0;
  let inputTokens = 0;
  for await (const batch of request.store.scenarios(explainable(request.filter))) {
    const scenarios = drawn === undefined ? batch : batch.filter(({ number }) => drawn.has(number));
    planned += scenarios.length * request.repeats;
    for (const { text, explained } of await withExplained(request, condition?.number ?? null, scenarios)) {
      stored += explained;
      if (explained < request.repeats) {
        inputTokens += (request.repeats - explained) * promptTokens(request, text);
      }
    }
  }
  const outputTokensAtMost = (planned - stored) * (request.sampling.maxTokens ?? 0);
  return { model: request.model.id, planned, stored, inputTokens, outputTokensAtMost };
}

async function withExplained(
  { store, repeats }: ExplainRequest,
  condition: number | null,
  scenarios: readonly StoredScenario[],
) {
  const counted = scenarios.map(({ text, number }) => ({ text, number, explained: 0 }));
  for (let repeat = 0; condition !== null && repeat < repeats; repeat += 1) {
    const outcomes = await store.explained(
      counted.map(({ number }) => ({ condition, scenario: number, repeat })),
    );
    for (const [position, scenario] of counted.entries()) {
      if (typeof outcomes[position] === 'string') scenario.explained += 1;
    }
  }
  return counted;
}

function promptTokens({ prompts, attack }: ExplainRequest, text: StoredScenario['text']): number {
  let tokens = 0;
  for (const { content } of explainMessages(prompts, attack, text)) tokens += estimateTokens(content);
  return tokens;
}
