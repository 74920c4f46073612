import { type AgreementTable, agreementCodes } from '../core/agreement-table.ts';
import type { JudgmentTable } from '../core/judgment-table.ts';
import type { RatingTable } from '../core/rating-table.ts';
import { type AgreementRate, agreeability } from './agreeability/agreeability.ts';
import { alignmentPreference } from './alignment-preference/alignment-preference.ts';
import type { BbqAnswers } from './bbq-score/bbq-answers.ts';
import { bbqScore } from './bbq-score/bbq-score.ts';
import { clusterPairs } from './alignment-preference/cluster-pairs.ts';
import type { ExplanationMetrics, PeoplesUnderstanding } from './explanation-metrics.ts';
import type { ExplanationTally } from './readability/explanation-tally.ts';
import { familyConsistency } from './family-consistency/family-consistency.ts';
import { ratingAgreement } from './understanding/rating-agreement.ts';
import { readability } from './readability/readability.ts';
import { variantContrasts } from './alignment-preference/scenario-contrast.ts';
import { type SelfPreference, selfPreference } from './self-preference/self-preference.ts';
import { understanding } from './understanding/understanding.ts';

/** What there is to measure; null where a study has none of it. */
export interface ExplanationMetricsInput {
  readonly agreements: AgreementTable | null;
  readonly explanations: ExplanationTally | null;
  readonly ratings: RatingTable | null;
  readonly answers: BbqAnswers | null;
  readonly judgments: JudgmentTable | null;
}

export interface ExplanationMetricsOptions {
  readonly seed: number;
  /** Of every bootstrap. Default: each measure's own, 2,000 or 10,000. */
  readonly replicates?: number;
  /** Of every permutation test; 9,999 if absent. */
  readonly permutations?: number;
  /** The largest difference of people's mean ratings that is called none, in units of the scale; 0.25 if absent. */
  readonly margin?: number;
}

/** All metrics of the second half of a study. Pure: the same input and seed give the same numbers. */
export function computeExplanationMetrics(
  { agreements, explanations, ratings, answers, judgments }: ExplanationMetricsInput,
  options: ExplanationMetricsOptions,
): ExplanationMetrics {
  return {
    ...agreeabilityOf(agreements),
    selfPreference: agreements === null ? null : selfPreferenceOf(agreements, options),
    readability: explanations === null ? [] : readability(explanations, options),
    understanding: ratings === null ? null : understandingOf(ratings, options),
    familyConsistency: judgments === null ? [] : familyConsistencyOf(judgments, options),
    alignmentPreference: judgments === null ? [] : alignmentPreferenceOf(judgments),
    bbqScore: (answers?.series ?? []).flatMap(({ table, ...name }) =>
      bbqScore(table, options).map((score) => ({ ...name, ...score })),
    ),
  };
}

function agreeabilityOf(
  table: AgreementTable | null,
): Pick<ExplanationMetrics, 'agreeability' | 'agreeabilityByExplainer' | 'harshness'> {
  if (table === null) return { agreeability: [], agreeabilityByExplainer: [], harshness: [] };
  const { cells, explainers, raters } = agreeability(table);
  return {
    agreeability: cells,
    agreeabilityByExplainer: explainers.filter(({ all }) => wasAsked(all)),
    harshness: raters.filter(({ all }) => wasAsked(all)),
  };
}

function wasAsked({ outcomes }: AgreementRate): boolean {
  return Object.values(outcomes).some((count) => count > 0);
}

function selfPreferenceOf(table: AgreementTable, options: ExplanationMetricsOptions): SelfPreference | null {
  const { agree, disagree } = agreementCodes;
  return table.outcome.some((code) => code === agree || code === disagree)
    ? selfPreference(table, options)
    : null;
}

function understandingOf(
  table: RatingTable,
  { margin, ...options }: ExplanationMetricsOptions,
): PeoplesUnderstanding | null {
  if (table.item.length === 0) return null;
  return {
    scale: [...table.scale],
    ...understanding(table, margin),
    agreement: ratingAgreement(table, options),
  };
}

function familyConsistencyOf(table: JudgmentTable, options: ExplanationMetricsOptions) {
  return familyConsistency(table, options).filter(({ pairs }) => pairs.some(({ n }) => n > 0));
}

function alignmentPreferenceOf(table: JudgmentTable) {
  return alignmentPreference(table, variantContrasts(table, { direction: clusterPairs(table) }));
}
