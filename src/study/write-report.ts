import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NoteRow } from '../core/note.ts';
import { packageVersion } from '../core/package-version.ts';
import { UsageError } from '../errors/errors.ts';
import type { MeasureRegistry } from '../measures/measure.ts';
import { type MeasureSelection, measureStore } from '../measures/measure-store.ts';
import { pageFolder } from '../report/page-folder.ts';
import { reportFiles } from '../report/report-files.ts';
import { collectShown } from '../report/shown-scenarios.ts';
import { callFacts, type StudyFacts } from '../report/study-facts.ts';
import { writeFolder } from '../report/write-folder.ts';
import { noteRows } from '../store/contract/note-table.ts';
import type { Store } from '../store/contract/store.ts';
import { storeName } from '../store/open-store.ts';
import { modelLabels } from './file/load-study.ts';
import type { Study } from './file/study-schema.ts';
import { studySelection } from './measure-study.ts';
import { type StudyOptions, type StudyRuntime, studyRuntime } from './runtime.ts';
import { checkStoredModels } from './subjects/check-names.ts';
import { chooseScenarios } from './subjects/choose-subjects.ts';
import { datasetEvidence } from './verify-report.ts';

/** What is reported, and where it is written. */
export interface WriteReportOptions extends Pick<StudyOptions, 'datasets' | 'onEvent'> {
  readonly store: Store;
  /** Where it is written: a new folder, an empty one, or one with an earlier report. */
  readonly folder: string;
  /** Default the study's name, else the store's. */
  readonly title?: string;
  /** What is reported, in place of what the study says. */
  readonly selection?: MeasureSelection;
  /** Most scenarios that are shown with their answers; default 200. */
  readonly scenarios?: number;
  /** The built-in measures if absent. */
  readonly registry?: MeasureRegistry;
  /** The largest difference of two misalignment rates that is called none; 0.05, five points, if absent. */
  readonly rateMargin?: number | undefined;
}

/**
 * Measures what a study has stored and writes the report of it: one page, tables and figures, methods and references.
 * @param study null for everything that the store holds
 * @returns the paths within the folder
 * @throws UsageError where there is nothing to report
 * @example
 * const files = await writeReport(null, { store, folder: 'report' });
 * console.log(files.includes('report.html'));
 */
export async function writeReport(study: Study | null, options: WriteReportOptions): Promise<string[]> {
  const { store, folder } = options;
  const runtime = studyRuntime(options);
  const selection =
    options.selection ?? (study === null ? { judgments: {}, explanations: {} } : await studySelection(study));
  await checkStoredModels(store, selection.judgments);
  const facts = await collectFacts(runtime, store, {
    title: options.title ?? study?.name ?? storeName(store.location),
    selection,
    scenarios: options.scenarios ?? 200,
    registry: options.registry,
    rateMargin: options.rateMargin,
    labels: study === null ? {} : modelLabels(study),
  });
  if (isEmpty(facts)) {
    throw new UsageError('There is nothing to report yet.', {
      where: store.location,
      advice: 'Have models judge first: "hvsb judge" or "hvsb run".',
    });
  }
  const page = await pageFolder((message) => runtime.onEvent?.({ kind: 'notice', message }), 'report');
  const template = await readFile(join(page, 'index.html'), 'utf8');
  return writeFolder(folder, reportFiles(facts, template, options.registry));
}

function isEmpty({ results }: StudyFacts): boolean {
  return Object.values(results).every((result) => result === null);
}

async function notesOf(store: Store): Promise<readonly NoteRow[]> {
  const rows: NoteRow[] = [];
  for await (const batch of noteRows(store)) rows.push(...batch);
  return rows;
}

/** Numbers of the scenarios that people noted something on. */
async function notedScenarios(store: Store): Promise<readonly number[]> {
  const numbers = new Set<number>();
  for await (const batch of store.notes()) for (const { scenario } of batch) numbers.add(scenario);
  return [...numbers];
}

interface Reported {
  readonly title: string;
  readonly selection: MeasureSelection;
  readonly scenarios: number;
  readonly registry: MeasureRegistry | undefined;
  readonly rateMargin: number | undefined;
  readonly labels: Readonly<Record<string, string>>;
}

async function collectFacts(
  runtime: StudyRuntime,
  store: Store,
  { title, selection, scenarios: most, registry, rateMargin, labels }: Reported,
): Promise<StudyFacts> {
  const scenarios = await chooseScenarios(runtime, store, selection.judgments);
  const table = await store.judgmentTable(selection.judgments);
  const { results, notes } = await measureStore(store, selection, {
    judgments: table,
    registry,
    rateMargin,
  });
  const { models } = selection.judgments;
  const chosen = ({ model }: { readonly model: string }) => models === undefined || models.includes(model);
  return {
    title,
    version: packageVersion(),
    madeAt: Date.now(),
    results,
    labels,
    evidence: {
      selection,
      rateMargin: rateMargin ?? null,
      datasets: await datasetEvidence(store, selection.judgments),
    },
    notes,
    scenarios,
    samples: await store.samples(),
    repeats: Math.max(0, ...table.series.map(({ repeats }) => repeats)),
    conditions: (await store.status()).filter(({ condition }) => chosen(condition)),
    calls: callFacts(await store.callCounts()).filter(chosen),
    runs: await store.runs({ limit: 100 }),
    noted: await notesOf(store),
    shown: await collectShown(store, {
      noted: await notedScenarios(store),
      table,
      judgments: selection.judgments,
      explanations: selection.explanations,
      most,
    }),
  };
}
