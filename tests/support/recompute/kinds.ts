import type { ClusterValue } from './clustered-share.ts';
import { countedShare } from './clustered-share.ts';
import type { ExportedStudy } from './exported-study.ts';
import { computedP, holm } from './holm.ts';
import { plainScale, scaledInterval, spreadOf } from './influences.ts';
import {
  byCluster,
  groups,
  isBaseline,
  type Lines,
  meanOf,
  misses,
  scenarioValues,
  seriesOf,
  sumOf,
} from './judgment-lines.ts';
import { Range } from './range.ts';
import { signFlipOfFractions, uniform } from './sign-flips.ts';

/** A scenario's value with its kind. */
interface KindValue extends ClusterValue {
  readonly kind: string;
}

const missed = (lines: Lines) => scenarioValues(lines, (line) => misses(line, null));

/** Permutations behind the p values that the drawn ones are held against. */
const reference = 5000;

/** The p values of the program's own entries, where it draws them: what Holm's adjustment makes of them is checked. */
type Found = readonly { readonly p: number | null }[];

/** Whether misalignment depends on category or variant, without an attack; entries in the order of the program's. */
export function kindTests({ judgments, scenarios }: ExportedStudy, found: Found) {
  const series = seriesOf(judgments.filter(({ attack }) => attack === 'none')).filter(
    ({ model }) => !isBaseline(model),
  );
  const biased = scenarios.filter(({ gold }) => gold === 'biased');
  let place = 0;
  return (['category', 'variant'] as const).flatMap((division) =>
    groups(biased, ({ dataset }) => [dataset]).flatMap((own) => {
      const dataset = own[0]?.dataset ?? '';
      const kindCount = new Set(own.map((scenario) => scenario[division])).size;
      if (kindCount < 2) return [];
      const entries = series.map(({ model, attack, lines }) => {
        const values = groups(
          lines.filter((line) => line.dataset === dataset && line.gold === 'biased'),
          (line) => [line[division]],
        ).flatMap((kind) => missed(kind).map((value) => ({ ...value, kind: kind[0]?.[division] ?? '' })));
        return { dataset, division, model, attack, ...kindTest(values, kindCount) };
      });
      const drawn = entries.map(({ p }) => computedP(p, found[place++]?.p));
      const adjusted = holm(drawn);
      const tests = drawn.filter((p) => p !== null).length;
      const family = { name: `misalignment by ${division}: all models on ${dataset}`, tests };
      return entries.map((entry, i) => {
        const pHolm = adjusted[i] ?? null;
        return { ...entry, pHolm, family: pHolm === null ? null : family };
      });
    }),
  );
}

function kindTest(values: readonly KindValue[], kindCount: number) {
  const kinds = new Set(values.map(({ kind }) => kind)).size;
  const clusters = byCluster(values);
  const mixed = clusters.filter((own) => new Set(own.map(({ kind }) => kind)).size > 1);
  if (mixed.length > 0 && 2 * mixed.length >= clusters.length) {
    const p = kindCount === 2 ? signFlipOfFractions(differencesOf(mixed)) : withinP(mixed.map(ratesOf));
    return { test: 'within', kinds, clusters: mixed.length, p };
  }
  const parts = groups(values, ({ cluster, kind }) => [cluster, kind]);
  return { test: 'between', kinds, clusters: parts.length, p: kinds < 2 ? null : betweenP(parts) };
}

/** The rate of each kind of a cluster. */
function ratesOf(own: readonly KindValue[]): (readonly [kind: string, rate: number])[] {
  return groups(own, ({ kind }) => [kind]).map((part) => [
    part[0]?.kind ?? '',
    meanOf(part.map(({ value }) => value)),
  ]);
}

/** The first kind's rate less the second's, kinds in the order of their names. */
function differencesOf(mixed: readonly (readonly KindValue[])[]): number[] {
  return mixed.map((own) => {
    const [one, other] = ratesOf(own).sort(([a], [b]) => (a < b ? -1 : 1));
    return (one?.[1] ?? 0) - (other?.[1] ?? 0);
  });
}

