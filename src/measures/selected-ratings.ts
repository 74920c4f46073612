import type { RatingTable } from '../core/rating-table.ts';
import type { ExplanationFilter } from '../store/explanation-store.ts';
import { ratingScale } from '../store/rating-scale.ts';
import { ratingTable } from '../store/rating-table.ts';
import type { Store } from '../store/store.ts';

/** People's ratings of the explanations that match: of these scenarios, by these models. */
export async function selectedRatings(
  store: Store,
  { explainers, attack: _, ...scenarios }: ExplanationFilter,
): Promise<RatingTable> {
  const origins = await store.ratingOrigins();
  const byModel =
    explainers === undefined ? origins : origins.filter(({ explainer }) => explainers.includes(explainer));
  const rated = new Set(byModel.map(({ scenarioId }) => scenarioId));
  const matching = await matchingIds(store, scenarios, rated);
  return ratingTable(
    byModel.filter(({ scenarioId }) => matching.has(scenarioId)),
    await store.ratings(),
    ratingScale(await store.ratingLabels()),
  );
}

/** Of these scenarios, the ones that match. Goes through the scenarios only where there is something to narrow. */
async function matchingIds(
  store: Store,
  filter: Omit<ExplanationFilter, 'explainers' | 'attack'>,
  ids: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  if (ids.size === 0 || Object.values(filter).every((value) => value === undefined)) return ids;
  const matching = new Set<string>();
  for await (const batch of store.scenarios(filter)) {
    for (const { id } of batch) if (ids.has(id)) matching.add(id);
  }
  return matching;
}
