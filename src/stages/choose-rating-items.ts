import { hash } from 'node:crypto';
import type { ExplanationFilter } from '../store/contract/explanations.ts';
import type { Store } from '../store/contract/store.ts';

export interface RatingItemsRequest {
  readonly store: Store;
  readonly filter: ExplanationFilter;
  /** How many explanations of each model; fewer where there are not so many. */
  readonly itemsPerModel: number;
  readonly seed: number;
}

interface Explained {
  readonly rank: string;
  readonly explainers: Set<string>;
  readonly numbers: number[];
}

/**
 * Chooses explanations for people to rate, so that models are compared over the same scenarios: those that
 * most models explained come first, among equals in an order drawn from the seed.
 * @returns numbers of explanations
 */
export async function chooseRatingItems(request: RatingItemsRequest): Promise<readonly number[]> {
  const scenarios = await explainedScenarios(request);
  const order = [...scenarios.values()].sort(
    (a, b) => b.explainers.size - a.explainers.size || (a.rank < b.rank ? -1 : 1),
  );
  return order.slice(0, request.itemsPerModel).flatMap((explained) => explained.numbers);
}

/** The first explanation by each model of each scenario. */
async function explainedScenarios({
  store,
  filter,
  seed,
}: RatingItemsRequest): Promise<Map<string, Explained>> {
  const scenarios = new Map<string, Explained>();
  for await (const batch of store.explanations(filter)) {
    for (const { number, scenario, explainer } of batch) {
      const explained = scenarios.get(scenario.id) ?? {
        rank: hash('sha256', `${seed} ${scenario.id}`),
        explainers: new Set<string>(),
        numbers: [],
      };
      scenarios.set(scenario.id, explained);
      if (explained.explainers.has(explainer)) continue;
      explained.explainers.add(explainer);
      explained.numbers.push(number);
    }
  }
  return scenarios;
}
