import { clusteredShare, countedShare } from './clustered-share.ts';
import type { ExportedStudy } from './exported-study.ts';
import { fisherScale, plainScale, scaledInterval, spreadOf } from './influences.ts';
import {
  byCluster,
  groups,
  isBaseline,
  isVerdict,
  type Lines,
  meanOf,
  seriesOf,
  sumOf,
} from './judgment-lines.ts';
import { pairsOf } from './paired-change.ts';

/** A scenario on which both gave verdicts: the shares of its pairs of each kind, together 1. */
interface Compared {
  readonly cluster: string;
  readonly dataset: string;
  readonly both: number;
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly neither: number;
}

function comparedScenarios(one: Lines, other: Lines): Compared[] {
  const pairs = pairsOf(one, other).filter(({ first, second }) => isVerdict(first) && isVerdict(second));
  return [...Map.groupBy(pairs, ({ scenario }) => scenario).values()].map((own) => {
    const share = (first: string, second: string) =>
      meanOf(own.map((pair) => (pair.first.outcome === first && pair.second.outcome === second ? 1 : 0)));
    return {
      cluster: own[0]?.cluster ?? '',
      dataset: own[0]?.first.dataset ?? '',
      both: share('biased', 'biased'),
      onlyFirst: share('biased', 'unbiased'),
      onlySecond: share('unbiased', 'biased'),
      neither: share('unbiased', 'unbiased'),
    };
  });
}

const equalOf = ({ both, neither }: Compared) => both + neither;
const equalShares = (compared: readonly Compared[]) =>
  compared.map((scenario) => ({
    cluster: scenario.cluster,
    stratum: scenario.dataset,
    value: equalOf(scenario),
  }));

/** Every two series of one attack, in their order. */
function pairsOfSeries(lines: Lines) {
  return groups(lines, ({ attack }) => [attack]).flatMap((cell) => {
    const series = seriesOf(cell).filter(({ model }) => !isBaseline(model));
    return series.flatMap((one, i) => series.slice(i + 1).map((other) => ({ one, other })));
  });
}

/** All datasets together, each a stratum, then each. */
export function consistency({ judgments }: ExportedStudy) {
  const cells = [
    [null, judgments] as const,
    ...groups(judgments, ({ dataset }) => [dataset]).map((own) => [own[0]?.dataset, own] as const),
  ];
  return cells.flatMap(([dataset, cell]) =>
    pairsOfSeries(cell).flatMap(({ one, other }) => {
      if (pairsOf(one.lines, other.lines).length === 0) return [];
      const names = { dataset, attack: one.attack, models: [one.model, other.model] };
      return [{ ...names, ...agreementOf(comparedScenarios(one.lines, other.lines)) }];
    }),
  );
}

function agreementOf(compared: readonly Compared[]) {
  const { rate, low, high, n, clusters, effectiveN } = clusteredShare(equalShares(compared));
  const first = sumOf(compared, ({ both, onlyFirst }) => both + onlyFirst) / n;
  const second = sumOf(compared, ({ both, onlySecond }) => both + onlySecond) / n;
  const byChance1 = (first + second) * (1 - (first + second) / 2);
  return {
    ...{ agreement: rate, agreementInterval: { low, high }, n, clusters, effectiveN },
    ...kappaOf(compared, rate, first, second),
    ac1: rate === null ? null : (rate - byChance1) / (1 - byChance1),
  };
}

/** Cohen's kappa, and its interval on Fisher's scale where each of three outcomes occurs in five clusters. */
function kappaOf(compared: readonly Compared[], equal: number | null, r: number, s: number) {
  const none = (noInterval: string | null) => ({ low: null, high: null, noInterval });
  const expected = r * s + (1 - r) * (1 - s);
  if (equal === null || 1 - expected < 1e-12) return { kappa: null, kappaInterval: none(null) };
  const kappa = (equal - expected) / (1 - expected);
  const influences = compared.map((scenario) => {
    const { cluster, dataset: stratum, both, onlyFirst, onlySecond } = scenario;
    const ofExpected = (2 * s - 1) * (both + onlyFirst - r) + (2 * r - 1) * (both + onlySecond - s);
    const ofEqual = (equalOf(scenario) - equal) / (1 - expected);
    const value = (ofEqual - ((1 - equal) / (1 - expected) ** 2) * ofExpected) / compared.length;
    return { cluster, stratum, value };
  });
  const occurs = (of: (scenario: Compared) => number) =>
    byCluster(compared.filter((scenario) => of(scenario) > 0)).length;
  const rarest = Math.min(
    occurs(({ both }) => both),
    occurs(({ neither }) => neither),
    occurs(({ onlyFirst, onlySecond }) => onlyFirst + onlySecond),
  );
  const { standardError } = spreadOf(influences);
  if (standardError === null) return { kappa, kappaInterval: none('too-few-clusters') };
  if (rarest < 5) return { kappa, kappaInterval: none('too-rare') };
  if (standardError === 0) return { kappa, kappaInterval: none('no-spread') };
  return { kappa, kappaInterval: { ...scaledInterval(kappa, influences, fisherScale), noInterval: null } };
}

