import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../../errors/errors.ts';
import { type MeasureSelection, measureStore } from '../../measures/measure-store.ts';
import { reportFiles } from '../../report/report-files.ts';
import { collectShown } from '../../report/shown-scenarios.ts';
import { callFacts, type StudyFacts } from '../../report/study-facts.ts';
import { writeReport } from '../../report/write-report.ts';
import { pageFolder } from '../../server/page-files.ts';
import type { Store } from '../../store/contract/store.ts';
import { loadStudy } from '../../study/load-study.ts';
import { defaultRating, type StudyRating } from '../../study/study-schema.ts';
import { type CommandContext, packageVersion } from '../command-context.ts';
import { chooseScenarios } from './choose-subjects.ts';

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
  if (Object.values(facts.results).every((result) => result === null)) {
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
  const { results, notes } = await measureStore(store, selection, { judgments: table });
  const { models } = selection.judgments;
  const chosen = ({ model }: { readonly model: string }) => models === undefined || models.includes(model);
  return {
    title,
    version: packageVersion(),
    madeAt: Date.now(),
    results,
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

/** What a page takes from the study file: nothing but defaults where there is none. */
export interface PageStudy {
  readonly name: string | null;
  readonly rating: StudyRating;
  readonly store: string | undefined;
}

/** Reads the study file that is named, or `study.yaml` if it is there; `--store` is over the file's. */
export async function pageStudy(options: {
  readonly study?: string;
  readonly store?: string;
}): Promise<PageStudy> {
  const file = options.study ?? (existsSync('study.yaml') ? 'study.yaml' : undefined);
  if (file === undefined) return { name: null, rating: defaultRating(), store: options.store };
  const study = await loadStudy(file);
  return {
    name: study.name,
    rating: study.rating ?? defaultRating(),
    store: options.store ?? study.store,
  };
}
