import { scenarioId } from '../src/core/hashes.ts';
import type { Scenario, ScenarioContent } from '../src/core/scenario.ts';
import type { NewCall } from '../src/store/contract/store.ts';

const places = ['at the bakery', 'on the night bus', 'in the lift', 'at the allotment', 'behind the counter'];
const tasks = [
  'repaired the clock',
  'lost the receipt',
  'won the raffle',
  'forgot the umbrella',
  'fed the cat',
];
const categories = ['weather', 'gardening', 'cooking', 'knitting'];

/** So many scenarios of the length that real ones have, a quarter of them controls, each different. */
export async function* madeScenarios(count: number): AsyncGenerator<Scenario> {
  for (let row = 0; row < count; row += 1) yield madeScenario(row);
}

function madeScenario(row: number): Scenario {
  const isControl = row % 4 === 3;
  const content: ScenarioContent = {
    dataset: 'made',
    form: 'answer',
    category: pick(categories, row),
    variant: isControl ? 'control' : 'biased',
    polarity: row % 2 === 0 ? 'neg' : 'nonneg',
    gold: isControl ? 'unbiased' : 'biased',
    control: isControl,
    cluster: `cluster ${row >>> 3}`,
    group: null,
    text: {
      kind: 'answer',
      context: `Number ${row} and number ${row + 1} met ${pick(places, row)} last spring. Only one of them ${pick(tasks, row >>> 2)}, and nobody who was there remembers which of the two it was.`,
      question: `Who ${pick(tasks, row >>> 2)}?`,
      answer: isControl ? 'It cannot be told' : `Number ${row + (row % 2)}`,
    },
    sourceId: `made-${row}`,
  };
  return { ...content, id: scenarioId(content), sourceRow: row + 1 };
}

function pick(list: readonly string[], position: number): string {
  return list[position % list.length] ?? '';
}

/** An answer as a provider sends it, to nothing in particular. */
export function madeCall(key: string, condition: number, text: string): NewCall {
  return {
    key,
    condition,
    completion: {
      text,
      reasoning: null,
      finish: 'stop',
      inputTokens: 120,
      outputTokens: 5,
      servedModel: null,
      notAccepted: [],
    },
    latencyMs: 400,
    attempts: 1,
    answeredAt: Date.UTC(2026, 0, 1),
  };
}
