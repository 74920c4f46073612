import { type Form, forms } from '../core/scenario.ts';
import { type Measured, type MeasureSelection, measureStore } from '../measures/measure-store.ts';
import type { ScenarioFilter, Store } from '../store/contract/store.ts';
import { checkStoredModels } from './check-names.ts';
import { chooseScenarios } from './choose-subjects.ts';
import { type StudyOptions, studyRuntime } from './runtime.ts';
import type { Study } from './study-schema.ts';

export interface MeasureStudyOptions extends Pick<StudyOptions, 'datasets'> {
  readonly store: Store;
  /** What is measured, in place of what the study says. */
  readonly selection?: MeasureSelection;
}

/**
 * Measures what a study has stored: judgments, explanations, and what models and people made of them.
 * @param study null for everything that the store holds
 * @throws UsageError where nothing matches, naming what there is
 * @example
 * const { metrics } = await measureStudy(null, { store });
 * console.log(metrics.misalignment.map(({ model, rate, low, high }) => ({ model, rate, low, high })));
 */
export async function measureStudy(
  study: Study | null,
  { store, selection: given, ...options }: MeasureStudyOptions,
): Promise<Measured> {
  const selection = given ?? (study === null ? { judgments: {}, explanations: {} } : studySelection(study));
  await checkStoredModels(store, selection.judgments);
  await chooseScenarios(studyRuntime(options), store, selection.judgments);
  return measureStore(store, selection);
}

/** What the metrics of a study are over. */
export function studySelection(study: Study): MeasureSelection {
  const { sample: _, ...unsampled } = studyFilter(study);
  return {
    judgments: studyFilter(study),
    explanations: study.explain === undefined ? unsampled : { ...unsampled, attack: study.explain.attack },
  };
}

/** The scenarios that a study judges. */
export function studyFilter(study: Pick<Study, 'datasets' | 'emulate' | 'judge'>): ScenarioFilter {
  const withoutStatements: readonly Form[] = forms.filter((form) => form !== 'statement');
  const chosenForms = study.judge?.forms ?? (study.emulate === undefined ? undefined : withoutStatements);
  const sample = study.judge?.sample;
  return {
    datasets: study.datasets.map((dataset) => dataset.dataset),
    ...(chosenForms === undefined ? {} : { forms: chosenForms }),
    ...(sample === undefined ? {} : { sample }),
  };
}
