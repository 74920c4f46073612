import { type Condition, type ConditionContent, noAttack } from '../core/condition.ts';
import { callKey } from '../core/hashes.ts';
import type { Message, Model, Sampling } from '../core/model.ts';
import { type AgreementOutcome, agreementOutcomes } from '../core/outcomes.ts';
import type { ModelRun, TokenPrice } from '../engine/engine.ts';
import { agreeMessages } from '../prompts/messages.ts';
import { promptFingerprint } from '../prompts/prompt-fingerprint.ts';
import type { PromptPack } from '../prompts/prompt-pack.ts';
import type {
  AgreementSubject,
  ExplanationFilter,
  StoredExplanation,
} from '../store/contract/explanations.ts';
import type { Store } from '../store/contract/store.ts';
import { agreementParserVersion, readAgreement } from '../verdicts/agreement/read-agreement.ts';
import { withoutSelfNaming } from '../verdicts/explanation/without-self-naming.ts';
import {
  type CallPlan,
  CountedLabelling,
  type LabelledAnswer,
  meanPromptTokens,
  type OutcomeCount,
  type StageCall,
  StoreCallCache,
} from './call-cache.ts';

/** Temperature 1, as in the study, and at most 1,024 tokens: the answer gives its reasons. */
export const agreeSampling: Sampling = { temperature: 1, maxTokens: 1024 };

export interface AgreeRequest {
  readonly store: Store;
  /** The rater. */
  readonly model: Pick<Model, 'id' | 'endpoint'>;
  readonly prompts: PromptPack;
  /** How often each explanation is read. */
  readonly repeats: number;
  readonly sampling: Sampling;
  /** Which explanations: those of all models, the rater's own included, unless it names explainers. */
  readonly filter: ExplanationFilter;
}

type AgreeCall = StageCall<AgreementSubject>;

/** Reading by one rater: its model run for the engine, and what came out so far (answers of earlier runs included). */
export interface AgreeStage {
  readonly modelRun: ModelRun<AgreeCall>;
  readonly outcomes: OutcomeCount<AgreementOutcome>;
}

/** The condition that a rater reads in. */
export function agreeCondition(request: AgreeRequest): ConditionContent {
  return {
    stage: 'agree',
    model: request.model.id,
    endpoint: request.model.endpoint,
    attack: noAttack,
    sampling: request.sampling,
    ...promptFingerprint(request.prompts, 'agree', noAttack),
  };
}

/**
 * Has a rater read every explanation that matches, as often as asked.
 * @throws StoreError when the store cannot be written.
 */
export async function agreeStage(
  request: AgreeRequest & { readonly model: Model },
  price: TokenPrice | null,
): Promise<AgreeStage> {
  const condition = await request.store.condition(agreeCondition(request));
  const labelling = agreementLabelling(request);
  const modelRun: ModelRun<AgreeCall> = {
    model: request.model,
    calls: agreeCalls(request, condition),
    cache: new StoreCallCache(request.store, labelling),
    price,
  };
  return { modelRun, outcomes: labelling.outcomes };
}

/** What a rater is shown: the explanation as it was written, without what gives its writer away. */
export function blindMessages(
  prompts: PromptPack,
  { scenario, text }: Pick<StoredExplanation, 'scenario' | 'text'>,
): readonly Message[] {
  return agreeMessages(prompts, scenario.text, withoutSelfNaming(text));
}

async function* agreeCalls(
  request: AgreeRequest,
  condition: Condition,
): AsyncGenerator<readonly AgreeCall[]> {
  for await (const explanations of request.store.explanations(request.filter)) {
    for (let repeat = 0; repeat < request.repeats; repeat += 1) {
      yield explanations.map((explanation) => agreeCall(request, condition, explanation, repeat));
    }
  }
}

function agreeCall(
  request: AgreeRequest,
  condition: Condition,
  explanation: StoredExplanation,
  repeat: number,
): AgreeCall {
  const messages = blindMessages(request.prompts, explanation);
  const modelRequest = { messages, sampling: request.sampling, repeat };
  return {
    key: callKey(request.model, modelRequest),
    request: modelRequest,
    subject: { condition: condition.number, explanation: explanation.number, repeat },
  };
}

function agreementLabelling({ store }: AgreeRequest) {
  return new CountedLabelling({
    outcomes: agreementOutcomes,
    known: (subjects: readonly AgreementSubject[]) => store.agreed(subjects),
    label: ({ call, completion }: LabelledAnswer<AgreeCall>) => ({
      ...call.subject,
      key: call.key,
      ...readAgreement(completion),
      parserVersion: agreementParserVersion,
    }),
    rows: (agreements) => ({ agreements }),
  });
}

/** Counts the explanations to be read, the readings that are stored, and estimates what is left. Writes nothing. */
export async function planAgreeing(request: AgreeRequest): Promise<CallPlan> {
  const { store, filter, prompts, repeats } = request;
  const planned = (await store.countExplanations(filter)) * repeats;
  const condition = await store.findCondition(agreeCondition(request));
  const stored = condition === null ? 0 : await store.countAgreed(condition.number, filter, repeats);
  const left = planned - stored;
  const tokens =
    left === 0
      ? 0
      : await meanPromptTokens(store.explanations(filter), (explanation) => [
          blindMessages(prompts, explanation),
        ]);
  return {
    model: request.model.id,
    planned,
    stored,
    inputTokens: Math.round(left * tokens),
    outputTokensAtMost: left * (request.sampling.maxTokens ?? 0),
  };
}
