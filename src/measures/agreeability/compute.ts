import { type AgreementCounts, type AgreementTable, agreementCodes } from '../../core/tables.ts';
import type { ClusterSums } from '../../stats/clusters/clustered-mean.ts';
import { pairedDifference } from '../../stats/clusters/difference.ts';
import { signFlipTest } from '../../stats/clusters/sign-flip.ts';
import { holmAdjust } from '../../stats/significance/multiple-comparisons.ts';
import { type ClusteredRate, clusteredRate } from '../inputs/clustered-rate.ts';
import { isBaseline } from '../inputs/model-family.ts';
import { measureId } from '../measure.ts';

/**
 * A share of verdicts with its 95 % interval over clusters of scenarios (null where n is 0 or there are fewer than two
 * clusters). `outcomes` counts all that was asked, `n` only the verdicts agree and disagree.
 */
export interface AgreementRate extends Omit<ClusteredRate, 'count'> {
  readonly outcomes: AgreementCounts;
}

/** How often a rater agrees with an explainer's explanations. */
export interface AgreeabilityCell extends AgreementRate {
  readonly explainer: string;
  readonly rater: string;
}

/** How often others agree with an explainer; its own verdicts count in `all` only. */
export interface ExplainerAgreeability {
  readonly explainer: string;
  readonly all: AgreementRate;
  readonly byOthers: AgreementRate;
}

/** How often a rater disagrees; with its own explanations in `all` only. The rates are of DISAGREE. */
export interface Harshness {
  readonly rater: string;
  readonly all: AgreementRate;
  readonly towardsOthers: AgreementRate;
}

/** Two models compared where all else is the same; neither's verdicts on its own explanations count. */
export interface AgreementPair {
  readonly models: readonly [string, string];
  /** Share of the first less that of the second, with its 95 % t interval over clusters, not adjusted. */
  readonly difference: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Pairs of verdicts, and clusters with one. */
  readonly n: number;
  readonly clusters: number;
  /** Sign-flip over clusters; null without a pair. */
  readonly p: number | null;
  /** Adjusted over all pairs of the list. */
  readonly pHolm: number | null;
}

/** How often models agree with each other's explanations: by pair, by explainer and by rater. */
export interface Agreeability {
  /** By explainer, then rater, as the table lists them; without an entry where nothing was asked. */
  readonly cells: readonly AgreeabilityCell[];
  readonly explainers: readonly ExplainerAgreeability[];
  readonly raters: readonly Harshness[];
  /** AGREE with two explainers' explanations of one scenario by the same rater, a third model. */
  readonly explainerPairs: readonly AgreementPair[];
  /** DISAGREE of two raters with the same explanation, a third model's. */
  readonly raterPairs: readonly AgreementPair[];
}

/** The id of the measure in the results of a study: `resultOf(results, agreeabilityId)`. */
export const agreeabilityId = measureId<Agreeability>('agreeability');

/**
 * Agreeability A[explainer, rater] = AGREE / (AGREE + DISAGREE), with its margins. Every verdict belongs to the cluster
 * of its scenario, and datasets are strata. Rates have `rateInterval`; two explainers are compared over the scenarios and raters that they share,
 * two raters over the explanations that they share, by the sign-flip test over clusters, adjusted by Holm over all pairs
 * of explainers or raters. Baselines take no part.
 */
export function agreeability(table: AgreementTable): Agreeability {
  const { explainers, raters } = table;
  const takesPart = takesPartIn(table);
  const own = (row: number) => explainers[table.explainer[row] ?? 0] === raters[table.rater[row] ?? 0];
  const cellOf = (row: number) => (table.explainer[row] ?? 0) * raters.length + (table.rater[row] ?? 0);
  const ofExplainer = (row: number) => table.explainer[row] ?? 0;
  const ofRater = (row: number) => table.rater[row] ?? 0;
  const among = (of: (row: number) => number) => (row: number) => (takesPart(row) ? of(row) : -1);
  const withoutOwn = (of: (row: number) => number) => among((row) => (own(row) ? -1 : of(row)));
  const cells = rates(table, among(cellOf), explainers.length * raters.length, 'agree');
  const byAll = rates(table, among(ofExplainer), explainers.length, 'agree');
  const byOthers = rates(table, withoutOwn(ofExplainer), explainers.length, 'agree');
  const towardsAll = rates(table, among(ofRater), raters.length, 'disagree');
  const towardsOthers = rates(table, withoutOwn(ofRater), raters.length, 'disagree');
  return {
    cells: explainers.flatMap((explainer, e) =>
      raters.flatMap((rater, r) => {
        const cell = cells(e * raters.length + r);
        return asked(cell.outcomes) === 0 ? [] : [{ explainer, rater, ...cell }];
      }),
    ),
    explainers: explainers.flatMap((explainer, e) =>
      isBaseline(explainer) ? [] : [{ explainer, all: byAll(e), byOthers: byOthers(e) }],
    ),
    raters: raters.flatMap((rater, r) =>
      isBaseline(rater) ? [] : [{ rater, all: towardsAll(r), towardsOthers: towardsOthers(r) }],
    ),
    explainerPairs: comparedModels(table, 'explainer', agreementCodes.agree),
    raterPairs: comparedModels(table, 'rater', agreementCodes.disagree),
  };
}

