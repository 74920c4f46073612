import {
  type Attack,
  type Condition,
  type ConditionContent,
  noAttack,
  type Stage,
} from '../core/condition.ts';
import { callKey } from '../core/hashes.ts';
import type { Model } from '../core/model.ts';
import type { ModelRun, TokenPrice } from '../engine/engine.ts';
import { promptFingerprint } from '../prompts/prompt-fingerprint.ts';
import type { StageSubject } from '../store/contract/store.ts';
import { type OutcomeCount, StoreCallCache } from './call-cache.ts';
import {
  type CallPlan,
  type NamedModel,
  type ParsedCompletion,
  type PlannedCondition,
  planCalls,
  type StageCall,
  type StageDefinition,
  type StageItem,
  type StageRequest,
} from './plan-calls.ts';

/** One model's calls in a stage for the engine, and what came out so far (answers of earlier runs included). */
export interface StageRun<Outcome extends string> {
  readonly modelRun: ModelRun<StageCall>;
  readonly outcomes: OutcomeCount<Outcome>;
}

/** A stage as it is used. */
export interface DefinedStage<Request extends StageRequest, Outcome extends string> {
  readonly name: Stage;
  readonly outcomes: readonly Outcome[];
  /**
   * One model's calls. All attacks on a batch of items follow each other, so that a run cut short still has them paired.
   * @throws StoreError when the store cannot be written; PromptError when the pack does not have an attack.
   */
  run(request: Request, model: Model, price: TokenPrice | null): Promise<StageRun<Outcome>>;
  /**
   * Counts what is planned, what is stored, and estimates what is left. Writes nothing.
   * @throws PromptError when the pack does not have an attack.
   */
  plan(request: Request, model: NamedModel): Promise<CallPlan>;
}

/**
 * Makes a stage of its declaration.
 * @example
 * const request = { store, prompts: await loadPromptPack(), sampling: judgeSampling, filter: {} };
 * const { modelRun, outcomes } = await judgeStage.run(request, model, null);
 * await runCalls([modelRun], limits, () => {}).done;
 * console.log(outcomes.biased);
 */
export function defineStage<
  Request extends StageRequest,
  Item extends StageItem,
  Subject extends StageSubject,
  Parsed extends ParsedCompletion,
>(definition: StageDefinition<Request, Item, Subject, Parsed>): DefinedStage<Request, Parsed['outcome']> {
  return {
    name: definition.name,
    outcomes: definition.outcomes,
    async run(given, model, price) {
      const request = await inKnownRole(definition, given, model);
      const conditions: Condition[] = [];
      for (const attack of attacksOf(request)) {
        conditions.push(await request.store.condition(conditionOf(definition, request, model, attack)));
      }
      const cache = new StoreCallCache(definition, request, model);
      const calls = stageCalls(definition, request, model, conditions);
      return { modelRun: { model, calls, cache, price }, outcomes: cache.outcomes };
    },
    async plan(given, model) {
      const request = await inKnownRole(definition, given, model);
      const conditions: PlannedCondition[] = [];
      for (const attack of attacksOf(request)) {
        const content = conditionOf(definition, request, model, attack);
        const stored = await request.store.findCondition(content);
        conditions.push({ attack, number: stored?.number ?? null });
      }
      return planCalls(definition, request, model, conditions);
    },
  };
}

function attacksOf(request: StageRequest): readonly Attack[] {
  return request.attacks ?? [noAttack];
}

/**
 * Where nobody says how attacks are sent, and the model has answered under one in the user's message before, because it
 * takes no system message, that goes on.
 */
async function inKnownRole<Request extends StageRequest>(
  definition: StageDefinition<Request>,
  request: Request,
  model: NamedModel,
): Promise<Request> {
  if (request.prompts.attackRole !== undefined) return request;
  const asUser: Request = { ...request, prompts: { ...request.prompts, attackRole: 'user' } };
  for (const attack of attacksOf(request)) {
    const content = conditionOf(definition, asUser, model, attack);
    const isOther = content.promptHash !== conditionOf(definition, request, model, attack).promptHash;
    if (isOther && (await request.store.findCondition(content)) !== null) return asUser;
  }
  return request;
}

/** The condition that a model answers in under one attack. */
function conditionOf<Request extends StageRequest>(
  { name, fingerprint }: StageDefinition<Request>,
  request: Request,
  model: NamedModel,
  attack: Attack,
): ConditionContent {
  return {
    stage: name,
    model: model.id,
    endpoint: model.endpoint,
    attack,
    sampling: request.sampling,
    ...(fingerprint?.(request, attack) ?? promptFingerprint(request.prompts, name, attack)),
  };
}

/**
 * The calls of all items; those that failed in an earlier run come last, so that a prompt which no server takes delays none
 * of the others.
 */
async function* stageCalls<
  Request extends StageRequest,
  Item extends StageItem,
  Subject extends StageSubject,
  Parsed extends ParsedCompletion,
>(
  definition: StageDefinition<Request, Item, Subject, Parsed>,
  request: Request,
  model: NamedModel,
  conditions: readonly Condition[],
): AsyncGenerator<readonly StageCall<Subject, Item>[]> {
  const failed = await failedItems(request, conditions);
  yield* callsOf(
    definition,
    request,
    model,
    conditions,
    (condition, repeat, item) => !failed.has(condition, repeat, item),
  );
  if (failed.size > 0) yield* callsOf(definition, request, model, conditions, failed.has.bind(failed));
}

type ChooseItem = (condition: number, repeat: number, item: number) => boolean;

async function failedItems(
  { store }: StageRequest,
  conditions: readonly Condition[],
): Promise<{ readonly size: number; has: ChooseItem }> {
  const failed = new Set<string>();
  for (const { number } of conditions) {
    for (const { subject, repeat } of await store.failed(number))
      failed.add(`${number} ${repeat} ${subject}`);
  }
  return {
    size: failed.size,
    has: (condition, repeat, item) => failed.size > 0 && failed.has(`${condition} ${repeat} ${item}`),
  };
}

async function* callsOf<
  Request extends StageRequest,
  Item extends StageItem,
  Subject extends StageSubject,
  Parsed extends ParsedCompletion,
>(
  definition: StageDefinition<Request, Item, Subject, Parsed>,
  request: Request,
  model: NamedModel,
  conditions: readonly Condition[],
  isChosen: ChooseItem,
): AsyncGenerator<readonly StageCall<Subject, Item>[]> {
  const { sampling, repeats = 1 } = request;
  for await (const items of definition.items(request)) {
    for (const { attack, number } of conditions) {
      for (let repeat = 0; repeat < repeats; repeat += 1) {
        const chosen = items.filter((item) => isChosen(number, repeat, item.number));
        if (chosen.length === 0) continue;
        yield chosen.map((item) => {
          const messages = definition.messages(request, attack, item);
          const modelRequest = { messages, sampling, repeat };
          const key = callKey(model, modelRequest);
          const subject = definition.subject(number, item.number, repeat);
          return { key, request: modelRequest, subject, item };
        });
      }
    }
  }
}
