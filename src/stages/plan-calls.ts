import type { Attack } from '../core/condition.ts';
import type { Message } from '../core/model.ts';
import { estimateTokens } from '../engine/budget.ts';
import type {
  CallPlan,
  CountedStage,
  NamedModel,
  StageDefinition,
  StageItem,
  StageRequest,
  StoredOutcome,
} from './stage.ts';

/** A condition that may not be stored yet: its number is null then. */
export interface PlannedCondition {
  readonly attack: Attack;
  readonly number: number | null;
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
    counted === undefined
      ? await countByReading(definition, request, conditions)
      : await countByStore(definition, counted, request, conditions);
  const outputTokensAtMost = (counts.planned - counts.stored) * (request.sampling.maxTokens ?? 0);
  return { model: model.id, ...counts, outputTokensAtMost };
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

/** Mean over the first items and all attacks; 0 where there is no item. */
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
      for (const { attack } of conditions) tokens += tokensOf(definition.messages(request, attack, item));
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
    for (const { attack, number } of conditions) {
      planned += items.length * repeats;
      const counts = await storedRepeats(definition, request, number, items);
      for (const [position, item] of items.entries()) {
        const left = repeats - (counts[position] ?? 0);
        stored += repeats - left;
        if (left > 0) inputTokens += left * tokensOf(definition.messages(request, attack, item));
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
