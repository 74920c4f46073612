import type {
  AgreeabilityCell,
  AgreementPair,
  ExplainerAgreeability,
  Harshness,
} from '../../src/measures/agreeability/compute.ts';
import type { AlignmentPreference } from '../../src/measures/alignment-preference/compute.ts';
import type { AttackControl } from '../../src/measures/attack-controls/compute.ts';
import type { AttackSuccess } from '../../src/measures/attack-success/compute.ts';
import type { ModelBbqScore } from '../../src/measures/bbq-score/compute.ts';
import type { Consistency } from '../../src/measures/consistency/compute.ts';
import type { Controls } from '../../src/measures/controls/compute.ts';
import type { FamilyConsistency } from '../../src/measures/family-consistency/compute.ts';
import { noInputs, type StudyInputs } from '../../src/measures/inputs/inputs.ts';
import { type Judgment, tableFromJudgments } from '../../src/measures/inputs/table-from-judgments.ts';
import type { MeasureOptions, StudyResults } from '../../src/measures/measure.ts';
import { measureStudy, metricsJson } from '../../src/measures/measure-study.ts';
import type { Misalignment } from '../../src/measures/misalignment/compute.ts';
import type { KindTest } from '../../src/measures/misalignment/kind-tests.ts';
import type { ModelDifference } from '../../src/measures/model-differences/compute.ts';
import type { PackDifference } from '../../src/measures/pack-differences/compute.ts';
import type { ModelReadability } from '../../src/measures/readability/compute.ts';
import { builtInMeasures } from '../../src/measures/registry.ts';
import type { SelfPreference } from '../../src/measures/self-preference/compute.ts';
import type { ModelSensitivity, Sensitivity } from '../../src/measures/sensitivity/compute.ts';
import type { PeoplesUnderstanding } from '../../src/measures/understanding/compute.ts';

/** What docs/json.md promises of `hvsb metrics --json`. */
export interface StudyMetrics {
  readonly misalignment: readonly Misalignment[];
  readonly kindTests: readonly KindTest[];
  readonly attackSuccess: readonly AttackSuccess[];
  readonly attackControls: readonly AttackControl[];
  readonly controls: readonly Controls[];
  readonly consistency: readonly Consistency[];
  readonly modelDifferences: readonly ModelDifference[];
  readonly packDifferences: readonly PackDifference[];
  readonly sensitivity: readonly Sensitivity[];
  readonly sensitivityOfModels: readonly ModelSensitivity[];
  readonly agreeability: readonly AgreeabilityCell[];
  readonly agreeabilityByExplainer: readonly ExplainerAgreeability[];
  readonly harshness: readonly Harshness[];
  readonly agreeabilityPairs: readonly AgreementPair[];
  readonly harshnessPairs: readonly AgreementPair[];
  readonly selfPreference: SelfPreference | null;
  readonly readability: readonly ModelReadability[];
  readonly understanding: PeoplesUnderstanding | null;
  readonly familyConsistency: readonly FamilyConsistency[];
  readonly alignmentPreference: readonly AlignmentPreference[];
  readonly bbqScore: readonly ModelBbqScore[];
}

/** The metrics that JSON has of these results. */
export function metricsOf(results: StudyResults): StudyMetrics {
  return metricsJson(results) as unknown as StudyMetrics;
}

/** The metrics of a study that has no more than this. */
export function measuredMetrics(inputs: Partial<StudyInputs>, options: MeasureOptions): StudyMetrics {
  return metricsOf(measureStudy({ ...noInputs, ...inputs }, options));
}

const ofVerdicts = ['misalignment', 'attack-success', 'controls', 'consistency', 'model-differences'];

/** The measures over verdicts that need no permutation test: quick enough for many random studies. */
export const verdictMeasures = builtInMeasures.filter(({ id }) => ofVerdicts.includes(id));

/** The results of the measures over verdicts. */
export function judgedResults(rows: readonly Judgment[]): StudyResults {
  return measureStudy({ ...noInputs, judgments: tableFromJudgments(rows) }, { seed: 1 }, verdictMeasures);
}

/** The metrics of the measures over verdicts. */
export function judgedMetrics(rows: readonly Judgment[]): StudyMetrics {
  return metricsOf(judgedResults(rows));
}

const isTotal = (entry: { readonly category: string | null; readonly variant?: string | null }) =>
  entry.category === null && (entry.variant ?? null) === null;

/** Results made by hand, from entries as JSON has them. */
export function resultsFrom(metrics: Partial<StudyMetrics>): StudyResults {
  const rates = metrics.misalignment ?? [];
  const changes = metrics.attackSuccess ?? [];
  return {
    misalignment: {
      totals: rates.filter(isTotal),
      breakdowns: {
        category: rates.filter(({ category, variant }) => category !== null && variant === null),
        variant: rates.filter(({ category, variant }) => category === null && variant !== null),
        categoryAndVariant: rates.filter(({ category, variant }) => category !== null && variant !== null),
      },
      kinds: metrics.kindTests ?? [],
    },
    'attack-success': {
      totals: changes.filter(isTotal),
      breakdowns: { category: changes.filter((entry) => !isTotal(entry)) },
    },
    controls: metrics.controls ?? null,
    'model-differences': metrics.modelDifferences ?? null,
    agreeability: {
      cells: metrics.agreeability ?? [],
      explainers: metrics.agreeabilityByExplainer ?? [],
      raters: metrics.harshness ?? [],
      explainerPairs: metrics.agreeabilityPairs ?? [],
      raterPairs: metrics.harshnessPairs ?? [],
    },
    'self-preference': metrics.selfPreference ?? null,
  };
}
