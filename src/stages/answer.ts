import { hash } from 'node:crypto';
import { type AnswerOutcome, answerOutcomes } from '../core/bbq-question.ts';
import { callKey } from '../core/call-key.ts';
import type { Attack, Condition, ConditionContent } from '../core/condition.ts';
import type { Message, Model, Sampling } from '../core/model.ts';
import type { Lane, TokenPrice } from '../engine/engine.ts';
import { answerMessages } from '../prompts/answer-messages.ts';
import { promptFingerprint } from '../prompts/prompt-fingerprint.ts';
import type { PromptPack } from '../prompts/prompt-pack.ts';
import type { AnswerSubject, QuestionFilter, StoredQuestion } from '../store/answer-store.ts';
import type { Store } from '../store/store.ts';
import { answerParserVersion, readAnswer } from '../verdicts/read-answer.ts';
import { CountedLabelling, type OutcomeCount } from './counted-labelling.ts';
import { optionOrder } from './option-order.ts';
import { type LabelledAnswer, type ReadableCompletion, type StageCall, StoreLedger } from './store-ledger.ts';

/** As for judging: temperature 0 and room for a model that reasons. */
export const answerSampling: Sampling = { temperature: 0, maxTokens: 512 };

export interface AnswerRequest {
  readonly store: Store;
  readonly model: Pick<Model, 'id' | 'endpoint'>;
  readonly prompts: PromptPack;
  readonly attacks: readonly Attack[];
  /** How often each question is asked under each attack, in one and the same order of its options. */
  readonly repeats: number;
  readonly sampling: Sampling;
  readonly filter: QuestionFilter;
  /** Seed of the order of the options. */
  readonly orderSeed: number;
}

type Options = readonly [string, string, string];

interface AnswerCall extends StageCall<AnswerSubject> {
  readonly question: StoredQuestion;
}

/** Answering by one model: its lane for the engine, and what came out so far (answers of earlier runs included). */
export interface AnswerStage {
  readonly lane: Lane<StageCall<AnswerSubject>>;
  readonly outcomes: OutcomeCount<AnswerOutcome>;
}

/** The condition that a model answers in under one attack. The seed of the options' order is among its templates. */
export function answerCondition(request: AnswerRequest, attack: Attack): ConditionContent {
  const fingerprint = promptFingerprint(request.prompts, 'answer', attack);
  const templates: object = JSON.parse(fingerprint.promptTemplates);
  const promptTemplates = JSON.stringify({ ...templates, optionOrderSeed: request.orderSeed });
  return {
    stage: 'answer',
    model: request.model.id,
    endpoint: request.model.endpoint,
    attack,
    sampling: request.sampling,
    promptPack: fingerprint.promptPack,
    promptHash: hash('sha256', promptTemplates, 'hex').slice(0, 16),
    promptTemplates,
  };
}

/**
 * Asks the model every question that matches, under every attack, as often as asked.
 * @throws StoreError when the store cannot be written.
 */
export async function answerStage(
  request: AnswerRequest & { readonly model: Model },
  price: TokenPrice | null,
): Promise<AnswerStage> {
  const conditions: Condition[] = [];
  for (const attack of request.attacks) {
    conditions.push(await request.store.condition(answerCondition(request, attack)));
  }
  const labelling = answerLabelling(request);
  const lane: Lane<AnswerCall> = {
    model: request.model,
    calls: answerCalls(request, conditions),
    ledger: new StoreLedger(request.store, labelling),
    price,
  };
  return { lane, outcomes: labelling.outcomes };
}

/** What a model is sent: the question with its options in their seeded order. */
export function questionMessages(
  { prompts, orderSeed }: Pick<AnswerRequest, 'prompts' | 'orderSeed'>,
  attack: Attack,
  question: StoredQuestion,
): readonly Message[] {
  return answerMessages(prompts, attack, { ...question, options: shownOptions(orderSeed, question) });
}

/** All attacks of a question follow each other, so that a run cut short still has them paired. */
async function* answerCalls(
  request: AnswerRequest,
  conditions: readonly Condition[],
): AsyncGenerator<readonly AnswerCall[]> {
  for await (const questions of request.store.questions(request.filter)) {
    for (const condition of conditions) {
      for (let repeat = 0; repeat < request.repeats; repeat += 1) {
        yield questions.map((question) => answerCall(request, condition, question, repeat));
      }
    }
  }
}

function answerCall(
  request: AnswerRequest,
  condition: Condition,
  question: StoredQuestion,
  repeat: number,
): AnswerCall {
  const messages = questionMessages(request, condition.attack, question);
  const modelRequest = { messages, sampling: request.sampling, repeat };
  return {
    key: callKey(request.model, modelRequest),
    request: modelRequest,
    subject: { condition: condition.number, question: question.number, repeat },
    question,
  };
}

function shownOptions(seed: number, { id, options }: StoredQuestion): Options {
  const [first, second, third] = optionOrder(seed, id);
  return [options[first], options[second], options[third]];
}

/** What an answer chose, told from the order in which the question's options were shown. */
export function readAnswerTo(
  question: StoredQuestion,
  orderSeed: number,
  completion: ReadableCompletion,
): AnswerOutcome {
  const reading = readAnswer(completion, shownOptions(orderSeed, question));
  if ('outcome' in reading) return reading.outcome;
  const option = optionOrder(orderSeed, question.id)[reading.choice];
  if (option === question.unknown) return 'unknown';
  return option === question.target ? 'target' : 'other';
}

/** The seed of the options' order in a condition that `answerCondition` made. */
export function orderSeedOf({ promptTemplates }: Pick<Condition, 'promptTemplates'>): number {
  const { optionOrderSeed } = JSON.parse(promptTemplates);
  return Number(optionOrderSeed);
}

function answerLabelling({ store, orderSeed }: AnswerRequest) {
  return new CountedLabelling({
    outcomes: answerOutcomes,
    known: (subjects: readonly AnswerSubject[]) => store.answered(subjects),
    label: ({ call, completion }: LabelledAnswer<AnswerCall>) => ({
      ...call.subject,
      key: call.key,
      outcome: readAnswerTo(call.question, orderSeed, completion),
      parserVersion: answerParserVersion,
    }),
    rows: (answers) => ({ answers }),
  });
}
