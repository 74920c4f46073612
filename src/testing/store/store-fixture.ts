import assert from 'node:assert/strict';
import type { Condition, ConditionContent } from '../../core/condition.ts';
import { scenarioId } from '../../core/hashes.ts';
import type { Outcome } from '../../core/outcomes.ts';
import type { Scenario, ScenarioContent } from '../../core/scenario.ts';
import type {
  NewCall,
  NewFailure,
  NewJudgment,
  Store,
  StoredScenario,
  Subject,
} from '../../store/contract/store.ts';

/** A check of a store; receives a new, empty one. */
export type StoreCheck = (fixture: StoreFixture) => Promise<void>;

/** A store under test, and what tests put into it. */
export class StoreFixture {
  readonly store: Store;

  constructor(store: Store) {
    this.store = store;
  }

  /** Stores `count` active statements of a dataset and returns them. */
  async prepared(count: number, dataset = 'letters'): Promise<readonly StoredScenario[]> {
    const scenarios = Array.from({ length: count }, (_, index) => sampleScenario(index, { dataset }));
    await this.store.replaceScenarios(dataset, null, stream(scenarios));
    return this.stored({ datasets: [dataset] });
  }

  async stored(filter: Parameters<Store['scenarios']>[0] = {}): Promise<readonly StoredScenario[]> {
    return (await all(this.store.scenarios(filter))).flat();
  }

  condition(content: Partial<ConditionContent> = {}): Promise<Condition> {
    return this.store.condition({ ...sampleCondition, ...content });
  }

  /** Stores an answer of its own for each subject. */
  async judge(subjects: readonly Subject[], outcome: Outcome): Promise<void> {
    const keyed = subjects.map((subject) => ({ ...subject, key: sampleKey(subject) }));
    await this.store.commit({
      calls: keyed.map(({ key, condition }) => sampleCall(key, condition)),
      judgments: keyed.map((subject) => sampleJudgment(subject, subject.key, outcome)),
    });
  }
}

export const sampleCondition: ConditionContent = {
  stage: 'judge',
  model: 'letters:reader',
  endpoint: 'letters',
  attack: 'none',
  promptPack: 'letters@1',
  promptHash: '0123456789abcdef',
  promptTemplates: '{"judge":"Is it? {{statement}}"}',
  sampling: { temperature: 0, maxTokens: 64 },
};

/** A statement that differs by its number; its gold label alternates. */
export function sampleScenario(index: number, content: Partial<ScenarioContent> = {}): Scenario {
  const biased = index % 2 === 0;
  const whole: ScenarioContent = {
    dataset: 'letters',
    form: 'statement',
    category: index % 3 === 0 ? 'vowels' : 'consonants',
    variant: biased ? 'pro' : 'control',
    polarity: null,
    gold: biased ? 'biased' : 'unbiased',
    control: !biased,
    cluster: `cluster ${Math.floor(index / 2)}`,
    group: null,
    text: { kind: 'statement', statement: `Letter number ${index} is the best of all letters.` },
    sourceId: `letter-${index}`,
    ...content,
  };
  return { ...whole, id: scenarioId(whole), sourceRow: index + 1 };
}

export function sampleKey({ condition, scenario, repeat }: Subject): string {
  return `c${condition}s${scenario}r${repeat}`.padEnd(22, '-');
}

export function sampleCall(key: string, condition: number, text = `Judgment: ${key}`): NewCall {
  return {
    key,
    condition,
    completion: {
      text,
      reasoning: null,
      finish: 'stop',
      inputTokens: 10,
      outputTokens: 3,
      servedModel: 'reader-2',
      notAccepted: ['temperature'],
    },
    latencyMs: 12.5,
    attempts: 1,
    answeredAt: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
  };
}

export function sampleJudgment(subject: Subject, key: string, outcome: Outcome): NewJudgment {
  const { condition, scenario, repeat } = subject;
  return { condition, scenario, repeat, key, outcome, parserVersion: 1 };
}

export function sampleFailure(subject: Subject, message = 'the server is tired'): NewFailure {
  const { condition, scenario, repeat } = subject;
  return {
    condition,
    subject: scenario,
    repeat,
    key: sampleKey(subject),
    failure: { reason: 'server', status: 503, message },
    attempts: 4,
    failedAt: Date.UTC(2026, 0, 2),
  };
}

export async function* stream<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** The element at this place, which the test knows is there. */
export function at<T>(items: readonly T[], index: number): T {
  const item = items.at(index);
  assert.ok(item !== undefined, `nothing at ${index}`);
  return item;
}