function takesPartIn({ explainers, raters, explainer, rater }: AgreementTable): (row: number) => boolean {
  const [explains, rates] = [explainers.map(isBaseline), raters.map(isBaseline)];
  return (row) => explains[explainer[row] ?? 0] === false && rates[rater[row] ?? 0] === false;
}

const codeCount = 7;

/** The rate of one verdict in each group of rows. `groupOf` gives -1 for a row that is in none. */
function rates(
  table: AgreementTable,
  groupOf: (row: number) => number,
  groupCount: number,
  counted: 'agree' | 'disagree',
): (group: number) => AgreementRate {
  const { scenario, outcome } = table;
  const { placeOfScenario, starts, clusterCount } = clusterPlaces(table);
  const counts = new Uint32Array(groupCount * codeCount);
  const hits = new Uint32Array(groupCount * clusterCount);
  const verdicts = new Uint32Array(groupCount * clusterCount);
  for (let row = 0; row < outcome.length; row += 1) {
    const group = groupOf(row);
    const code = outcome[row] ?? 0;
    if (group < 0) continue;
    increment(counts, group * codeCount + code);
    if (code !== agreementCodes.agree && code !== agreementCodes.disagree) continue;
    const slot = group * clusterCount + (placeOfScenario[scenario[row] ?? 0] ?? 0);
    increment(verdicts, slot);
    if (code === agreementCodes[counted]) increment(hits, slot);
  }
  return (group) => {
    const [from, to] = [group * clusterCount, (group + 1) * clusterCount];
    const { count: _, ...rate } = clusteredRate(
      strataOf(verdicts.subarray(from, to), hits.subarray(from, to), starts),
    );
    return { ...rate, outcomes: outcomeCounts(counts, group) };
  };
}

/** Clusters in such an order that those of dataset i are `starts[i]` up to, not including, `starts[i + 1]`. */
interface ClusterPlaces {
  readonly placeOfScenario: Uint32Array;
  readonly starts: readonly number[];
  readonly clusterCount: number;
}

function clusterPlaces({ clusterOfScenario, datasetOfScenario }: AgreementTable): ClusterPlaces {
  const datasetOf = new Map<number, number>();
  for (const [scenario, cluster] of clusterOfScenario.entries())
    datasetOf.set(cluster, datasetOfScenario?.[scenario] ?? 0);
  const ordered = [...datasetOf].sort(([, one], [, other]) => one - other);
  const places = new Map(ordered.map(([cluster], place) => [cluster, place]));
  const starts = ordered.flatMap(([, dataset], place) =>
    dataset === ordered[place - 1]?.[1] ? [] : [place],
  );
  return {
    placeOfScenario: clusterOfScenario.map((cluster) => places.get(cluster) ?? 0),
    starts: [...starts, ordered.length],
    clusterCount: ordered.length,
  };
}

/** One a dataset. */
function strataOf(
  sizes: Uint32Array,
  sums: Uint32Array | Int32Array,
  starts: readonly number[],
): ClusterSums[] {
  return starts.slice(1).map((to, dataset) => ({
    sizes: sizes.subarray(starts[dataset], to),
    sums: sums.subarray(starts[dataset], to),
  }));
}

/**
 * Every two explainers (or raters) over what they share: the same scenario, the same other model, the same repeat.
 */
function comparedModels(
  table: AgreementTable,
  side: 'explainer' | 'rater',
  counted: number,
): AgreementPair[] {
  const [names, others] =
    side === 'explainer' ? [table.explainers, table.raters] : [table.raters, table.explainers];
  const verdicts = alignedVerdicts(table, side, counted);
  const numbers = [...names.keys()].filter((number) => !isBaseline(names[number] ?? ''));
  const pairs = numbers.flatMap((one, i) =>
    numbers.slice(i + 1).map((other): AgreementPair => {
      const models = [names[one] ?? '', names[other] ?? ''] as const;
      const apart = [...others.keys()].map((number) => models.includes(others[number] ?? ''));
      return { models, ...compared(verdicts, one, other, apart), pHolm: null };
    }),
  );
  const tested = pairs.filter(({ p }) => p !== null);
  const adjusted = holmAdjust(tested.map(({ p }) => p ?? 1));
  return pairs.map((pair) => ({ ...pair, pHolm: adjusted[tested.indexOf(pair)] ?? null }));
}

