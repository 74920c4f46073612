import type { AgreementEstimate } from '../../stats/agreement/estimate-agreement.ts';
import type { Equivalence } from '../../stats/significance/equivalence-test.ts';
import type { KruskalWallis } from '../../stats/significance/rank-tests.ts';
import type { ClusteredInterval, Proportion } from '../inputs/estimates.ts';
import { measureId } from '../measure.ts';

/** How well people understood the explanations of one model. Intervals are of 95 %. */
export interface ModelUnderstanding {
  readonly model: string;
  /** Mean of the ratings, with its interval clustered by scenario; null where there are none. */
  readonly mean: number | null;
  readonly clustered: ClusteredInterval;
  /** Ratings at the top of the scale, as a share of all. */
  readonly top: Proportion;
  readonly items: number;
  readonly ratings: number;
}

/** Two models compared by the means of their items. */
export interface UnderstandingPair {
  readonly models: readonly [string, string];
  /** Dunn's test; null where it is undefined. */
  readonly z: number | null;
  readonly p: number | null;
  /** Adjusted over all pairs. */
  readonly pHolm: number | null;
  /** Whether the two are the same within the margin; null with fewer than two rated items each, or no spread. */
  readonly equivalence: Equivalence | null;
  /** Its p adjusted over all pairs: below .05, "no difference beyond the margin" may be said of it among the others. */
  readonly equivalencePHolm: number | null;
}

export interface Understanding {
  readonly models: readonly ModelUnderstanding[];
  /** Over the models, an item's mean being one observation; null where undefined. */
  readonly kruskalWallis: KruskalWallis | null;
  readonly pairs: readonly UnderstandingPair[];
  /** The margin of the equivalence tests, in units of the scale. */
  readonly margin: number;
}

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

/** What people made of explanations, and how far they agree with each other. */
export interface PeoplesUnderstanding extends Understanding {
  /** The values that can be given, upwards. */
  readonly scale: readonly number[];
  readonly agreement: RatingAgreement;
}

export const understandingId = measureId<PeoplesUnderstanding>('understanding');
