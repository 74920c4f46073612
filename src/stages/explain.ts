import { callKey } from '../core/call-key.ts';
import type { Attack, Condition, ConditionContent } from '../core/condition.ts';
import { type ExplanationOutcome, explanationOutcomes } from '../core/explanation.ts';
import type { Model, Sampling } from '../core/model.ts';
import type { Lane, TokenPrice } from '../engine/engine.ts';
import { explainMessages } from '../prompts/explain-messages.ts';
import { promptFingerprint } from '../prompts/prompt-fingerprint.ts';
import type { PromptPack } from '../prompts/prompt-pack.ts';
import type { NumberedText, ScenarioFilter, Store, Subject } from '../store/store.ts';
import { explanationParserVersion, readExplanation } from '../verdicts/read-explanation.ts';
import { CountedLabelling, type OutcomeCount } from './counted-labelling.ts';
import { type LabelledAnswer, type StageCall, StoreLedger } from './store-ledger.ts';

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

/** Explaining by one model: its lane for the engine, and what came out so far (answers of earlier runs included). */
export interface ExplainStage {
  readonly lane: Lane<StageCall>;
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
  const lane: Lane<StageCall> = {
    model: request.model,
    calls: explainCalls(request, condition),
    ledger: new StoreLedger(request.store, labelling),
    price,
  };
  return { lane, outcomes: labelling.outcomes };
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
