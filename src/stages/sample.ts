import { hash } from 'node:crypto';
import type { ScenarioFilter, Store, StoredScenario } from '../store/contract/store.ts';

/** Scenario fields that a sample can be balanced by. */
export const stratifiableFields = [
  'dataset',
  'form',
  'category',
  'variant',
  'polarity',
  'gold',
  'group',
] as const;
export type StratifiableField = (typeof stratifiableFields)[number];

export interface DrawRequest {
  readonly store: Store;
  /** How many scenarios; all of them where there are fewer. */
  readonly size: number;
  readonly seed: number;
  readonly stratify: readonly StratifiableField[];
  readonly filter: ScenarioFilter;
  /** Takes scenarios of clusters that are not in the draw yet first, so that they are as independent as can be. */
  readonly spreadClusters?: boolean;
}

/** A sample to draw, and the name that it gets; an earlier one of that name is replaced. */
export interface SampleRequest extends DrawRequest {
  readonly name: string;
}

/** Scenarios that were drawn, by their numbers in the store, and from which strata. */
export interface Draw {
  readonly numbers: readonly number[];
  readonly strata: readonly SampledStratum[];
}

/** How many scenarios of a stratum there are, and how many were drawn. `stratum`: its values, joined by ` / `. */
export interface SampledStratum {
  readonly stratum: string;
  readonly available: number;
  readonly taken: number;
}

interface Ranked {
  readonly number: number;
  readonly rank: string;
  readonly cluster: string;
}

/**
 * Draws scenarios and marks them as a sample, in place of an earlier one of that name.
 *
 * @example
 * const request = { store, name: 'pilot', size: 20, seed: 1, stratify: ['category'] as const, filter: {} };
 * await sampleScenarios(request); // [{ stratum: 'age', available: 60, taken: 12 }, { stratum: 'gender', available: 40, taken: 8 }]
 */
export async function sampleScenarios(request: SampleRequest): Promise<readonly SampledStratum[]> {
  const { numbers, strata } = await drawScenarios(request);
  const { name, seed, stratify } = request;
  await request.store.putSample({ name, seed, stratify, createdAt: Date.now() }, numbers);
  return strata;
}

/**
 * Draws a reproducible subset. Each stratum gives its proportional share (largest remainders first); within
 * it the scenarios with the smallest hash of seed and id are taken, so the same scenarios come whatever the
 * order they were stored in. Writes nothing.
 */
export async function drawScenarios(request: DrawRequest): Promise<Draw> {
  const strata = await rankedStrata(request);
  const shares = proportionalShares(
    [...strata.values()].map((ranked) => ranked.length),
    request.size,
  );
  const numbers: number[] = [];
  const sampled: SampledStratum[] = [];
  const drawn = new Map<string, number>();
  for (const [position, [stratum, ranked]] of [...strata].entries()) {
    const share = shares[position] ?? 0;
    const sorted = ranked.sort(byRank);
    const taken = request.spreadClusters === true ? spread(sorted, share, drawn) : sorted.slice(0, share);
    for (const { number } of taken) numbers.push(number);
    sampled.push({ stratum, available: ranked.length, taken: taken.length });
  }
  return { numbers, strata: sampled };
}

/** The first ones of the clusters that were drawn least; counts them in `drawn`. */
function spread(sorted: readonly Ranked[], share: number, drawn: Map<string, number>): readonly Ranked[] {
  const left = [...sorted];
  return Array.from({ length: Math.min(share, sorted.length) }, () => {
    const counts = left.map(({ cluster }) => drawn.get(cluster) ?? 0);
    const [taken] = left.splice(counts.indexOf(Math.min(...counts)), 1);
    if (taken === undefined) throw new RangeError('A stratum has fewer scenarios than its share.');
    drawn.set(taken.cluster, (drawn.get(taken.cluster) ?? 0) + 1);
    return taken;
  });
}

/**
 * Shares out `total` over groups in proportion to their sizes; never more than a group has. Hamilton's
 * method: whole parts first, what is left to the largest remainders.
 */
export function proportionalShares(sizes: readonly number[], total: number): readonly number[] {
  const available = sizes.reduce((sum, size) => sum + size, 0);
  if (total >= available) return sizes;
  const exact = sizes.map((size) => (size * total) / available);
  const shares = exact.map(Math.floor);
  const left = total - shares.reduce((sum, share) => sum + share, 0);
  const byRemainder = exact
    .map((value, position) => ({ position, remainder: value - Math.floor(value) }))
    .sort((a, b) => b.remainder - a.remainder || a.position - b.position);
  for (const { position } of byRemainder.slice(0, left)) shares[position] = (shares[position] ?? 0) + 1;
  return shares;
}

