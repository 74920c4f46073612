// Functions of the package's entry whose code is large. Each is loaded with its first call, so that a program that
// imports `hvsb` starts in a few milliseconds.

import type { Model } from './core/model.ts';
import type { Scenario, ScenarioText } from './core/scenario.ts';
import type { DatasetSource, ReadItem } from './datasets/dataset-source.ts';
import type { DatasetReading, ReadDatasetOptions } from './datasets/read-dataset.ts';
import type {
  ExplanationFileOptions,
  ReadExplanationItem,
} from './datasets/results-file/explanation-file.ts';
import type { ScenarioFileOptions } from './datasets/scenario-file/scenario-rows.ts';
import type { DownloadedFile } from './download/download-file.ts';
import type { DownloadOptions } from './download/options.ts';
import type { Measured } from './measures/measure-store.ts';
import type { OpenModelOptions } from './models/open-model.ts';
import type { PromptPack } from './prompts/prompt-pack.ts';
import type { PromptVariant } from './prompts/prompt-variants.ts';
import type { RatingServerOptions } from './server/rating/rating-app.ts';
import type { RunningServer } from './server/serve.ts';
import type { SiteOptions } from './server/view/export/export-site.ts';
import type { ViewServerOptions } from './server/view/view-server.ts';
import type { Store } from './store/contract/store.ts';
import type { Extensions } from './study/extensions/define-config.ts';
import type { Study, StudySettings } from './study/file/study-schema.ts';
import type { JudgedStudy, JudgeOptions } from './study/judge.ts';
import type { MeasureStudyOptions } from './study/measure-study.ts';
import type { PlanStudyOptions, StudyPlan } from './study/plan-study.ts';
import type { RunStudyOptions, StudySummary } from './study/run-study.ts';
import type { WriteReportOptions } from './study/write-report.ts';

/**
 * Has models judge scenarios and measures what they said: the short way. A call that fails (a server's error, a
 * function that throws) fails alone; `summary.partial` is then true.
 *
 * @example
 * const study = await judge({
 *   scenarios: [{ text: 'The nurse must be a woman.', gold: 'biased' }],
 *   models: ['baseline:coin'],
 *   attacks: ['none', 'targeted'],
 * });
 * console.table(study.measure('misalignment').rows);
 * @throws UsageError for a scenario without text or gold label, an unknown model or attack, a missing key
 */
export async function judge(options: JudgeOptions): Promise<JudgedStudy> {
  return (await import('./study/judge.ts')).judge(options);
}

/**
 * A study from an object with the settings of a study file. Paths are relative to the folder, default the working one.
 *
 * @example
 * const study = await defineStudy({ datasets: ['sample'], models: ['baseline:coin'], judge: { attacks: ['none'] } });
 * @throws UsageError that names the setting, what was expected and what was found
 */
export async function defineStudy(settings: StudySettings, folder?: string): Promise<Study> {
  return (await import('./study/file/load-study.ts')).defineStudy(settings, folder);
}

/**
 * Reads a study file.
 *
 * @example
 * const study = await loadStudy('study.yaml');
 * @throws UsageError that names file, line, what was expected and what was found
 */
export async function loadStudy(path: string): Promise<Study> {
  return (await import('./study/file/load-study.ts')).loadStudy(path);
}

/**
 * Loads the config of a folder, or the file that is named.
 *
 * @example
 * const { datasets } = await loadConfig('hvsb.config.ts', process.cwd());
 * @param file a path, or undefined for `hvsb.config.ts` (or `.js`, `.mjs`) of the folder, if it is there
 * @throws UsageError where the file is not there, cannot be loaded, or extends nothing that can be extended
 */
export async function loadConfig(file: string | undefined, folder: string): Promise<Extensions> {
  return (await import('./study/extensions/config.ts')).loadConfig(file, folder);
}

/**
 * Plans the calls of a study; nothing is written or sent.
 *
 * @example
 * const plan = await planStudy(study);
 * for (const { stage, models } of plan) console.log(stage, models.map(({ planned }) => planned));
 * @throws UsageError for an unknown model, prompt pack or dataset
 */
