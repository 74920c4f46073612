import type { Attack, ConditionContent, Stage } from '../core/condition.ts';
import type { JudgeQuestion } from '../core/judge-question.ts';
import type { Completion, Message, Model, PlannedCall, Sampling } from '../core/model.ts';
import { estimateTokens } from '../engine/budget.ts';
import { namesGroup } from '../prompts/messages.ts';
import type { PromptPack } from '../prompts/prompt-pack.ts';
import type { CommitBatch, NumberRange, StageSubject, Store } from '../store/contract/store.ts';

/** A model as a condition and a call's key name it. */
export type NamedModel = Pick<Model, 'id' | 'endpoint'>;

/** What is asked of a model in a stage. */
export interface StageRequest<Filter = object> {
  readonly store: Store;
  /** One pack or several: each item is asked about with each. */
  readonly prompts: PromptPack | readonly PromptPack[];
  readonly sampling: Sampling;
  /** Which of the stored items. */
  readonly filter: Filter;
  /** Of those, only the ones with these numbers; default: all. */
  readonly range?: NumberRange;
  /** Each item is asked about under each of these; default: `none` alone. */
  readonly attacks?: readonly Attack[];
  /** How often each item is asked about under each attack; default: once. */
  readonly repeats?: number;
}

/** The packs of a request, which has one or several. */
export function packsOf({ prompts }: Pick<StageRequest, 'prompts'>): readonly PromptPack[] {
  return 'judge' in prompts ? [prompts] : prompts;
}

/** What a condition fixes of the prompts. */
export interface PromptChoice {
  readonly pack: PromptPack;
  readonly attack: Attack;
  /** How a judge is asked; default: the headline question. */
  readonly question?: JudgeQuestion;
  /** Languages of the items that are asked about in this way; default: all. */
  readonly languages?: readonly (string | undefined)[];
}

/** What a call can be about, with its number in the store: a scenario, an explanation, a question. */
export interface StageItem {
  readonly number: number;
  /** As of a scenario. */
  readonly language?: string;
  /** As of a scenario; absent where items have none at all. */
  readonly group?: string | null;
}

/** The items that a choice of prompts is about: those in its languages, and with a group where its attack names it. */
export function askedItems<Item extends StageItem>(
  { languages, pack, attack }: PromptChoice,
  items: readonly Item[],
): readonly Item[] {
  const own = languages === undefined ? items : items.filter(({ language }) => languages.includes(language));
  return namesGroup(pack, attack) ? own.filter(({ group }) => group !== null) : own;
}

/** What a parser needs of an answer. */
export type ReadableCompletion = Pick<Completion, 'text' | 'finish'>;

/** What a parser found in an answer. */
export interface ParsedCompletion {
  readonly outcome: string;
}

/** What is stored of an answer: its subject, the key of its call, and what the parser of this version found. */
export type StageLabel<Subject extends StageSubject, Parsed extends ParsedCompletion> = Subject &
  Parsed & { readonly key: string; readonly parserVersion: number };

/** What a commit holds of labels. */
export type LabelRows = Omit<CommitBatch, 'calls' | 'failures'>;

/** What a stage declares. How it is planned, sent, stored and resumed is the same for all of them. */
export interface StageDefinition<
  Request extends StageRequest,
  Item extends StageItem = StageItem,
  Subject extends StageSubject = StageSubject,
  Parsed extends ParsedCompletion = ParsedCompletion,
