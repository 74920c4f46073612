import type { Store } from '../../store/contract/store.ts';

/** How likely a text is to a model, and where it comes from. */
export interface TextScore {
  readonly dataset: string;
  readonly model: string;
  /** Texts of a set are alike but for a name; the sets of one cluster are not independent. */
  readonly set: string;
  readonly cluster: string;
  /** Whether the text is as it was published; else a name in it was swapped. */
  readonly isPublished: boolean;
  /** Mean log-probability of the least likely share of the tokens. */
  readonly minK: number;
  /** The same of standardised log-probabilities; null where the model does not give all probabilities of a token. */
  readonly minKPlusPlus: number | null;
}

/** The scores that are stored, by the newest share and endpoint of each model; null where there are none. */
export async function readTextScores(store: Store): Promise<readonly TextScore[] | null> {
  const stored = await store.textScores();
  if (stored.length === 0) return null;
  const newest = new Map<string, { readonly key: string; readonly scoredAt: number }>();
  const keyOf = ({ endpoint, share }: (typeof stored)[number]) => JSON.stringify([endpoint, share]);
  for (const score of stored) {
    const known = newest.get(score.model);
    if (known === undefined || score.scoredAt > known.scoredAt)
      newest.set(score.model, { key: keyOf(score), scoredAt: score.scoredAt });
  }
  const counted = stored.filter((score) => newest.get(score.model)?.key === keyOf(score));
  const scenarios = new Map(
    (await store.scenariosOf([...new Set(counted.map(({ scenario }) => scenario))])).map((one) => [
      one.number,
      one,
    ]),
  );
  return counted.flatMap(({ scenario, model, minK, minKPlusPlus }) => {
    const found = scenarios.get(scenario);
    if (found === undefined) return [];
    const { dataset, sourceId: set, cluster, variant } = found;
    return [{ dataset, model, set, cluster, isPublished: variant !== 'twin', minK, minKPlusPlus }];
  });
}
