import type { JudgmentTable } from '../../core/tables.ts';
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

/**
 * The clusters of each dataset: those of dataset i are `starts[i]` up to, not including, `starts[i + 1]`.
 */
export function datasetClusters(table: JudgmentTable): ClusterGroups {
  const names = table.datasets.map((dataset) => ({ dataset, category: null, variant: null }));
  return clusterGroups({ of: Int32Array.from(table.dataset), names }, table.cluster, table.clusterCount);
}
