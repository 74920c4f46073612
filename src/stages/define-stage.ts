import { type ConditionContent, noAttack, type Stage } from '../core/condition.ts';
import { callKey } from '../core/hashes.ts';
import type { Model } from '../core/model.ts';
import type { ModelRun, TokenPrice } from '../engine/engine.ts';
import { promptFingerprint } from '../prompts/prompt-fingerprint.ts';
import type { PromptPack } from '../prompts/prompt-pack.ts';
import type { StageSubject } from '../store/contract/store.ts';
import { type OutcomeCount, StoreCallCache } from './call-cache.ts';
import {
  type CallPlan,
  type NamedModel,
  type ParsedCompletion,
  type PlannedCondition,
  type PromptChoice,
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
   * One model's calls. All packs and attacks on a batch of items follow each other, so that a run cut short still has them paired.
   * @throws StoreError when the store cannot be written; PromptError when a pack does not have an attack.
   */
  run(request: Request, model: Model, price: TokenPrice | null): Promise<StageRun<Outcome>>;
  /**
   * Counts what is planned, what is stored, and estimates what is left. Writes nothing.
   * @throws PromptError when a pack does not have an attack.
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
    async run(request, model, price) {
      const choices = new Map<number, PromptChoice>();
      for (const choice of promptChoices(definition, request)) {
        const { number } = await request.store.condition(conditionOf(definition, request, model, choice));
        choices.set(number, choice);
      }
      const cache = new StoreCallCache(definition, request, model, choices);
      const calls = stageCalls(definition, request, model, choices);
      return { modelRun: { model, calls, cache, price }, outcomes: cache.outcomes };
    },
    async plan(request, model) {
      const conditions: PlannedCondition[] = [];
      for (const choice of promptChoices(definition, request)) {
        const content = conditionOf(definition, request, model, choice);
        const stored = await request.store.findCondition(content);
        conditions.push({ choice, number: stored?.number ?? null });
      }
      return planCalls(definition, request, model, conditions);
    },
  };
}

/** Packs, attacks and questions crossed: one condition for each. */
function promptChoices<Request extends StageRequest>(
  definition: StageDefinition<Request>,
  request: Request,
): readonly PromptChoice[] {
  const { prompts, attacks = [noAttack] } = request;
  const packs: readonly PromptPack[] = 'judge' in prompts ? [prompts] : prompts;
  const questions = definition.questions?.(request);
  return packs.flatMap((pack) =>
    attacks.flatMap((attack): readonly PromptChoice[] =>
      questions === undefined
        ? [{ pack, attack }]
        : questions.map((question) => ({ pack, attack, question })),
    ),
  );
}

/** The condition that a model answers in with one choice of prompts. */
function conditionOf<Request extends StageRequest>(
  { name, fingerprint }: StageDefinition<Request>,
  request: Request,
  model: NamedModel,
  choice: PromptChoice,
): ConditionContent {
  const { pack, attack, question } = choice;
  return {
    stage: name,
    model: model.id,
    endpoint: model.endpoint,
    attack,
    sampling: request.sampling,
    ...(fingerprint?.(request, choice) ?? promptFingerprint(pack, name, attack, question)),
  };
}

async function* stageCalls<
  Request extends StageRequest,
  Item extends StageItem,
  Subject extends StageSubject,
  Parsed extends ParsedCompletion,
>(
  definition: StageDefinition<Request, Item, Subject, Parsed>,
  request: Request,
  model: NamedModel,
  choices: ReadonlyMap<number, PromptChoice>,
): AsyncGenerator<readonly StageCall<Subject, Item>[]> {
  const { sampling, repeats = 1 } = request;
  for await (const items of definition.items(request)) {
    for (const [number, choice] of choices) {
      const continuations = definition.continuations?.(choice);
      for (let repeat = 0; repeat < repeats; repeat += 1) {
        yield items.map((item) => {
          const messages = definition.messages(request, choice, item);
          const modelRequest = { messages, sampling, repeat, ...(continuations && { continuations }) };
          const key = callKey(model, modelRequest);
          const subject = definition.subject(number, item.number, repeat);
          return { key, request: modelRequest, subject, item };
        });
      }
    }
  }
}
