import { hash } from 'node:crypto';
import { type AnswerOutcome, answerOutcomes } from '../core/bbq-question.ts';
import type { Attack, Condition, ConditionContent } from '../core/condition.ts';
import { callKey } from '../core/hashes.ts';
import type { Message, Model, Sampling } from '../core/model.ts';
import type { ModelRun, TokenPrice } from '../engine/engine.ts';
import { answerMessages } from '../prompts/messages.ts';
import { promptFingerprint } from '../prompts/prompt-fingerprint.ts';
import type { PromptPack } from '../prompts/prompt-pack.ts';
import type { AnswerSubject, QuestionFilter, StoredQuestion } from '../store/contract/answers.ts';
import type { Store } from '../store/contract/store.ts';
import { answerParserVersion, readAnswer } from '../verdicts/answer/read-answer.ts';
import {
  type CallPlan,
  CountedLabelling,
  type LabelledAnswer,
  meanPromptTokens,
  type OutcomeCount,
  type ReadableCompletion,
  type StageCall,
  StoreCallCache,
} from './call-cache.ts';

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

/** Answering by one model: its model run for the engine, and what came out so far (answers of earlier runs included). */
export interface AnswerStage {
  readonly modelRun: ModelRun<StageCall<AnswerSubject>>;
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
  const modelRun: ModelRun<AnswerCall> = {
    model: request.model,
    calls: answerCalls(request, conditions),
    cache: new StoreCallCache(request.store, labelling),
    price,
  };
  return { modelRun, outcomes: labelling.outcomes };
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

/** Counts what is planned, what is stored, and estimates what is left. Writes nothing. */
export async function planAnswering(request: AnswerRequest): Promise<CallPlan> {
  const { store, filter, attacks, repeats } = request;
  const planned = (await store.countQuestions(filter)) * attacks.length * repeats;
  const stored = await storedAnswers(request);
  const left = planned - stored;
  const tokens =
    left === 0
      ? 0
      : await meanPromptTokens(store.questions(filter), (question) =>
          attacks.map((attack) => questionMessages(request, attack, question)),
        );
  return {
    model: request.model.id,
    planned,
    stored,
    inputTokens: Math.round(left * tokens),
    outputTokensAtMost: left * (request.sampling.maxTokens ?? 0),
  };
}

async function storedAnswers(request: AnswerRequest): Promise<number> {
  let stored = 0;
  for (const attack of request.attacks) {
    const condition = await request.store.findCondition(answerCondition(request, attack));
    if (condition !== null) {
      stored += await request.store.countAnswered(condition.number, request.filter, request.repeats);
    }
  }
  return stored;
}

/** Which of a question's options stands first, second and third where a model sees them. */
export type OptionOrder = readonly [0 | 1 | 2, 0 | 1 | 2, 0 | 1 | 2];

const orders: readonly [OptionOrder, ...OptionOrder[]] = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
];

/**
 * The order in which a question's options are shown: one of the six, the same for the same seed and question
 * whatever else is asked, each as often as the others over many questions.
 */
export function optionOrder(seed: number, questionId: string): OptionOrder {
  // 48 bits: the six orders differ in their chance by less than 1e-13.
  const number = Number.parseInt(hash('sha256', `${seed} ${questionId}`, 'hex').slice(0, 12), 16);
  return orders[number % orders.length] ?? orders[0];
}
