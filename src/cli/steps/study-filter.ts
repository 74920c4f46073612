import { type Form, forms } from '../../core/scenario.ts';
import type { MeasureSelection } from '../../measures/measure-store.ts';
import type { ScenarioFilter } from '../../store/store.ts';
import type { Study } from '../../study/study.ts';

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