interface AlignedVerdicts {
  /** Of each place (scenario, other model, repeat) and model 1 where the verdict counts, 0 for the other, -1 for none. */
  readonly values: Int8Array;
  readonly modelCount: number;
  /** Of each place. */
  readonly other: Uint16Array;
  readonly cluster: Uint32Array;
  readonly starts: readonly number[];
}

function alignedVerdicts(
  table: AgreementTable,
  side: 'explainer' | 'rater',
  counted: number,
): AlignedVerdicts {
  const [model, other] =
    side === 'explainer' ? [table.explainer, table.rater] : [table.rater, table.explainer];
  const others = side === 'explainer' ? table.raters : table.explainers;
  const modelCount = side === 'explainer' ? table.explainers.length : table.raters.length;
  const otherCount = others.length;
  const isLeftOut = others.map(isBaseline);
  const { placeOfScenario, starts } = clusterPlaces(table);
  const seen = new Uint32Array(table.scenarioCount * otherCount * modelCount);
  const places = new Map<number, number>();
  const [otherOf, clusterOf, rows]: [number[], number[], number[][]] = [[], [], []];
  for (let row = 0; row < table.outcome.length; row += 1) {
    if (isLeftOut[other[row] ?? 0] === true) continue;
    const scenario = table.scenario[row] ?? 0;
    const shared = scenario * otherCount + (other[row] ?? 0);
    const slot = shared * modelCount + (model[row] ?? 0);
    const key = (table.repeat?.[row] ?? seen[slot] ?? 0) * table.scenarioCount * otherCount + shared;
    increment(seen, slot);
    const place = places.get(key) ?? places.size;
    if (place === places.size) {
      places.set(key, place);
      otherOf.push(other[row] ?? 0);
      clusterOf.push(placeOfScenario[scenario] ?? 0);
    }
    rows.push([place * modelCount + (model[row] ?? 0), table.outcome[row] ?? 0]);
  }
  const values = new Int8Array(places.size * modelCount).fill(-1);
  for (const [slot = 0, code = 0] of rows) {
    if (code === agreementCodes.agree || code === agreementCodes.disagree)
      values[slot] = code === counted ? 1 : 0;
  }
  return {
    values,
    modelCount,
    other: Uint16Array.from(otherOf),
    cluster: Uint32Array.from(clusterOf),
    starts,
  };
}

/** `isApart`: 1 for other models that are one of the two. */
function compared(
  { values, modelCount, other: otherOf, cluster, starts }: AlignedVerdicts,
  one: number,
  other: number,
  isApart: readonly boolean[],
): Omit<AgreementPair, 'models' | 'pHolm'> {
  const sizes = new Uint32Array(starts.at(-1) ?? 0);
  const sums = new Int32Array(sizes.length);
  for (let place = 0; place < cluster.length; place += 1) {
    const first = values[place * modelCount + one] ?? -1;
    const second = values[place * modelCount + other] ?? -1;
    if (first < 0 || second < 0 || isApart[otherOf[place] ?? 0] === true) continue;
    const slot = cluster[place] ?? 0;
    sizes[slot] = (sizes[slot] ?? 0) + 1;
    sums[slot] = (sums[slot] ?? 0) + first - second;
  }
  const strata = strataOf(sizes, sums, starts);
  const { difference, low, high, n, clusters } = pairedDifference(strata, { range: 1 });
  const { p } = signFlipTest(strata);
  return { difference, low, high, n, clusters, p };
}

function increment(counts: Uint32Array, slot: number): void {
  counts[slot] = (counts[slot] ?? 0) + 1;
}

function outcomeCounts(counts: Uint32Array, group: number): AgreementCounts {
  const of = (code: number) => counts[group * codeCount + code] ?? 0;
  return {
    agree: of(agreementCodes.agree),
    disagree: of(agreementCodes.disagree),
    refused: of(agreementCodes.refused),
    filtered: of(agreementCodes.filtered),
    unparsed: of(agreementCodes.unparsed),
    error: of(agreementCodes.error),
  };
}

function asked(outcomes: AgreementCounts): number {
  return Object.values(outcomes).reduce((sum, count) => sum + count, 0);
}