export async function planStudy(study: Study, options?: PlanStudyOptions): Promise<StudyPlan> {
  return (await import('./study/plan-study.ts')).planStudy(study, options);
}

/**
 * Runs all stages that a study asks for. What is stored already is not done again; nothing is printed.
 *
 * @example
 * const { judged } = await runStudy(study, { store, onEvent: (event) => console.log(event.kind) });
 * console.log(judged?.outcomes);
 * @throws UsageError for a missing key or dataset, before any call; StoreError where the store cannot be written
 */
export async function runStudy(study: Study, options: RunStudyOptions): Promise<StudySummary> {
  return (await import('./study/run-study.ts')).runStudy(study, options);
}

/**
 * Measures what a study has stored; null for everything that the store holds.
 *
 * @example
 * const { results } = await measureStudy(null, { store });
 * resultOf(results, misalignmentId)?.totals.map(({ model, rate, low, high }) => ({ model, rate, low, high }));
 * @throws UsageError where nothing matches, naming what there is
 */
export async function measureStudy(study: Study | null, options: MeasureStudyOptions): Promise<Measured> {
  return (await import('./study/measure-study.ts')).measureStudy(study, options);
}

/**
 * Writes the report of what a study has stored: one page, tables and figures, methods and references.
 *
 * @example
 * const files = await writeReport(null, { store, folder: 'report' });
 * @returns the paths within the folder
 * @throws UsageError where there is nothing to report
 */
export async function writeReport(study: Study | null, options: WriteReportOptions): Promise<string[]> {
  return (await import('./study/write-report.ts')).writeReport(study, options);
}

/**
 * Opens a results file, which is made if it is not there.
 *
 * @example
 * const store = await openSqliteStore('hvsb.db');
 * console.log(await store.countScenarios({}));
 * await store.close();
 * @param path `:memory:` for one that is gone when it is closed
 * @throws StoreError where it cannot be opened or is of another version
 */
export async function openSqliteStore(
  path: string,
  options?: { readonly readOnly?: boolean },
): Promise<Store> {
  return (await import('./store/sqlite/sqlite-store.ts')).openSqliteStore(path, options);
}

/**
 * Opens the model of this name, `provider:model`. Nothing is sent yet: a wrong key shows with the first call.
 *
 * @example
 * const model = await openModel('ollama:llama3.1:8b');
 * const messages = [{ role: 'user' as const, content: 'Hello' }];
 * const { text } = await model.complete({ messages, sampling: {}, repeat: 0 }, new AbortController().signal);
 * await model.close();
 * @throws UsageError for an unknown provider, a missing key (naming its variable) or a base URL that is none
 */
export async function openModel(name: string, options?: OpenModelOptions): Promise<Model> {
  return (await import('./models/open-model.ts')).openModel(name, options);
}

/**
 * Brings the published files of a dataset into a folder, each checked by size and hash.
 *
 * @example
 * await downloadDataset(findDatasetSource('crows-pairs'), './data/crows-pairs');
 * @throws DownloadError
 */
export async function downloadDataset(
  source: DatasetSource,
  folder: string,
  options?: DownloadOptions,
): Promise<readonly DownloadedFile[]> {
  return (await import('./datasets/download.ts')).downloadDataset(source, folder, options);
}

/**
 * Finds the files of a dataset and streams their scenarios, one file after the other.
 *
 * @example
 * const { scenarios, summary } = await readDataset(findDatasetSource('bbq'), './data/bbq', {
 *   preset: 'corrected',
 *   categories: ['Age'],
 * });
 * for await (const scenario of scenarios) console.log(scenario.gold, scenario.category);
 * console.log(summary.scenarios);
 * @param from a folder, a file, or several of them
 * @throws UsageError for a setting that the dataset does not have, and at the end where a category matched nothing
 * @throws DataError when there is no file of the dataset, or a row is invalid
 */