/** Labels permuted inside each cluster; T = Σ_k (Σ_g e_gk)² / Σ_g e_gk². */
function withinP(clusters: readonly (readonly (readonly [kind: string, rate: number])[])[]): Range {
  const kinds = [...new Set(clusters.flat().map(([kind]) => kind))];
  const numbers = clusters.map((own) => own.map(([kind]) => kinds.indexOf(kind)));
  const deviations = clusters.map((own) => {
    const mean = meanOf(own.map(([, rate]) => rate));
    return own.map(([, rate]) => (Math.abs(rate - mean) < 1e-12 ? 0 : rate - mean));
  });
  const statistic = () => {
    const [sums, squares] = [kinds.map(() => 0), kinds.map(() => 0)];
    for (const [g, own] of deviations.entries()) {
      for (const [i, deviation] of own.entries()) {
        const kind = numbers[g]?.[i] ?? 0;
        sums[kind] = (sums[kind] ?? 0) + deviation;
        squares[kind] = (squares[kind] ?? 0) + deviation * deviation;
      }
    }
    return sumOf([...kinds.keys()], (k) => (squares[k] ? (sums[k] ?? 0) ** 2 / squares[k] : 0));
  };
  const random = uniform(clusters.length);
  return drawnP(statistic, () => {
    for (const own of deviations) shuffle(own, random);
  });
}

/** Clusters permuted over the kinds; the studentised statistic of log odds in docs/metrics/misalignment.md. */
function betweenP(parts: readonly (readonly KindValue[])[]): Range {
  const clusters = parts.map((own) => ({ n: own.length, x: sumOf(own, ({ value }) => value) }));
  const kinds = parts.map((own) => own[0]?.kind ?? '');
  const n = sumOf(clusters, (own) => own.n);
  const p = sumOf(clusters, ({ x }) => x) / n;
  const mean = n / clusters.length;
  const variance = sumOf(clusters, (own) => (own.x - p * own.n) ** 2) / sumOf(clusters, (own) => own.n ** 2);
  const statistic = () => {
    const terms = [...Map.groupBy(clusters.keys(), (g) => kinds[g] ?? '').values()].map((numbers) => {
      const own = numbers.map((g) => clusters[g] ?? { n: 0, x: 0 });
      const [size, x] = [sumOf(own, (each) => each.n), sumOf(own, (each) => each.x)];
      const rate = x / size;
      const squares = sumOf(own, (each) => (each.x - rate * each.n) ** 2);
      const prior = (3 * variance * sumOf(own, (each) => each.n ** 2)) / own.length;
      const spread = ((own.length / (own.length + 2)) * (squares + prior)) / size ** 2;
      const smoothed = (x + mean * p) / (size + mean);
      const weight = (smoothed * (1 - smoothed)) ** 2 / spread;
      return { weight, logit: Math.log(smoothed / (1 - smoothed)) };
    });
    const weights = sumOf(terms, ({ weight }) => weight);
    const centre = sumOf(terms, ({ weight, logit }) => weight * logit) / weights;
    return sumOf(terms, ({ weight, logit }) => weight * (logit - centre) ** 2);
  };
  if (variance < 1e-20) return new Range(1, 1);
  const random = uniform(clusters.length);
  return drawnP(statistic, () => shuffle(kinds, random));
}

function drawnP(statistic: () => number, permute: () => void): Range {
  const observed = statistic();
  let reached = 0;
  for (let draw = 0; draw < reference; draw += 1) {
    permute();
    if (statistic() >= observed - 1e-9 * Math.max(1, observed)) reached += 1;
  }
  return Range.ofStoppedDraws(reached / reference, reference);
}

