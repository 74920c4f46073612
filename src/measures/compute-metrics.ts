import { type AgreementTable, agreementCodes, type JudgmentTable, type RatingTable } from '../core/tables.ts';
import {
  type AgreeabilityCell,
  type AgreementRate,
  agreeability,
  type ExplainerAgreeability,
  type Harshness,
} from './agreeability/compute.ts';
import {
  type AlignmentPreference,
  alignmentPreference,
  clusterPairs,
  variantContrasts,
} from './alignment-preference/compute.ts';
import { attackSuccess } from './attack-success/compute.ts';
import { type BbqAnswers, type BbqScore, bbqScore } from './bbq-score/compute.ts';
import { consistency } from './consistency/compute.ts';
import { controls } from './controls/compute.ts';
import { type FamilyConsistency, familyConsistency } from './family-consistency/compute.ts';
import { datasetDraws } from './inputs/clusters.ts';
import type { Metrics } from './metrics.ts';
import { misalignment } from './misalignment/compute.ts';
import { modelDifferences } from './model-differences/compute.ts';
import { type ExplanationTally, type ModelReadability, readability } from './readability/compute.ts';
import { type SelfPreference, selfPreference } from './self-preference/compute.ts';
import {
  type RatingAgreement,
  ratingAgreement,
  type Understanding,
  understanding,
} from './understanding/compute.ts';

/**
 * All metrics of the judgments. Pure; an empty table gives empty lists.
 * @example
 * const { misalignment } = computeMetrics(await store.judgmentTable({}));
 */
export function computeMetrics(table: JudgmentTable): Metrics {
  const draws = datasetDraws(table);
  return {
    misalignment: misalignment(table),
    attackSuccess: attackSuccess(table),
    controls: controls(table, draws),
    consistency: consistency(table, draws),
    modelDifferences: modelDifferences(table),
  };
}

/** What there is to measure; null where a study has none of it. */
export interface ExplanationMetricsInput {
  readonly agreements: AgreementTable | null;
  readonly explanations: ExplanationTally | null;
  readonly ratings: RatingTable | null;
  readonly answers: BbqAnswers | null;
  readonly judgments: JudgmentTable | null;
}

/** Seed and sizes of bootstraps and permutation tests. */
export interface ExplanationMetricsOptions {
  readonly seed: number;
  /** Of every bootstrap. Default: each measure's own, 2,000 or 10,000. */
  readonly replicates?: number;
  /** Of every permutation test; 9,999 if absent. */
  readonly permutations?: number;
  /** The largest difference of people's mean ratings that is called none, in units of the scale; 0.25 if absent. */
  readonly margin?: number;
}

/**
 * All metrics of the second half of a study. Pure: the same input and seed give the same numbers.
 * @example
 * const { agreeability } = computeExplanationMetrics(
 *   { agreements: await store.agreementTable({}), explanations: null, ratings: null, answers: null, judgments: null },
 *   { seed: 1 },
 * );
 */
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

/** The one object that `hvsb metrics --json` prints. */
export interface StudyMetrics extends Metrics, ExplanationMetrics {}
