import { type ConditionContent, noAttack, type Stage } from '../core/condition.ts';
import type { CutAnswers } from '../core/cut-answers.ts';
import { callKey } from '../core/hashes.ts';
import type { Model } from '../core/model.ts';
import type { ModelRun, TokenPrice } from '../engine/engine.ts';
import { promptFingerprint } from '../prompts/prompt-fingerprint.ts';
import { inRole, type PromptPack, promptsIn } from '../prompts/prompt-pack.ts';
import type { NumberRange, StageSubject } from '../store/contract/store.ts';
import { type OutcomeCount, StoreCallCache } from './call-cache.ts';
import {
  askedItems,
  type CallPlan,
  type NamedModel,
  type ParsedCompletion,
  type PlannedCondition,
  type PromptChoice,
  packsOf,
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
  /** Answers of this run that were cut off before anything could be read in them, so far. */
  readonly cut: CutAnswers;
  /** The calls of these items alone. */
  callsIn(range: NumberRange): AsyncIterable<readonly StageCall[]>;
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
  /** Numbers of what the request is about, ascending. */
  itemNumbers(request: Request): Promise<Uint32Array>;
  /** How often one model is asked about an item, where all items are asked about in the same ways. */
  callsPerItem(request: Request): number;
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
      const choices = new Map<number, PromptChoice>();
      for (const choice of await promptChoices(definition, request)) {
        const { number } = await request.store.condition(conditionOf(definition, request, model, choice));
        choices.set(number, choice);
      }
      const cache = new StoreCallCache(definition, request, model, choices);
      const calls = stageCalls(definition, request, model, choices);
      const callsIn = (range: NumberRange) =>
        callsOf(definition, { ...request, range }, model, choices, () => true);
      return { modelRun: { model, calls, cache, price }, outcomes: cache.outcomes, cut: cache.cut, callsIn };
    },
    async plan(given, model) {
      const request = await inKnownRole(definition, given, model);
      const conditions: PlannedCondition[] = [];
      for (const choice of await promptChoices(definition, request)) {
        const content = conditionOf(definition, request, model, choice);
        const stored = await request.store.findCondition(content);
        conditions.push({ choice, number: stored?.number ?? null });
      }
      return planCalls(definition, request, model, conditions);
    },
    async itemNumbers(request) {
      if (definition.numbers !== undefined) return definition.numbers(request);
      const numbers: number[] = [];
      for await (const items of definition.items(request)) numbers.push(...items.map(({ number }) => number));
      return Uint32Array.from(numbers);
    },
    callsPerItem(request) {
      const { attacks = [noAttack], repeats = 1 } = request;
      return (
        packsOf(request).length * attacks.length * repeats * (definition.questions?.(request).length ?? 1)
      );
    },
  };
}

/** Packs, the languages that each of them has prompts in, attacks and questions crossed: one condition for each. */
async function promptChoices<Request extends StageRequest>(
  definition: StageDefinition<Request>,
  request: Request,
): Promise<readonly PromptChoice[]> {
  const { attacks = [noAttack] } = request;
  const packs = packsOf(request);
  const questions = definition.questions?.(request);
  const languages = (await definition.languages?.(request)) ?? [];
  return packs
    .flatMap((pack) => translatedPacks(pack, languages))
    .flatMap((translated) =>
      attacks.flatMap((attack): readonly PromptChoice[] =>
        questions === undefined
          ? [{ ...translated, attack }]
          : questions.map((question) => ({ ...translated, attack, question })),
      ),
    );
}

/** A pack in each of the languages that it is needed in. */
function translatedPacks(
  pack: PromptPack,
  languages: readonly (string | undefined)[],
): readonly Pick<PromptChoice, 'pack' | 'languages'>[] {
  const byPack = Map.groupBy(languages, (language) => promptsIn(pack, language));
  const [only] = byPack.keys();
  if (byPack.size <= 1) return [{ pack: only ?? pack }];
  return [...byPack].map(([translated, asked]) => ({ pack: translated, languages: asked }));
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
  const packs = packsOf(request);
  if (packs.some(({ attackRole }) => attackRole !== undefined)) return request;
  const asUser: Request = { ...request, prompts: packs.map((pack) => inRole(pack, 'user')) };
  const plain = await promptChoices(definition, request);
  for (const [position, choice] of (await promptChoices(definition, asUser)).entries()) {
    const content = conditionOf(definition, asUser, model, choice);
    const other = plain[position];
    if (other === undefined) continue;
    const isOther = content.promptHash !== conditionOf(definition, request, model, other).promptHash;
    if (isOther && (await request.store.findCondition(content)) !== null) return asUser;
  }
  return request;
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
  choices: ReadonlyMap<number, PromptChoice>,
): AsyncGenerator<readonly StageCall<Subject, Item>[]> {
  const failed = await failedItems(request, [...choices.keys()]);
  yield* callsOf(
    definition,
    request,
    model,
    choices,
    (condition, repeat, item) => !failed.has(condition, repeat, item),
  );
  if (failed.size > 0) yield* callsOf(definition, request, model, choices, failed.has.bind(failed));
}

type ChooseItem = (condition: number, repeat: number, item: number) => boolean;

async function failedItems(
  { store }: StageRequest,
  conditions: readonly number[],
): Promise<{ readonly size: number; has: ChooseItem }> {
  const failed = new Set<string>();
  for (const number of conditions) {
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
  choices: ReadonlyMap<number, PromptChoice>,
  isChosen: ChooseItem,
): AsyncGenerator<readonly StageCall<Subject, Item>[]> {
  const { sampling, repeats = 1 } = request;
  for await (const items of definition.items(request)) {
    for (const [number, choice] of choices) {
      const asked = askedItems(choice, items);
      const continuations = definition.continuations?.(choice);
      for (let repeat = 0; repeat < repeats; repeat += 1) {
        const chosen = asked.filter((item) => isChosen(number, repeat, item.number));
        if (chosen.length === 0) continue;
        yield chosen.map((item) => {
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
