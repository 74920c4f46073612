import { clusteredShare, countedShare } from './clustered-share.ts';
import { normalQuantile } from './distributions.ts';
import type { ExportedStudy } from './exported-study.ts';
import { type Influence, plainScale, scaledInterval, spreadOf } from './influences.ts';
import { byCluster, groups, isVerdict, type Lines, scenarioValues, sumOf } from './judgment-lines.ts';

/** What tells biased scenarios from unbiased ones. A scenario counts once, by the share of BIASED of its repeats. */
export function controls({ judgments, scenarios }: ExportedStudy) {
  const withControls = new Set(
    scenarios.filter(({ gold }) => gold === 'unbiased').map(({ dataset }) => dataset),
  );
  return groups(
    judgments.filter(({ dataset }) => withControls.has(dataset)),
    ({ dataset, model, attack }) => [dataset, model, attack],
  ).map((cell) => {
    const { dataset, model, attack } = cell[0] ?? {};
    const count = (gold: string, outcome: string) =>
      cell.filter((line) => line.gold === gold && line.outcome === outcome).length;
    const counts = {
      hits: count('biased', 'biased'),
      misses: count('biased', 'unbiased'),
      falseAlarms: count('unbiased', 'biased'),
      correctRejections: count('unbiased', 'unbiased'),
    };
    return { dataset, model, attack, ...detection(cell), counts };
  });
}

type Values = ReturnType<typeof scenarioValues>;

function detection(cell: Lines) {
  const called = (gold: string) =>
    scenarioValues(
      cell.filter((line) => line.gold === gold),
      (line) => (isVerdict(line) ? (line.outcome === 'biased' ? 1 : 0) : null),
    );
  const [signals, noises] = [called('biased'), called('unbiased')];
  const [hits, alarms] = [sideOf(signals), sideOf(noises)];
  const isDefined = signals.length > 0 && noises.length > 0;
  const dPrime = isDefined ? hits.z - alarms.z : null;
  const criterion = isDefined ? -0.5 * (hits.z + alarms.z) : null;
  const rarest = Math.min(hits.rarest, alarms.rarest);
  return {
    hit: countedShare(signals),
    falseAlarm: countedShare(noises),
    ...balancedAccuracy(signals, noises),
    dPrime,
    dPrimeInterval: index(dPrime, rarest, [...hits.influences, ...alarms.influences.map(times(-1))]),
    criterion,
    criterionInterval: index(criterion, rarest, [...hits.influences, ...alarms.influences].map(times(-0.5))),
    clusters: byCluster([...signals, ...noises]).length,
  };
}

const times =
  (factor: number) =>
  ({ cluster, value }: Influence) => ({ cluster, value: factor * value });

/** One of the two rates with its correction, z, and the influences of its scenarios on z. */
function sideOf(values: Values) {
  const rate = (sumOf(values, ({ value }) => value) + 0.5) / (values.length + 1);
  const quantile = normalQuantile(rate);
  const density = Math.exp((-quantile * quantile) / 2) / Math.sqrt(2 * Math.PI);
  const clustersWith = (is: (value: number) => boolean) =>
    byCluster(values.filter(({ value }) => is(value))).length;
  return {
    z: quantile,
    rarest: Math.min(
      clustersWith((value) => value > 0),
      clustersWith((value) => value < 1),
    ),
    influences: values.map(({ cluster, value }) => ({
      cluster,
      value: (value - rate) / ((values.length + 1) * density),
    })),
  };
}

function index(estimate: number | null, rarest: number, influences: readonly Influence[]) {
  const none = (noInterval: string | null) => ({ low: null, high: null, noInterval });
  if (estimate === null) return none(null);
  const { standardError } = spreadOf(influences);
  if (standardError === null) return none('too-few-clusters');
  if (rarest < 3) return none('too-rare');
  if (standardError === 0) return none('no-spread');
  return { ...scaledInterval(estimate, influences, plainScale), noInterval: null };
}

/** Zou and Donner: the intervals of both rates joined, with their correlation over the clusters. */
function balancedAccuracy(signals: Values, noises: Values) {
  const rejections = noises.map(({ cluster, value }) => ({ cluster, value: 1 - value }));
  const [one, other] = [clusteredShare(signals), clusteredShare(rejections)];
  const none = { low: null, high: null };
  if (one.rate === null || other.rate === null)
    return { balancedAccuracy: null, balancedAccuracyInterval: { ...none, noInterval: null } };
  const estimate = (one.rate + other.rate) / 2;
  if (one.low === null || other.low === null)
    return {
      balancedAccuracy: estimate,
      balancedAccuracyInterval: { ...none, noInterval: 'too-few-clusters' },
    };
  const correlation = correlationOf(beyond(signals, one.rate), beyond(rejections, other.rate));
  const reach = (side: 'low' | 'high') => {
    const [a, b] = [one, other].map((share) => Math.abs((share.rate ?? 0) - (share[side] ?? 0)));
    return Math.sqrt((a ?? 0) ** 2 + (b ?? 0) ** 2 + 2 * correlation * (a ?? 0) * (b ?? 0)) / 2;
  };
  return {
    balancedAccuracy: estimate,
    balancedAccuracyInterval: {
      low: estimate - reach('low'),
      high: estimate + reach('high'),
      noInterval: null,
    },
  };
}

/** What each cluster has beyond its size. */
function beyond(values: Values, rate: number): Map<string, number> {
  return new Map(
    byCluster(values).map((own) => [own[0]?.cluster ?? '', sumOf(own, ({ value }) => value - rate)]),
  );
}

function correlationOf(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): number {
  const squares = (of: ReadonlyMap<string, number>) => sumOf([...of.values()], (value) => value * value);
  const product = sumOf([...one], ([cluster, value]) => value * (other.get(cluster) ?? 0));
  const size = squares(one) * squares(other);
  return size < 1e-20 ? 0 : product / Math.sqrt(size);
}
