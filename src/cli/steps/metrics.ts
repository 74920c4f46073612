import { type Form, forms } from '../../core/scenario.ts';
import { type Measured, type MeasureSelection, measureStore } from '../../measures/measure-store.ts';
import { metricsCsv, metricsJson } from '../../measures/measure-study.ts';
import { studyTables } from '../../measures/study-views.ts';
import type { ScenarioFilter, Store } from '../../store/contract/store.ts';
import type { Study } from '../../study/study-schema.ts';
import { renderMarkdown } from '../../tables/markdown.ts';
import { renderText } from '../../tables/text.ts';
import type { CommandContext } from '../command-context.ts';
import { chooseScenarios } from './choose-subjects.ts';

export type MetricsFormat = 'text' | 'markdown' | 'csv' | 'json';

/** Measures what is stored. */
export async function measure(store: Store, selection: MeasureSelection): Promise<Measured> {
  await chooseScenarios(store, selection.judgments);
  return measureStore(store, selection);
}

export function printMetrics(context: CommandContext, measured: Measured, format: MetricsFormat): void {
  context.stdout.write(rendered(measured, format, context.stdout.columns ?? 100));
  for (const note of measured.notes) context.stderr.write(`${note}\n`);
}

function rendered({ results }: Measured, format: MetricsFormat, width: number): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(metricsJson(results), null, 2)}\n`;
    case 'csv':
      return metricsCsv(results);
    case 'markdown':
      return `${studyTables(results).map(renderMarkdown).join('\n')}\n`;
    case 'text':
      return `${studyTables(results)
        .map((table) => renderText(table, width))
        .join('\n')}\n`;
  }
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