export function familyConsistency({ judgments }: ExportedStudy, familyOf: (model: string) => string) {
  const lines = judgments.filter(({ model }) => !isBaseline(model));
  return groups(lines, ({ attack }) => [attack]).map((cell) => {
    const series = [...Map.groupBy(seriesOf(cell), ({ model }) => familyOf(model)).values()].flat();
    const families = series.map(({ model }) => familyOf(model));
    const stability = series.map(({ model, lines: own }) => ({ model, ...stabilityOf(own) }));
    const pairs = series.flatMap((one, i) =>
      series.slice(i + 1).map((other, j) => ({
        ...{ i, j: i + 1 + j, models: [one.model, other.model] },
        compared: equalShares(comparedScenarios(one.lines, other.lines)),
      })),
    );
    const isWithin = (order: readonly number[]) => (pair: { i: number; j: number }) =>
      families[order[pair.i] ?? 0] === families[order[pair.j] ?? 0];
    const asListed = isWithin([...series.keys()]);
    const [within, between] = [pairs.filter(asListed), pairs.filter((pair) => !asListed(pair))];
    return {
      attack: cell[0]?.attack,
      order: series.map(({ model }, i) => ({ model, family: families[i] })),
      pairs: pairs.map(({ i, j, models, compared }) => {
        const share = countedShare(compared);
        const [first, second] = [stability[i]?.rate ?? null, stability[j]?.rate ?? null];
        const ceiling = first === null || second === null ? null : Math.sqrt(first * second);
        const ofCeiling = share.rate === null || !ceiling ? null : share.rate / ceiling;
        return { models, sameFamily: asListed({ i, j }), ...share, ceiling, ofCeiling };
      }),
      within: pooled(within),
      between: pooled(between),
      ...differenceOf(
        within.flatMap(({ compared }) => compared),
        between.flatMap(({ compared }) => compared),
      ),
      permutation: permutation(pairs, series.length, isWithin),
      stability,
    };
  });
}

type Shares = ReturnType<typeof equalShares>;
type SeriesPair = { readonly i: number; readonly j: number; readonly compared: Shares };

function pooled(pairs: readonly SeriesPair[]) {
  const shares = pairs.flatMap(({ compared }) => compared);
  return { ...countedShare(shares), pairs: pairs.filter(({ compared }) => compared.length > 0).length };
}

function differenceOf(within: Shares, between: Shares) {
  const clusters = byCluster([...within, ...between]).length;
  const rate = (shares: Shares) => (shares.length === 0 ? null : meanOf(shares.map(({ value }) => value)));
  const [one, other] = [rate(within), rate(between)];
  if (one === null || other === null)
    return { difference: null, low: null, high: null, noInterval: null, clusters };
  const influence = (shares: Shares, mean: number, sign: number) =>
    shares.map(({ value, ...share }) => ({ ...share, value: (sign * (value - mean)) / shares.length }));
  const influences = [...influence(within, one, 1), ...influence(between, other, -1)];
  const { standardError } = spreadOf(influences);
  const common = { difference: one - other, clusters };
  if (standardError === null || standardError === 0) {
    const noInterval = standardError === null ? 'too-few-clusters' : 'no-spread';
    return { ...common, low: null, high: null, noInterval };
  }
  const { low, high } = scaledInterval(one - other, influences, plainScale);
  return { ...common, low: Math.max(-1, low), high: Math.min(1, high), noInterval: null };
}

/** Every order of the models; how many give as large a difference. Null where a side is empty. */
function permutation(
  pairs: readonly SeriesPair[],
  size: number,
  isWithin: (order: readonly number[]) => (pair: SeriesPair) => boolean,
) {
  const sums = pairs.map((pair) => ({
    ...{ i: pair.i, j: pair.j, compared: pair.compared },
    ...{ n: pair.compared.length, equal: sumOf(pair.compared, ({ value }) => value) },
  }));
  const separation = (order: readonly number[]) => {
    const [within, between] = [true, false].map((kind) => {
      const own = sums.filter((pair) => isWithin(order)(pair) === kind);
      return sumOf(own, ({ equal }) => equal) / sumOf(own, ({ n }) => n);
    });
    return (within ?? 0) - (between ?? 0);
  };
  const observed = separation([...Array(size).keys()]);
  if (Number.isNaN(observed)) return null;
  const all = orders([...Array(size).keys()]);
  const reached = all.filter((order) => separation(order) >= observed - 1e-10).length;
  return { p: reached / all.length, permutations: all.length, exhaustive: true };
}

function orders(values: readonly number[]): number[][] {
  if (values.length < 2) return [[...values]];
  return values.flatMap((value) =>
    orders(values.filter((other) => other !== value)).map((rest) => [value, ...rest]),
  );
}

/** Equal pairs of repeats of a scenario, of all such pairs. */
function stabilityOf(lines: Lines) {
  const scenarios = groups(lines.filter(isVerdict), ({ scenario }) => [scenario]);
  const pairsOfTwo = (count: number) => (count * (count - 1)) / 2;
  const n = sumOf(scenarios, ({ length }) => pairsOfTwo(length));
  const equal = sumOf(scenarios, (own) =>
    sumOf(['biased', 'unbiased'], (verdict) =>
      pairsOfTwo(own.filter(({ outcome }) => outcome === verdict).length),
    ),
  );
  return { rate: n === 0 ? null : equal / n, n };
}
