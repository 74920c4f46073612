import type { RatingTable } from '../../core/rating-table.ts';
import { type AgreementEstimate, estimateAgreement } from '../../stats/estimate-agreement.ts';
import { fleissKappa } from '../../stats/fleiss-kappa.ts';
import { gwetAc2 } from '../../stats/gwet-ac2.ts';
import { krippendorffAlpha } from '../../stats/krippendorff-alpha.ts';
import type { RatingCounts } from '../../stats/rating-counts.ts';
import { rawAgreement } from '../../stats/raw-agreement.ts';

/** How far raters agree, each coefficient with its 95 % bootstrap interval over scenarios. */
export interface RatingAgreement {
  readonly fleissKappa: AgreementEstimate;
  /** Krippendorff's, for ranked values. */
  readonly alphaOrdinal: AgreementEstimate;
  /** Gwet's, quadratic weights. */
  readonly ac2: AgreementEstimate;
  /** Share of equal pairs of ratings. */
  readonly raw: AgreementEstimate;
  /** Items with at least two ratings: what the coefficients are of. */
  readonly items: number;
  readonly ratings: number;
  readonly raters: number;
}

/** Agreement between the raters of the table, over its items. */
export function ratingAgreement(
  table: RatingTable,
  { replicates = 10_000, seed }: { readonly replicates?: number; readonly seed: number },
): RatingAgreement {
  const ratings = countsOf(table);
  const plan = { replicates, seed, clusterOf: table.scenarioOfItem };
  const raw = estimateAgreement(rawAgreement, ratings, plan);
  return {
    fleissKappa: estimateAgreement(fleissKappa, ratings, plan),
    alphaOrdinal: estimateAgreement(krippendorffAlpha('ordinal'), ratings, plan),
    ac2: estimateAgreement(gwetAc2('quadratic'), ratings, plan),
    raw,
    items: raw.items,
    ratings: table.item.length,
    raters: new Set(table.rater).size,
  };
}

function countsOf(table: RatingTable): RatingCounts {
  const width = table.scale.length;
  const counts = new Float64Array(table.modelOfItem.length * width);
  for (const [row, item] of table.item.entries()) {
    const category = table.scale.indexOf(table.value[row] ?? Number.NaN);
    if (category < 0) throw new RangeError(`Rating ${table.value[row]} is not on the scale ${table.scale}.`);
    const slot = item * width + category;
    counts[slot] = (counts[slot] ?? 0) + 1;
  }
  return { categories: table.scale, itemCount: table.modelOfItem.length, counts };
}
