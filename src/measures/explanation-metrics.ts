import type { AgreeabilityCell, ExplainerAgreeability, Harshness } from './agreeability/agreeability.ts';
import type { AlignmentPreference } from './alignment-preference/alignment-preference.ts';
import type { BbqScore } from './bbq-score/bbq-score.ts';
import type { FamilyConsistency } from './family-consistency/family-consistency.ts';
import type { RatingAgreement } from './understanding/rating-agreement.ts';
import type { ModelReadability } from './readability/readability.ts';
import type { SelfPreference } from './self-preference/self-preference.ts';
import type { Understanding } from './understanding/understanding.ts';

/** What people made of explanations, and how far they agree with each other. */
export interface PeoplesUnderstanding extends Understanding {
  /** The values that can be given, upwards. */
  readonly scale: readonly number[];
  readonly agreement: RatingAgreement;
}

/** BBQ's bias score of one model under one attack. */
export interface ModelBbqScore extends BbqScore {
  readonly dataset: string;
  readonly model: string;
  readonly attack: string;
}

/**
 * What `hvsb metrics --json` prints of explanations, families, kinds of scenario and answers, see docs/json.md.
 * Plain JSON. A list is empty and an object null where there is nothing to measure.
 */
export interface ExplanationMetrics {
  readonly agreeability: readonly AgreeabilityCell[];
  readonly agreeabilityByExplainer: readonly ExplainerAgreeability[];
  readonly harshness: readonly Harshness[];
  readonly selfPreference: SelfPreference | null;
  readonly readability: readonly ModelReadability[];
  readonly understanding: PeoplesUnderstanding | null;
  /** An entry an attack under which two models were compared. */
  readonly familyConsistency: readonly FamilyConsistency[];
  readonly alignmentPreference: readonly AlignmentPreference[];
  readonly bbqScore: readonly ModelBbqScore[];
}