/** Something that can be drawn. */
export interface Drawable {
  readonly id: string;
  readonly stratum: string;
  readonly cluster: string;
}

/** The strata in the order of their names, with how many of each are drawn. */
function strataOf<Item extends Drawable>(items: readonly Item[], size: number) {
  const strata = [...Map.groupBy(items, ({ stratum }) => stratum)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const shares = proportionalShares(
    strata.map(([, own]) => own.length),
    size,
  );
  return strata.map(([stratum, own], place) => ({ stratum, own, share: shares[place] ?? 0 }));
}

/**
 * Draws so many in proportion to their strata, and within these from as many clusters as there can be: those of clusters that were
 * drawn least first, of these the ones with the smallest hash. All of them where there are no more.
 * @example
 * spreadDraw(items, 120, 7).length; // 120
 */
export function spreadDraw<Item extends Drawable>(
  items: readonly Item[],
  size: number,
  seed: number,
): readonly Item[] {
  const drawn = new Map<string, number>();
  return strataOf(items, size).flatMap(({ own, share }) => {
    const left = own
      .map((item) => ({ item, rank: hash('sha256', JSON.stringify([seed, item.id])) }))
      .toSorted((a, b) => (a.rank < b.rank ? -1 : 1))
      .map(({ item }) => item);
    // By how often each cluster would have been drawn, with what earlier strata drew.
    const before = new Map<string, number>();
    const ordered = left.map((item) => {
      const count = before.get(item.cluster) ?? drawn.get(item.cluster) ?? 0;
      before.set(item.cluster, count + 1);
      return { item, count };
    });
    const taken = ordered.toSorted((a, b) => a.count - b.count).slice(0, share);
    for (const { item } of taken) drawn.set(item.cluster, (drawn.get(item.cluster) ?? 0) + 1);
    return taken.map(({ item }) => item);
  });
}

/**
 * Draws so many in proportion to their strata, and within these each item with the same probability, whatever the size of its cluster:
 * what is estimated from the draw is of all items. Clusters give in proportion to their sizes, one item more or less:
 * every N/n-th of the items of a stratum in a random order of its clusters, from a random start.
 *
 * Source: Cochran (1977), *Sampling Techniques*, part 8 (systematic sampling).
 * @example
 * evenDraw(items, 120, 7).length; // 120
 */
export function evenDraw<Item extends Drawable>(
  items: readonly Item[],
  size: number,
  seed: number,
): readonly Item[] {
  const rank = (...names: readonly string[]) => hash('sha256', JSON.stringify([seed, ...names]));
  return strataOf(items, size).flatMap(({ stratum, own, share }) => {
    const ordered = own
      .map((item) => ({ item, rank: rank('cluster', stratum, item.cluster) + rank('item', item.id) }))
      .toSorted((a, b) => (a.rank < b.rank ? -1 : 1));
    const start = Number.parseInt(rank('start', stratum).slice(0, 8), 16) / 2 ** 32;
    const places = Array.from({ length: share }, (_, k) => Math.floor(((k + start) * own.length) / share));
    return places.flatMap((place) => ordered[place]?.item ?? []);
  });
}

async function rankedStrata(request: DrawRequest): Promise<ReadonlyMap<string, Ranked[]>> {
  const strata = new Map<string, Ranked[]>();
  for await (const scenarios of request.store.scenarios(request.filter)) {
    for (const scenario of scenarios) {
      const stratum = stratumOf(scenario, request.stratify);
      const ranked = strata.get(stratum) ?? [];
      if (ranked.length === 0) strata.set(stratum, ranked);
      ranked.push({
        number: scenario.number,
        rank: hash('sha256', `${request.seed} ${scenario.id}`),
        cluster: JSON.stringify([scenario.dataset, scenario.cluster]),
      });
    }
  }
  return new Map([...strata].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function stratumOf(scenario: StoredScenario, fields: readonly StratifiableField[]): string {
  return fields.map((field) => scenario[field] ?? '-').join(' / ');
}

function byRank(a: Ranked, b: Ranked): number {
  return a.rank < b.rank ? -1 : 1;
}
