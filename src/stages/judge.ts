import { callKey } from '../core/call-key.ts';
import type { Attack, Condition, ConditionContent } from '../core/condition.ts';
import type { Model, Sampling } from '../core/model.ts';
import { type Outcome, outcomes } from '../core/outcome.ts';
import type { Lane, TokenPrice } from '../engine/engine.ts';
import { judgeMessages } from '../prompts/judge-messages.ts';
import { promptFingerprint } from '../prompts/prompt-fingerprint.ts';
import type { PromptPack } from '../prompts/prompt-pack.ts';
import type { NumberedText, ScenarioFilter, Store, Subject } from '../store/store.ts';
import { judgmentParserVersion, readJudgment } from '../verdicts/read-judgment.ts';
import { CountedLabelling, type OutcomeCount } from './counted-labelling.ts';
import { type LabelledAnswer, type StageCall, StoreLedger } from './store-ledger.ts';

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

/** Judging by one model: its lane for the engine, and what came out so far (answers of earlier runs included). */
export interface JudgeStage {
  readonly lane: Lane<StageCall>;
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
  const lane: Lane<StageCall> = {
    model: request.model,
    calls: judgeCalls(request, conditions),
    ledger: new StoreLedger(request.store, labelling),
    price,
  };
  return { lane, outcomes: labelling.outcomes };
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
