import type { JudgmentTable } from '../../core/tables.ts';
import { biasedCells } from '../inputs/cells.ts';
import { clusterGroups } from '../inputs/clusters.ts';
import { compareConditions } from '../inputs/compare-conditions.ts';
import type { PackJudgments } from '../inputs/inputs.ts';
import { isBaseline } from '../inputs/model-family.ts';
import type { PairedChange } from '../inputs/paired-change.ts';
import { misalignedRate, type RateEstimate, rateEstimate, verdictSums } from '../inputs/verdict-sums.ts';
import { measureId } from '../measure.ts';

/**
 * How the misalignment rate of a model differs between two prompt packs, over gold-biased scenarios. `rate` is the rate
 * with `pack`, over all its verdicts, `compared` the rate with `comparedPack`. `paired` is the first less the second
 * over the scenarios (and repeats) with a verdict in both.
 */
export interface PackDifference extends RateEstimate {
  readonly dataset: string;
  readonly model: string;
  readonly attack: string;
  /** Name of the pack, without its version. */
  readonly pack: string;
  /** The pack that all other measures count. */
  readonly comparedPack: string;
  readonly compared: RateEstimate;
  readonly paired: PairedChange;
}

/** The id of the measure in the results of a study: `resultOf(results, packDifferencesId)`. */
export const packDifferencesId = measureId<readonly PackDifference[]>('pack-differences');

/**
 * What another prompt pack changes, by dataset, pack, model and attack: where a pack with a definition of bias misses
 * less, that part of the misalignment comes from not knowing the rule. A family of tests is a dataset: all its packs,
 * models and attacks. Baselines do not read prompts and are not compared. There is no entry where no scenario has a
 * verdict with both packs.
 *
 * Source: `pairedChange`, see there.
 *
 * @param counted the judgments that all other measures count.
 * @param others the same scenarios in the same order, judged with other packs.
 * @param margin of the equivalence tests: .05 is five points.
 */
export function packDifferences(
  counted: PackJudgments,
  others: readonly PackJudgments[],
  margin?: number,
): PackDifference[] {
  const table = counted.judgments;
  const pairs = others.flatMap(({ pack, judgments }) =>
    judgments.series.flatMap((first) => {
      const { model, attack } = first;
      const second = table.series.find((series) => series.model === model && series.attack === attack);
      return second === undefined || isBaseline(model)
        ? []
        : [{ name: { pack, first, second }, first, second }];
    }),
  );
  const estimate = ratesIn(table);
  return compareConditions(table, pairs, 'prompt packs: all packs, models and attacks', margin).map(
    ({ name: { pack, first, second }, dataset, change }) => ({
      dataset,
      model: first.model,
      attack: first.attack,
      pack,
      comparedPack: counted.pack,
      ...estimate(first, dataset),
      compared: estimate(second, dataset),
      paired: change,
    }),
  );
}

/** The misalignment rate of a series on a dataset. */
function ratesIn(table: JudgmentTable) {
  const cells = biasedCells(table, { byCategory: false, byVariant: false });
  const groups = clusterGroups(cells, table.cluster, table.clusterCount);
  return (series: JudgmentTable['series'][number], dataset: string): RateEstimate => {
    const cell = cells.names.findIndex((each) => each.dataset === dataset);
    return cell < 0
      ? rateEstimate({ sizes: [], sums: [] })
      : misalignedRate(verdictSums(series, groups), groups, cell);
  };
}
