import { type Form, forms } from '../core/scenario.ts';
import type { MeasureRegistry } from '../measures/measure.ts';
import { type Measured, type MeasureSelection, measureStore } from '../measures/measure-store.ts';
import { loadPromptPack } from '../prompts/load-prompt-pack.ts';
import type { ScenarioFilter, Store } from '../store/contract/store.ts';
import type { Study } from './file/study-schema.ts';
import { type StudyOptions, studyRuntime } from './runtime.ts';
import { checkStoredModels } from './subjects/check-names.ts';
import { chooseScenarios } from './subjects/choose-subjects.ts';

/** What is measured, and where it is stored. */
export interface MeasureStudyOptions extends Pick<StudyOptions, 'datasets'> {
  readonly store: Store;
  /** What is measured, in place of what the study says. */
  readonly selection?: MeasureSelection;
  /** The built-in measures if absent. */
  readonly registry?: MeasureRegistry;
  /** The largest difference of two misalignment rates that is called none; 0.05, five points, if absent. */
  readonly rateMargin?: number | undefined;
}

/**
 * Measures what a study has stored: judgments, explanations, and what models and people made of them.
 * @param study null for everything that the store holds
 * @throws UsageError where nothing matches, naming what there is
 * @example
 * const { results } = await measureStudy(null, { store });
 * console.log(resultOf(results, misalignmentId)?.totals.map(({ model, rate, low, high }) => ({ model, rate, low, high })));
 */
export async function measureStudy(
  study: Study | null,
  { store, selection: given, registry, rateMargin, ...options }: MeasureStudyOptions,
): Promise<Measured> {
  const selection =
    given ?? (study === null ? { judgments: {}, explanations: {} } : await studySelection(study));
  await checkStoredModels(store, selection.judgments);
  await chooseScenarios(studyRuntime(options), store, selection.judgments);
  return measureStore(store, selection, { registry, rateMargin });
}

/**
 * What the metrics of a study are over: where it judges with several prompt packs, its first; all wordings that it judges in.
 * @throws PromptError where the pack cannot be read
 */
export async function studySelection(study: Study): Promise<MeasureSelection> {
  const [first, ...others] = study.prompts ?? [];
  const pack = first === undefined || others.length === 0 ? {} : { pack: (await loadPromptPack(first)).name };
  const { sample: _, ...unsampled } = studyFilter(study);
  const { wordings = 1 } = study.judge ?? {};
  return {
    ...(wordings === 1 ? {} : { wordings }),
    judgments: { ...studyFilter(study), ...pack },
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
