import { type Form, forms } from '../../core/scenario.ts';
import { explanationEntries, metricsCsv } from '../../measures/explanation-entries.ts';
import { type Measured, type MeasureSelection, measureStore } from '../../measures/measure-store.ts';
import { explanationTables, metricsTables } from '../../measures/metrics-tables.ts';
import type { ScenarioFilter, Store } from '../../store/contract/store.ts';
import type { Study } from '../../study/study-schema.ts';
import { renderMarkdown } from '../../tables/markdown.ts';
import type { Table } from '../../tables/table.ts';
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

function rendered(measured: Measured, format: MetricsFormat, width: number): string {
  const { metrics, explanationMetrics } = measured;
  switch (format) {
    case 'json':
      return `${JSON.stringify({ ...metrics, ...explanationMetrics }, null, 2)}\n`;
    case 'csv':
      return metricsCsv(metrics, explanationEntries(explanationMetrics));
    case 'markdown':
      return `${tablesOf(measured).map(renderMarkdown).join('\n')}\n`;
    case 'text':
      return `${tablesOf(measured)
        .map((table) => renderText(table, width))
        .join('\n')}\n`;
  }
}

/** A store that holds explanations alone has no tables of judgments to show. */
function tablesOf({ metrics, explanationMetrics }: Measured): Table[] {
  const ofExplanations = explanationTables(explanationMetrics);
  const nothingJudged = metrics.misalignment.length === 0 && metrics.controls.length === 0;
  return nothingJudged && ofExplanations.length > 0
    ? ofExplanations
    : [...metricsTables(metrics), ...ofExplanations];
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