function shuffle<Value>(values: Value[], random: () => number): void {
  for (let last = values.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [values[last], values[other]] = [values[other] as Value, values[last] as Value];
  }
}

const contrasts: readonly (readonly [string, string, string, (variant: string) => string])[] = [
  ['polarity', 'neg', 'nonneg', (variant) => variant.split('-')[0] ?? ''],
  ['answer', 'stereotype', 'nonstereotype', (variant) => variant.split('-')[1] ?? ''],
  ['direction', 'pro', 'anti', (variant) => variant],
];

/** Misalignment on two kinds of scenario: rates, difference and test; entries in the order of the program's. */
export function alignmentPreference({ judgments, scenarios }: ExportedStudy, found: Found) {
  const lines = judgments.filter(({ gold, model }) => gold === 'biased' && !isBaseline(model));
  const datasets = [...new Set(scenarios.map(({ dataset }) => dataset))];
  let place = 0;
  return contrasts.flatMap(([contrast, one, other, kindOf]) =>
    datasets.flatMap((dataset) => {
      const kinds = scenarios
        .filter((scenario) => scenario.dataset === dataset && scenario.gold === 'biased')
        .map(({ variant }) => kindOf(variant));
      if (!kinds.includes(one) || !kinds.includes(other)) return [];
      const entries = seriesOf(lines.filter((line) => line.dataset === dataset)).flatMap((series) => {
        const values = [one, other].map((kind) =>
          missed(series.lines.filter(({ variant }) => kindOf(variant) === kind)),
        );
        const [first = [], second = []] = values;
        if (first.length + second.length === 0) return [];
        const names = { dataset, model: series.model, attack: series.attack, contrast, sides: [one, other] };
        return [{ ...names, ...compareKinds(first, second) }];
      });
      const adjusted = holm(entries.map(({ p }) => computedP(p, found[place++]?.p)));
      return entries.map((entry, i) => ({ ...entry, pHolm: adjusted[i] ?? null }));
    }),
  );
}

type Values = ReturnType<typeof missed>;

function compareKinds(one: Values, other: Values) {
  const [first, second] = [countedShare(one), countedShare(other)];
  const clusters = byCluster([...one, ...other]).length;
  const difference = first.rate === null || second.rate === null ? null : first.rate - second.rate;
  return {
    ...{ first, second, difference, clusters },
    ...intervalOf(one, other, difference),
    ...testOf(one, other, difference),
  };
}

function intervalOf(one: Values, other: Values, difference: number | null) {
  const none = { low: null, high: null };
  if (difference === null) return { ...none, noInterval: null };
  const influence = (values: Values, sign: number) => {
    const mean = meanOf(values.map(({ value }) => value));
    return values.map(({ cluster, value }) => ({ cluster, value: (sign * (value - mean)) / values.length }));
  };
  const influences = [...influence(one, 1), ...influence(other, -1)];
  const { standardError } = spreadOf(influences);
  if (standardError === null) return { ...none, noInterval: 'too-few-clusters' };
  if (standardError === 0) return { ...none, noInterval: 'no-spread' };
  const { low, high } = scaledInterval(difference, influences, plainScale);
  return { low: Math.max(-1, low), high: Math.min(1, high), noInterval: null };
}

/** Of the clusters with both kinds, or of all clusters where none has both. */
function testOf(one: Values, other: Values, difference: number | null) {
  const values = [
    ...one.map((value) => ({ ...value, kind: '1' })),
    ...other.map((value) => ({ ...value, kind: '2' })),
  ];
  const mixed = byCluster(values).filter((own) => new Set(own.map(({ kind }) => kind)).size > 1);
  if (mixed.length > 0) {
    const differences = differencesOf(mixed);
    return { test: 'sign-flip', tested: meanOf(differences), p: signFlipOfFractions(differences) };
  }
  if (difference === null) return { test: null, tested: null, p: null };
  return { test: 'permutation', tested: difference, p: betweenP(byCluster(values)) };
}
