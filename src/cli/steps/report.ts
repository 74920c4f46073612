import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../../errors/usage-error.ts';
import { type MeasureSelection, measureStore } from '../../measures/measure-store.ts';
import { callFacts } from '../../report/call-facts.ts';
import { collectShown } from '../../report/collect-shown.ts';
import { reportFiles } from '../../report/report-files.ts';
import type { StudyFacts } from '../../report/study-facts.ts';
import { writeReport } from '../../report/write-report.ts';
import { pageFolder } from '../../server/page-folder.ts';
import type { Store } from '../../store/store.ts';
import type { CommandContext } from '../command-context.ts';
import { packageVersion } from '../package-version.ts';
import { chooseScenarios } from './choose-scenarios.ts';

export interface ReportStep {
  readonly title: string;
  readonly selection: MeasureSelection;
  /** Most scenarios that are shown with their answers. */
  readonly scenarios: number;
  readonly folder: string;
}

/**
 * Measures what is stored and writes the report of it.
 * @returns the paths within the folder.
 * @throws UsageError where there is nothing to report.
 */
export async function makeReport(context: CommandContext, store: Store, step: ReportStep): Promise<string[]> {
  const facts = await collectFacts(store, step);
  const { misalignment, controls, agreeability, readability, bbqScore, understanding } = facts.metrics;
  if (
    [misalignment, controls, agreeability, readability, bbqScore].every(
      (measured) => measured.length === 0,
    ) &&
    understanding === null
  ) {
    throw new UsageError('there is nothing to report yet', {
      where: store.location,
      advice: 'Have models judge first: "hvsb judge" or "hvsb run".',
    });
  }
  const folder = await pageFolder((sentence) => context.stderr.write(`${sentence}\n`), 'report');
  const template = await readFile(join(folder, 'index.html'), 'utf8');
  return writeReport(step.folder, reportFiles(facts, template));
}

async function collectFacts(
  store: Store,
  { title, selection, scenarios: most }: ReportStep,
): Promise<StudyFacts> {
  const scenarios = await chooseScenarios(store, selection.judgments);
  const table = await store.judgmentTable(selection.judgments);
  const { metrics, explanationMetrics, notes } = await measureStore(store, selection, table);
  const { models } = selection.judgments;
  const chosen = ({ model }: { readonly model: string }) => models === undefined || models.includes(model);
  return {
    title,
    version: packageVersion(),
    madeAt: Date.now(),
    metrics: { ...metrics, ...explanationMetrics },
    notes,
    scenarios,
    samples: await store.samples(),
    repeats: Math.max(0, ...table.series.map(({ repeats }) => repeats)),
    conditions: (await store.status()).filter(({ condition }) => chosen(condition)),
    calls: (await callFacts(store.callRows())).filter(chosen),
    runs: await store.runs({ limit: 100 }),
    shown: await collectShown(store, {
      table,
      judgments: selection.judgments,
      explanations: selection.explanations,
      most,
    }),
  };
}
