import type { AgreementCounts } from '../../core/tables.ts';
import type { ClusteredInterval } from '../inputs/estimates.ts';
import { measureId } from '../measure.ts';

/**
 * A share of readings with its 95 % Wilson interval (null where n is 0), and clustered by scenario.
 * `outcomes` counts all that was asked, `n` only the verdicts agree and disagree.
 */
export interface AgreementRate {
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
  readonly clustered: ClusteredInterval;
  readonly outcomes: AgreementCounts;
}

/** How often a rater agrees with an explainer's explanations. */
export interface AgreeabilityCell extends AgreementRate {
  readonly explainer: string;
  readonly rater: string;
}

/** How often others agree with an explainer; its own readings count in `all` only. */
export interface ExplainerAgreeability {
  readonly explainer: string;
  readonly all: AgreementRate;
  readonly byOthers: AgreementRate;
}

/** How often a rater disagrees; with its own explanations in `all` only. The rates are of DISAGREE. */
export interface Harshness {
  readonly rater: string;
  readonly all: AgreementRate;
  readonly towardsOthers: AgreementRate;
}

export interface Agreeability {
  /** By explainer, then rater, as the table lists them; without an entry where nothing was asked. */
  readonly cells: readonly AgreeabilityCell[];
  readonly explainers: readonly ExplainerAgreeability[];
  readonly raters: readonly Harshness[];
}

export const agreeabilityId = measureId<Agreeability>('agreeability');
