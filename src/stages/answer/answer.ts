import { hash } from 'node:crypto';
import type { Condition } from '../../core/condition.ts';
import type { PromptLanguage } from '../../core/languages.ts';
import type { Sampling } from '../../core/model.ts';
import { type AnswerOutcome, answerOutcomes } from '../../core/question.ts';
import { answerMessages } from '../../prompts/messages.ts';
import { promptFingerprint } from '../../prompts/prompt-fingerprint.ts';
import type { QuestionFilter, StoredQuestion } from '../../store/contract/answers.ts';
import { answerParserVersion, readAnswer } from '../../verdicts/answer/read-answer.ts';
import { defineStage } from '../define-stage.ts';
import type { PromptChoice, PromptFingerprint, ReadableCompletion, StageRequest } from '../plan-calls.ts';
import { optionOrder, shownOptions } from './question-order.ts';

/** As for judging: temperature 0 and room for a model that reasons. */
export const answerSampling: Sampling = { temperature: 0, maxTokens: 512 };

export interface AnswerRequest extends StageRequest<QuestionFilter> {
  /** Seed of the order of the options; the same order in all repeats. */
  readonly orderSeed: number;
}

/** Asks questions with three options: every one that matches, under every attack, as often as asked. */
export const answerStage = defineStage({
  name: 'answer',
  outcomes: answerOutcomes,
  parserVersion: answerParserVersion,
  items: ({ store, filter, range }: AnswerRequest) => store.questions(filter, range),
  subject: (condition, question, repeat) => ({ condition, question, repeat }),
  messages: ({ orderSeed }, { pack, attack }, question) =>
    answerMessages(pack, attack, { ...question, options: shownOptions(orderSeed, question) }),
  languages: ({ store, filter }) => store.questionLanguages(filter),
  fingerprint: orderedFingerprint,
  stored: (store, subjects) => store.answered(subjects),
  parse: (completion, question, { request, choice }) => ({
    outcome: readAnswerTo(question, request.orderSeed, completion, choice.pack.language),
  }),
  rows: (answers) => ({ answers }),
  counted: {
    async parts(request) {
      return [{ items: await request.store.countQuestions(request.filter), request }];
    },
    stored: ({ store, filter, repeats = 1 }, condition) => store.countAnswered(condition, filter, repeats),
    sampled: { ofBatch: 50, ofPart: Number.POSITIVE_INFINITY },
  },
});

/** The seed of the options' order is among the templates: another order is another condition. */
function orderedFingerprint({ orderSeed }: AnswerRequest, { pack, attack }: PromptChoice): PromptFingerprint {
  const { promptPack, promptTemplates } = promptFingerprint(pack, 'answer', attack);
  const templates: object = JSON.parse(promptTemplates);
  const ordered = JSON.stringify({ ...templates, optionOrderSeed: orderSeed });
  return {
    promptPack,
    promptHash: hash('sha256', ordered, 'hex').slice(0, 16),
    promptTemplates: ordered,
  };
}

/** The seed of the options' order in a stored condition of this stage. */
export function orderSeedOf({ promptTemplates }: Pick<Condition, 'promptTemplates'>): number {
  const { optionOrderSeed } = JSON.parse(promptTemplates);
  return Number(optionOrderSeed);
}

/** Which kind of option an answer chose, by the order in which the question's options were shown. */
export function readAnswerTo(
  question: StoredQuestion,
  orderSeed: number,
  completion: ReadableCompletion,
  language?: PromptLanguage,
): AnswerOutcome {
  const parsed = readAnswer(completion, shownOptions(orderSeed, question), language);
  if ('outcome' in parsed) return parsed.outcome;
  const option = optionOrder(orderSeed, question.id)[parsed.choice];
  if (option === question.unknown) return 'unknown';
  return option === question.target ? 'target' : 'other';
}