> {
  readonly name: Stage;
  readonly outcomes: readonly Parsed['outcome'][];
  readonly parserVersion: number;
  /** What the calls are about, in batches. */
  items(request: Request): AsyncIterable<readonly Item[]>;
  /** The numbers of all `items`, ascending, where they are found without reading the items. */
  numbers?(request: Request): Promise<Uint32Array>;
  subject(condition: number, item: number, repeat: number): Subject;
  /** What the model is sent about an item. */
  messages(request: Request, choice: PromptChoice, item: Item): readonly Message[];
  /** The languages of the items; where the stage does not say, all have the same prompts. */
  languages?(request: Request): Promise<readonly (string | undefined)[]>;
  /** The questions that each item is asked in, where there are several for one pack and attack. */
  questions?(request: Request): readonly JudgeQuestion[];
  /** Answers whose probabilities are asked for beside the answer, where the model can say them. */
  continuations?(choice: PromptChoice): readonly string[];
  /** What a condition records of the prompts; default: the pack's templates for this stage. */
  fingerprint?(request: Request, choice: PromptChoice): PromptFingerprint;
  /**
   * The stored outcome of each subject, null or false where nothing is stored; true where an answer is stored
   * that has no outcome. Same length and order.
   */
  stored(store: Store, subjects: readonly Subject[]): Promise<readonly StoredOutcome<Parsed['outcome']>[]>;
  parse(completion: ReadableCompletion, item: Item, asked: Asked<Request>): Parsed;
  /** The labels as what is committed. */
  rows(labels: readonly StageLabel<Subject, Parsed>[]): LabelRows;
  /** How the store counts, so that a plan need not read every item. */
  readonly counted?: CountedStage<Request>;
}

/** How an answer was asked for. */
export interface Asked<Request> {
  readonly request: Request;
  readonly model: NamedModel;
  readonly choice: PromptChoice;
}

export type PromptFingerprint = Pick<ConditionContent, 'promptPack' | 'promptHash' | 'promptTemplates'>;

export type StoredOutcome<Outcome extends string = string> = Outcome | boolean | null;

/** How the store counts a stage's items and labels. */
export interface CountedStage<Request> {
  /** Number of items, by parts whose prompts differ in length; each with the request for that part alone. */
  parts(request: Request): Promise<readonly { readonly items: number; readonly request: Request }[]>;
  /** Number of labels in a condition, of the items that match and of repeats below the request's. */
  stored(request: Request, condition: number): Promise<number>;
  /** How many items the mean length of a prompt is taken over: the first of each batch, the first of each part. */
  readonly sampled: { readonly ofBatch: number; readonly ofPart: number };
}

/** A planned call that knows what it is about. */
export interface StageCall<Subject extends StageSubject = StageSubject, Item extends StageItem = StageItem>
  extends PlannedCall {
  readonly subject: Subject;
  readonly item: Item;
}

/** What one model would be sent. Token numbers are estimates, made from the first items of each kind. */
export interface CallPlan {
  readonly model: string;
  readonly planned: number;
  /** Of those, the calls whose label is stored. */
  readonly stored: number;
  readonly inputTokens: number;
  /** About how many, if answers are as long as this model's answers have been so far; null where it has given none. */
  readonly outputTokens: number | null;
  /** Bound on the output: every answer as long as it may be. */
  readonly outputTokensAtMost: number;
}

/** A condition that may not be stored yet: its number is null then. */
export interface PlannedCondition {
  readonly choice: PromptChoice;
  readonly number: number | null;
}

/** Whether a choice of prompts may be about some items only. */
function asksSome({ languages, pack, attack }: PromptChoice): boolean {
  return languages !== undefined || namesGroup(pack, attack);
}

type Counts = Pick<CallPlan, 'planned' | 'stored' | 'inputTokens'>;

/** Plans by counting where the stage says how, else by reading every item. Writes nothing. */
export async function planCalls<Request extends StageRequest>(
  definition: StageDefinition<Request>,
  request: Request,
  model: NamedModel,
  conditions: readonly PlannedCondition[],
): Promise<CallPlan> {
  const { counted } = definition;
  const counts =
    counted === undefined || conditions.some(({ choice }) => asksSome(choice))
      ? await countByReading(definition, request, conditions)
      : await countByStore(definition, counted, request, conditions);
  const left = counts.planned - counts.stored;
  const outputTokensAtMost = left * (request.sampling.maxTokens ?? 0);
  const mean = await meanAnswerTokens(definition.name, request.store, model);
  const outputTokens = mean === null ? null : Math.min(Math.round(left * mean), outputTokensAtMost);
  return { model: model.id, ...counts, outputTokens, outputTokensAtMost };
}

