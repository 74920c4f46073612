import { type JudgmentTable, outcomeCodes } from '../../core/tables.ts';
import { type ClusterDraws, drawClusters } from '../../stats/bootstrap/cluster-bootstrap.ts';
import { seededRandom } from '../../stats/bootstrap/seeded-random.ts';
import type { Cells } from './cells.ts';

/** The clusters within each cell, numbered so that those of one cell stand together. */
export interface ClusterGroups {
  /** Number of each scenario's group; -1 where the scenario is in no cell. */
  readonly of: Int32Array;
  /** The groups of cell i are `starts[i]` up to, not including, `starts[i + 1]`. */
  readonly starts: Uint32Array;
}

/** Every pair of cell and cluster that occurs is a group. */
export function clusterGroups(cells: Cells, cluster: Uint32Array, clusterCount: number): ClusterGroups {
  const { of, cellOfGroup, count } = numberPairs(cells.of, cluster, clusterCount);
  const starts = new Uint32Array(cells.names.length + 1);
  for (let group = 0; group < count; group += 1) {
    const next = (cellOfGroup[group] ?? 0) + 1;
    starts[next] = (starts[next] ?? 0) + 1;
  }
  for (let cell = 1; cell < starts.length; cell += 1) {
    starts[cell] = (starts[cell] ?? 0) + (starts[cell - 1] ?? 0);
  }
  const free = starts.slice();
  const place = new Uint32Array(count);
  for (let group = 0; group < count; group += 1) {
    const cell = cellOfGroup[group] ?? 0;
    const position = free[cell] ?? 0;
    place[group] = position;
    free[cell] = position + 1;
  }
  for (let scenario = 0; scenario < of.length; scenario += 1) {
    const group = of[scenario] ?? -1;
    if (group >= 0) of[scenario] = place[group] ?? -1;
  }
  return { of, starts };
}

/**
 * Numbers the pairs in the order they come. Each cluster keeps a chain of its groups, which is short: a
 * cluster lies in few cells. Typed arrays throughout, for millions of scenarios.
 */
function numberPairs(cellOf: Int32Array, cluster: Uint32Array, clusterCount: number) {
  const of = new Int32Array(cellOf.length).fill(-1);
  const newest = new Int32Array(clusterCount).fill(-1);
  const older = new Int32Array(cellOf.length);
  const cellOfGroup = new Int32Array(cellOf.length);
  let count = 0;
  for (let scenario = 0; scenario < cellOf.length; scenario += 1) {
    const cell = cellOf[scenario] ?? -1;
    if (cell < 0) continue;
    const own = cluster[scenario] ?? 0;
    let group = newest[own] ?? -1;
    while (group >= 0 && cellOfGroup[group] !== cell) group = older[group] ?? -1;
    if (group < 0) {
      group = count++;
      cellOfGroup[group] = cell;
      older[group] = newest[own] ?? -1;
      newest[own] = group;
    }
    of[scenario] = group;
  }
  return { of, cellOfGroup, count };
}

/** Of every bootstrap interval of the metrics. */
export const replicateCount = 1000;
/**
 * Clusters beyond so many are put together by chance, as evenly as can be: that keeps the expected width of
 * an interval, makes it vary by 1/√(2 · 500) = 3 %, less than the replicates do, and bounds its cost.
 *
 * Source: the random group method, Wolter (2007), *Introduction to Variance Estimation*, chapter 2.
 */
const mostDrawn = 500;
const seed = 1;

/** The clusters of each dataset as they are redrawn, the same draws for every model and pair of models. */
export interface DatasetDraws {
  /** Number of each scenario's cluster, over all datasets; -1 where no model gave a verdict. */
  readonly of: Int32Array;
  /** The clusters of dataset i are `starts[i]` up to, not including, `starts[i + 1]`. */
  readonly starts: Uint32Array;
  /** One a dataset; its clusters are numbered from 0. */
  readonly draws: readonly ClusterDraws[];
}

/** Draws clusters anew within each dataset: datasets are chosen, not sampled. Equal tables give equal draws. */
export function datasetDraws(table: JudgmentTable): DatasetDraws {
  const names = table.datasets.map((dataset) => ({ dataset, category: null, variant: null }));
  const cells = { of: datasetsOfJudged(table), names };
  const groups = clusterGroups(cells, table.cluster, table.clusterCount);
  const starts = new Uint32Array(table.datasets.length + 1);
  const merged = new Int32Array(groups.starts.at(-1) ?? 0);
  const draws = table.datasets.map((_, dataset) => {
    const [from, to] = [groups.starts[dataset] ?? 0, groups.starts[dataset + 1] ?? 0];
    const start = starts[dataset] ?? 0;
    const clusters = Math.min(to - from, mostDrawn);
    starts[dataset + 1] = start + clusters;
    for (const [position, group] of order(to - from).entries())
      merged[from + group] = start + (position % clusters);
    return drawClusters(clusters, replicateCount, seed + dataset);
  });
  return { of: groups.of.map((group) => (group < 0 ? -1 : (merged[group] ?? -1))), starts, draws };
}

/** The dataset of each scenario on which some model gave a verdict; -1 elsewhere. */
function datasetsOfJudged({ scenarioCount, dataset, series }: JudgmentTable): Int32Array {
  const of = new Int32Array(scenarioCount).fill(-1);
  for (const { outcomes, repeats } of series) {
    for (let from = 0; from < repeats * scenarioCount; from += scenarioCount) {
      for (let scenario = 0; scenario < scenarioCount; scenario += 1) {
        const code = outcomes[from + scenario] ?? 0;
        if (code !== outcomeCodes.biased && code !== outcomeCodes.unbiased) continue;
        of[scenario] = dataset[scenario] ?? -1;
      }
    }
  }
  return of;
}

/** The numbers below `count`, shuffled where they are too many to be drawn one by one. */
function order(count: number): Uint32Array {
  const numbers = Uint32Array.from({ length: count }, (_, i) => i);
  if (count <= mostDrawn) return numbers;
  const keys = new Uint32Array(count);
  seededRandom(seed).fillBelow(keys, 2 ** 32);
  return numbers.sort((one, other) => (keys[one] ?? 0) - (keys[other] ?? 0));
}
