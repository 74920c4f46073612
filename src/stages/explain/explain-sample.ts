import type { ScenarioFilter, Store } from '../../store/contract/store.ts';
import { drawScenarios, type StratifiableField } from '../sample.ts';
import { explainable } from './explain.ts';

export interface ExplainSampleRequest {
  readonly store: Store;
  /** How many scenarios of each dataset; all of them where there are fewer. */
  readonly size: number;
  readonly seed: number;
  readonly filter: ScenarioFilter;
}

/** A sample to be explained, drawn and not stored. */
export interface ExplainSample {
  readonly name: string;
  readonly seed: number;
  /** Scenario numbers, of the datasets that were drawn from. */
  readonly numbers: ReadonlySet<number>;
  readonly datasets: readonly string[];
}

const stratify: readonly StratifiableField[] = ['category', 'variant'];

/**
 * Draws so many gold-biased scenarios of each dataset that matches, in proportion to its categories and
 * variants. What is drawn of a dataset depends on nothing but its scenarios, size, seed and filter. Writes nothing.
 */
export async function drawExplainSample(request: ExplainSampleRequest): Promise<ExplainSample> {
  const { store, size, seed } = request;
  const filter = explainable(request.filter);
  const datasets = [...new Set((await store.countScenarios(filter)).map(({ dataset }) => dataset))];
  const numbers = new Set<number>();
  for (const dataset of datasets) {
    const draw = await drawScenarios({
      store,
      size,
      seed,
      stratify,
      filter: { ...filter, datasets: [dataset] },
    });
    for (const number of draw.numbers) numbers.add(number);
  }
  return { name: `explain-${size}-${seed}`, seed, numbers, datasets };
}

/** Stores the sample under its name. Scenarios that it holds of other datasets stay in it. */
export async function storeExplainSample(store: Store, drawn: ExplainSample): Promise<void> {
  const { name, seed, datasets } = drawn;
  const numbers = [...drawn.numbers];
  const exists = (await store.samples()).some((sample) => sample.name === name);
  for await (const batch of exists ? store.scenarios({ sample: name }) : []) {
    for (const { number, dataset } of batch) if (!datasets.includes(dataset)) numbers.push(number);
  }
  await store.putSample({ name, seed, stratify, createdAt: Date.now() }, numbers);
}
