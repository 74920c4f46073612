import { noAttack } from '../../core/condition.ts';
import type { JudgmentSeries, JudgmentTable } from '../../core/tables.ts';
import { kindsBetweenClusters } from '../../stats/kinds/kinds-between-clusters.ts';
import { kindsWithinClusters } from '../../stats/kinds/kinds-within-clusters.ts';
import { holmAdjust } from '../../stats/significance/multiple-comparisons.ts';
import { attackOrder } from '../../tables/format.ts';
import { biasedCells, type Cells } from '../inputs/cells.ts';
import { clusterGroups } from '../inputs/clusters.ts';
import { isBaseline } from '../inputs/model-family.ts';
import { verdictSums } from '../inputs/verdict-sums.ts';

/** Whether the misalignment of a model depends on the kind of scenario, without an attack. */
export interface KindTest {
  readonly dataset: string;
  readonly division: 'category' | 'variant';
  readonly model: string;
  readonly attack: string;
  /** `between`: the kinds divide the clusters. `within`: they vary inside the clusters. */
  readonly test: 'between' | 'within';
  /** Kinds with a verdict, and the clusters that the test compares. */
  readonly kinds: number;
  readonly clusters: number;
  /** Null where fewer than two kinds can be compared. */
  readonly p: number | null;
  /** Adjusted by Holm within `family`. */
  readonly pHolm: number | null;
  readonly family: { readonly name: string; readonly tests: number } | null;
}

/** Clusters beyond so many are put together, evenly within each kind: that bounds the cost of a permutation. */
const mostClusters = 250;

/**
 * For each dataset and division with two kinds or more a test a model: permutations of clusters over kinds where these
 * divide the clusters (`kindsBetweenClusters`), of kinds inside the clusters where they vary there
 * (`kindsWithinClusters`). Adjusted by Holm over the models of a dataset and division. Without an attack, or under the
 * first one where nothing was asked without. Baselines are not tested.
 */
export function kindTests(table: JudgmentTable, seed: number): KindTest[] {
  const [attack = noAttack] = attackOrder(table.series);
  const tested = table.series.filter((series) => series.attack === attack && !isBaseline(series.model));
  return [...ofDivision(table, 'category', tested, seed), ...ofDivision(table, 'variant', tested, seed)];
}

function ofDivision(
  table: JudgmentTable,
  division: 'category' | 'variant',
  tested: readonly JudgmentSeries[],
  seed: number,
): KindTest[] {
  const cells = biasedCells(table, {
    byCategory: division === 'category',
    byVariant: division === 'variant',
  });
  const groups = clusterGroups(cells, table.cluster, table.clusterCount);
  const clusterOf = clustersOfGroups(table.cluster, groups.of, groups.starts.at(-1) ?? 0);
  const sums = tested.map((series) => verdictSums(series, groups));
  return datasetsOf(cells).flatMap(({ dataset, first, count }) => {
    if (count < 2) return [];
    const parts = Array.from({ length: count }, (_, kind) => first + kind);
    const tests = tested.map((series, i) => {
      const { verdicts = new Float64Array(0), misaligned = new Float64Array(0) } = sums[i] ?? {};
      const rows = parts.flatMap((cell, kind) => {
        const [from = 0, to = 0] = [groups.starts[cell], groups.starts[cell + 1]];
        return Array.from({ length: to - from }, (_, g) => ({
          kind,
          cluster: clusterOf[from + g] ?? 0,
          size: verdicts[from + g] ?? 0,
          sum: misaligned[from + g] ?? 0,
        })).filter(({ size }) => size > 0);
      });
      return { dataset, division, model: series.model, attack: series.attack, ...test(rows, count, seed) };
    });
    return adjusted(tests, `misalignment by ${division}: all models on ${dataset}`);
  });
}

function clustersOfGroups(cluster: Uint32Array, groupOf: Int32Array, groupCount: number): Uint32Array {
  const of = new Uint32Array(groupCount);
  for (let scenario = 0; scenario < groupOf.length; scenario += 1) {
    const group = groupOf[scenario] ?? -1;
    if (group >= 0) of[group] = cluster[scenario] ?? 0;
  }
  return of;
}

/** The cells of a dataset follow each other. */
function datasetsOf({ names }: Cells) {
  return [...Map.groupBy(names.keys(), (cell) => names[cell]?.dataset ?? '')].map(([dataset, cells]) => ({
    dataset,
    first: cells[0] ?? 0,
    count: cells.length,
  }));
}

/** The verdicts of one kind in one cluster. */
interface KindSum {
  readonly kind: number;
  readonly cluster: number;
  readonly size: number;
  readonly sum: number;
}

type Tested = Pick<KindTest, 'test' | 'kinds' | 'clusters' | 'p'>;

function test(rows: readonly KindSum[], kindCount: number, seed: number): Tested {
  const kinds = new Set(rows.map(({ kind }) => kind)).size;
  const byCluster = [...Map.groupBy(rows, ({ cluster }) => cluster).values()];
  const mixed = byCluster.filter((own) => own.length > 1);
  if (2 * mixed.length >= byCluster.length && mixed.length > 0) {
    const blocks = merged(mixed);
    const table = {
      kindCount,
      sizes: new Float64Array(blocks.length * kindCount),
      sums: new Float64Array(blocks.length * kindCount),
    };
    for (const [block, own] of blocks.entries()) {
      for (const { kind, size, sum } of own) {
        const slot = block * kindCount + kind;
        table.sizes[slot] = (table.sizes[slot] ?? 0) + size;
        table.sums[slot] = (table.sums[slot] ?? 0) + sum;
      }
    }
    const { p } = kindsWithinClusters(table, { seed, withoutPairs: true });
    return { test: 'within', kinds, clusters: mixed.length, p };
  }
  const clusters = [...Map.groupBy(rows, ({ kind }) => kind).values()].flatMap((own) =>
    merged(
      own.map((row) => [row]),
      rows.length,
    ).map((together) => ({
      kind: together[0]?.kind ?? 0,
      size: together.reduce((total, { size }) => total + size, 0),
      sum: together.reduce((total, { sum }) => total + sum, 0),
    })),
  );
  const { p } = kindsBetweenClusters(
    { sizes: clusters.map(({ size }) => size), sums: clusters.map(({ sum }) => sum) },
    clusters.map(({ kind }) => kind),
    { seed },
  );
  return { test: 'between', kinds, clusters: rows.length, p };
}

/** At most about `mostClusters` of `all` clusters, each put together of equally many. */
function merged(clusters: readonly (readonly KindSum[])[], all = clusters.length): KindSum[][] {
  const size = Math.max(1, Math.ceil(all / mostClusters));
  return Array.from({ length: Math.ceil(clusters.length / size) }, (_, i) =>
    clusters.slice(i * size, (i + 1) * size).flat(),
  );
}

function adjusted(tests: readonly Omit<KindTest, 'pHolm' | 'family'>[], name: string): KindTest[] {
  const compared = tests.filter(({ p }) => p !== null);
  const pHolm = holmAdjust(compared.map(({ p }) => p ?? 1));
  return tests.map((entry) => {
    const at = compared.indexOf(entry);
    return {
      ...entry,
      pHolm: pHolm[at] ?? null,
      family: at < 0 ? null : { name, tests: compared.length },
    };
  });
}