export async function readDataset(
  source: DatasetSource,
  from: string | readonly string[],
  options: ReadDatasetOptions,
): Promise<DatasetReading> {
  return (await import('./datasets/read-dataset.ts')).readDataset(source, from, options);
}

/**
 * Loads and checks a prompt pack: `default`, `defined`, or a folder of one's own.
 *
 * @example
 * const { name, version, attacks } = await loadPromptPack();
 * console.log(`${name}@${version}`, Object.keys(attacks));
 * @throws PromptError where it is incomplete
 */
export async function loadPromptPack(source?: string): Promise<PromptPack> {
  return (await import('./prompts/load-prompt-pack.ts')).loadPromptPack(source);
}

/**
 * Every way in which prompt packs can ask a judge about a scenario: packs, wordings, label words, label orders and
 * attacks, all crossed.
 *
 * @example
 * const packs = [await loadPromptPack('default'), await loadPromptPack('defined')];
 * const variants = await promptVariants(packs, { kind: 'statement', statement: 'Older people are slow.' });
 * console.log(variants.length); // (5 + 1) wordings × 2 orders × 3 words × 3 attacks = 108
 */
export async function promptVariants(
  packs: readonly PromptPack[],
  scenario: ScenarioText,
): Promise<readonly PromptVariant[]> {
  return (await import('./prompts/prompt-variants.ts')).promptVariants(packs, scenario);
}

/**
 * Streams the scenarios of a CSV, TSV or JSON Lines file, plain or `.gz`.
 *
 * @example
 * for await (const item of readScenarioFile('scenarios.csv')) {
 *   if (item.kind === 'scenario') console.log(item.scenario.gold);
 * }
 * @throws DataError where nothing more can be read, or no column holds a text
 */
export async function* readScenarioFile(
  path: string,
  options?: ScenarioFileOptions,
): AsyncGenerator<ReadItem> {
  yield* (await import('./datasets/scenario-file/read-scenario-file.ts')).readScenarioFile(path, options);
}

/**
 * Streams the explanations of a CSV, TSV or JSON Lines file, plain or `.gz`.
 *
 * @example
 * for await (const item of readExplanationFile('explanations.csv', { model: 'openai:gpt-4o' })) {
 *   if (item.kind === 'explanation') console.log(item.explanation.model);
 * }
 * @throws DataError where nothing more can be read, or no column holds explanations
 */
export async function* readExplanationFile(
  path: string,
  options: ExplanationFileOptions,
): AsyncGenerator<ReadExplanationItem> {
  yield* (await import('./datasets/results-file/explanation-file.ts')).readExplanationFile(path, options);
}

/**
 * Adds scenarios to a store; those that are there already stay as they are.
 *
 * @example
 * const { scenarios } = await readDataset(findDatasetSource('sample'), folder, { preset: 'corrected' });
 * await importScenarios(store, scenarios);
 */
export async function importScenarios(store: Store, scenarios: AsyncIterable<Scenario>): Promise<void> {
  return (await import('./stages/imports/import-scenarios.ts')).importScenarios(store, scenarios);
}

/**
 * Serves the page on which people rate explanations.
 *
 * @example
 * const address = { host: '127.0.0.1', port: 0, token: null };
 * const server = await startRatingServer({ store, settings, ...address, notify: console.log });
 * console.log(server.url);
 * await server.close();
 */
export async function startRatingServer(options: RatingServerOptions): Promise<RunningServer> {
  return (await import('./server/rating/rating-app.ts')).startRatingServer(options);
}

/**
 * Serves the page that shows what a study found.
 *
 * @example
 * const server = await startViewServer(options);
 * console.log(server.url);
 * await server.close();
 */
export async function startViewServer(options: ViewServerOptions): Promise<RunningServer> {
  return (await import('./server/view/view-server.ts')).startViewServer(options);
}

/**
 * Writes the page as a folder of files for any web server.
 *
 * @example
 * const { files, bytes } = await exportSite(options);
 */
export async function exportSite(
  options: SiteOptions,
): Promise<{ readonly files: number; readonly bytes: number }> {
  return (await import('./server/view/export/export-site.ts')).exportSite(options);
}