/** Fewer answers than this say little of those to come. */
const fewestAnswers = 20;

async function meanAnswerTokens(stage: Stage, store: Store, model: NamedModel): Promise<number | null> {
  const { calls, outputTokens } = await store.usage(stage, model.id);
  return calls < fewestAnswers || outputTokens === 0 ? null : outputTokens / calls;
}

async function countByStore<Request extends StageRequest>(
  definition: StageDefinition<Request>,
  counted: CountedStage<Request>,
  request: Request,
  conditions: readonly PlannedCondition[],
): Promise<Counts> {
  const parts = await counted.parts(request);
  const items = parts.reduce((sum, part) => sum + part.items, 0);
  const planned = items * conditions.length * (request.repeats ?? 1);
  let stored = 0;
  for (const { number } of conditions) if (number !== null) stored += await counted.stored(request, number);
  const left = planned - stored;
  let tokens = 0;
  for (const part of left === 0 ? [] : parts) {
    const mean = await meanPromptTokens(definition, counted.sampled, part.request, conditions);
    tokens += (part.items / items) * mean;
  }
  return { planned, stored, inputTokens: Math.round(left * tokens) };
}

/** Mean over the first items and all conditions; 0 where there is no item. */
async function meanPromptTokens<Request extends StageRequest>(
  definition: StageDefinition<Request>,
  { ofBatch, ofPart }: CountedStage<Request>['sampled'],
  request: Request,
  conditions: readonly PlannedCondition[],
): Promise<number> {
  let tokens = 0;
  let seen = 0;
  for await (const batch of definition.items(request)) {
    for (const item of batch.slice(0, Math.min(ofBatch, ofPart - seen))) {
      seen += 1;
      for (const { choice } of conditions) tokens += tokensOf(definition.messages(request, choice, item));
    }
    if (seen >= ofPart) break;
  }
  return seen === 0 ? 0 : tokens / (seen * conditions.length);
}

async function countByReading<Request extends StageRequest>(
  definition: StageDefinition<Request>,
  request: Request,
  conditions: readonly PlannedCondition[],
): Promise<Counts> {
  const { repeats = 1 } = request;
  let planned = 0;
  let stored = 0;
  let inputTokens = 0;
  for await (const items of definition.items(request)) {
    for (const { choice, number } of conditions) {
      const asked = askedItems(choice, items);
      planned += asked.length * repeats;
      const counts = await storedRepeats(definition, request, number, asked);
      for (const [position, item] of asked.entries()) {
        const left = repeats - (counts[position] ?? 0);
        stored += repeats - left;
        if (left > 0) inputTokens += left * tokensOf(definition.messages(request, choice, item));
      }
    }
  }
  return { planned, stored, inputTokens };
}

/** For each item, how many of its repeats are stored in the condition. */
async function storedRepeats<Request extends StageRequest>(
  definition: StageDefinition<Request>,
  { store, repeats = 1 }: Request,
  condition: number | null,
  items: readonly StageItem[],
): Promise<readonly number[]> {
  const counts = items.map(() => 0);
  for (let repeat = 0; condition !== null && repeat < repeats; repeat += 1) {
    const subjects = items.map(({ number }) => definition.subject(condition, number, repeat));
    for (const [position, outcome] of (await definition.stored(store, subjects)).entries()) {
      if (isStored(outcome)) counts[position] = (counts[position] ?? 0) + 1;
    }
  }
  return counts;
}

/** Whether `StageDefinition.stored` found an answer. */
export function isStored(outcome: StoredOutcome): boolean {
  return outcome !== null && outcome !== false;
}

function tokensOf(messages: readonly Message[]): number {
  let tokens = 0;
  for (const { content } of messages) tokens += estimateTokens(content);
  return tokens;
}
