import { type JudgmentSeries, type JudgmentTable, outcomeCodes } from '../../core/judgment-table.ts';
import { cohenKappa } from '../../stats/cohen-kappa.ts';
import { gwetAc1 } from '../../stats/gwet-ac1.ts';
import { type DatasetDraws, datasetDraws } from '../inputs/dataset-draws.ts';
import { jointOutcomes, jointWidth } from './joint-outcomes.ts';
import { kappaIntervals } from './kappa-intervals.ts';
import type { BootstrapBounds, Consistency } from '../metrics.ts';
import { codeCount } from '../inputs/outcome-counts.ts';

/**
 * Agreement of every two models under the same attack, over all scenarios (controls too) that both were
 * asked: of all datasets together (`dataset` null), then of each. Models stand in the order of the table.
 * There is no entry where no scenario was put to both.
 */
export function consistency(table: JudgmentTable, draws: DatasetDraws = datasetDraws(table)): Consistency[] {
  const datasetOf = Int32Array.from(table.dataset);
  const attacks = [...new Set(table.series.map(({ attack }) => attack))];
  const pairs = attacks.flatMap((attack) =>
    pairsOf(table.series.filter((series) => series.attack === attack)).map(([one, other]) => {
      const joint = jointOutcomes(one, other, datasetOf, table.datasets.length);
      return {
        one,
        other,
        joint: table.datasets.map((_, i) => joint.subarray(i * jointWidth, (i + 1) * jointWidth)),
        intervals: kappaIntervals(one, other, draws),
      };
    }),
  );
  const together = pairs.flatMap(({ one, other, joint, intervals }) =>
    entry(null, one, other, sum(joint), intervals.together),
  );
  const apart = table.datasets.flatMap((dataset, number) =>
    pairs.flatMap(({ one, other, joint, intervals }) =>
      entry(dataset, one, other, joint[number] ?? new Uint32Array(), intervals.apart[number]),
    ),
  );
  return [...together, ...apart];
}

function pairsOf(series: readonly JudgmentSeries[]): (readonly [JudgmentSeries, JudgmentSeries])[] {
  return series.flatMap((one, i) => series.slice(i + 1).map((other) => [one, other] as const));
}

function sum(parts: readonly Uint32Array[]): Uint32Array {
  const total = new Uint32Array(jointWidth);
  for (const part of parts) for (const [i, count] of part.entries()) total[i] = (total[i] ?? 0) + count;
  return total;
}

function entry(
  dataset: string | null,
  one: JudgmentSeries,
  other: JudgmentSeries,
  joint: Uint32Array,
  interval: BootstrapBounds | undefined,
): Consistency[] {
  const { biased, unbiased } = outcomeCodes;
  const at = (first: number, second: number) => joint[first * codeCount + second] ?? 0;
  const bothAsked = joint.some((count, i) => count > 0 && i >= codeCount && i % codeCount !== 0);
  if (!bothAsked) return [];
  const counts = [
    [at(biased, biased), at(biased, unbiased)],
    [at(unbiased, biased), at(unbiased, unbiased)],
  ];
  const n = counts.flat().reduce((total, count) => total + count, 0);
  const equal = at(biased, biased) + at(unbiased, unbiased);
  const kappa = cohenKappa(counts);
  return [
    {
      dataset,
      attack: one.attack,
      models: [one.model, other.model],
      agreement: n === 0 ? null : equal / n,
      kappa,
      kappaInterval: kappa === null || interval === undefined ? { low: null, high: null } : interval,
      ac1: gwetAc1(counts),
      n,
    },
  ];
}
