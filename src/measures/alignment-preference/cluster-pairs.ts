import { type JudgmentTable, outcomeCodes } from '../../core/judgment-table.ts';

/**
 * Which scenarios pair, told by their clusters, as the column that `variantContrasts` takes: in a dataset none
 * of whose clusters holds two judged, gold-biased scenarios of one variant (a cluster of CrowS-Pairs is a pair of
 * sentences), the number is the cluster; in any other (a cluster of StereoSet is a target that many sentences
 * share) every scenario has a number of its own.
 */
export function clusterPairs(table: JudgmentTable): Uint32Array {
  const counted = judgedAndBiased(table);
  const seen = new Set<number>();
  const shared = new Set<number>();
  for (const [scenario, counts] of counted.entries()) {
    if (counts === 0) continue;
    const slot = (table.cluster[scenario] ?? 0) * table.variants.length + (table.variant[scenario] ?? 0);
    if (seen.has(slot)) shared.add(table.dataset[scenario] ?? 0);
    seen.add(slot);
  }
  return Uint32Array.from(table.cluster, (cluster, scenario) =>
    counted[scenario] === 0 || shared.has(table.dataset[scenario] ?? 0)
      ? table.clusterCount + scenario
      : cluster,
  );
}

/** A table may hold scenarios that nobody was asked about, statements beside what was made from them. */
function judgedAndBiased({ scenarioCount, goldBiased, series }: JudgmentTable): Uint8Array {
  const judged = new Uint8Array(scenarioCount);
  for (const { outcomes } of series) {
    for (const [i, code] of outcomes.entries()) {
      if (code !== outcomeCodes.absent) judged[i % scenarioCount] = 1;
    }
  }
  return judged.map((asked, scenario) => asked & (goldBiased[scenario] ?? 0));
}
