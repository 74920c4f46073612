import { existsSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { LineProblem } from '../../core/view/setup-page.ts';
import { UsageError } from '../../errors/errors.ts';
import { isShippedPack } from '../../prompts/load-prompt-pack.ts';
import { storeLocation } from '../../store/open-store.ts';
import { defaultRating, ratingSchema, type StudyRating } from './rating-schema.ts';
import { type LoadedRating, loadRating } from './rating-settings.ts';
import { checkSettingsText, describeIssue, readSettingsFile } from './settings-file.ts';
import {
  type Study,
  type StudyCheck,
  type StudyDataset,
  type StudyFile,
  type StudyModel,
  type StudySettings,
  studySchema,
} from './study-schema.ts';

/**
 * Reads a study file.
 * @throws UsageError that names file, line, what was expected and what was found.
 */
export async function loadStudy(path: string): Promise<Study> {
  const advice = 'Write one with "hvsb init", or name another file.';
  return resolveStudy(
    resolve(path),
    await readSettingsFile(path, studySchema, { name: 'study file', advice }),
  );
}

/**
 * What is wrong with the text of a study file, each with its line; and the study where nothing is.
 * @param file its path, which the paths in it are relative to
 */
export function checkStudyText(
  text: string,
  file: string,
): {
  readonly study: Study | null;
  readonly settings: StudyFile | null;
  readonly problems: readonly LineProblem[];
} {
  const { settings, problems } = checkSettingsText(text, studySchema);
  return { study: settings && resolveStudy(resolve(file), settings), settings, problems };
}

/**
 * A study from an object with the settings of a study file, for programs. Paths are relative to the folder.
 *
 * @example
 * const study = defineStudy({ datasets: ['sample'], models: ['baseline:coin'], judge: { attacks: ['none'] } });
 * @throws UsageError that names the setting, what was expected and what was found
 */
export function defineStudy(settings: StudySettings, folder: string = process.cwd()): Study {
  const parsed = studySchema.safeParse(settings);
  if (parsed.success) return resolveStudy(join(folder, 'study'), parsed.data);
  const { problem, expected, found, advice } = describeIssue(parsed.error, studySchema);
  throw new UsageError(problem, {
    where: 'defineStudy',
    ...(expected === undefined ? {} : { expected }),
    ...(found === undefined ? {} : { found }),
    ...(advice === undefined ? {} : { advice }),
  });
}

function resolveStudy(file: string, { prompts, check, ...study }: StudyFile): Study {
  const folder = dirname(file);
  return {
    ...study,
    file,
    name: study.name ?? basename(file, extname(file)),
    store: storeLocation(study.store ?? 'hvsb.db', folder),
    datasets: study.datasets.map((dataset) => resolveDataset(folder, dataset)),
    models: study.models.map((model): StudyModel => (typeof model === 'string' ? { model } : model)),
    ...(check === undefined ? {} : { check: resolveCheck(folder, check) }),
    ...(prompts === undefined
      ? {}
      : { prompts: [prompts].flat().map((pack) => (isShippedPack(pack) ? pack : resolve(folder, pack))) }),
  };
}

function resolveCheck(folder: string, check: StudyCheck): StudyCheck {
  return check.baseline === undefined ? check : { ...check, baseline: storeLocation(check.baseline, folder) };
}

function resolveDataset(folder: string, dataset: StudyFile['datasets'][number]): StudyDataset {
  if (typeof dataset === 'string') return { dataset, preset: 'corrected', skipInvalid: false };
  return dataset.from === undefined ? dataset : { ...dataset, from: resolve(folder, dataset.from) };
}

/** What a page takes from the study file: nothing but defaults where there is none. */
export interface PageStudy {
  readonly name: string | null;
  readonly rating: LoadedRating;
  readonly store: string | undefined;
  /** Display names by the full name of a model. */
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * Reads the study file that is named, or `study.yaml` if it is there; `--store` is over the file's.
 * @param options `settings`: a file of its own, in place of the study's `rating`; `rating`: what is over both.
 */
export async function pageStudy(options: {
  /** Null: none, although there is a `study.yaml`. */
  readonly study?: string | null;
  readonly settings?: string;
  readonly store?: string;
  readonly rating?: Partial<StudyRating>;
}): Promise<PageStudy> {
  const file = options.study === undefined && existsSync('study.yaml') ? 'study.yaml' : options.study;
  const study = file === undefined || file === null ? null : await loadStudy(file);
  const { rating, where } = await ratingOf(study, options.settings);
  const given = options.rating ?? {};
  const paths = Object.entries(given).map(([field, value]) => [
    field,
    isFile(value) ? fromHere(value) : value,
  ]);
  return {
    name: study?.name ?? null,
    rating: await loadRating({ ...rating, ...Object.fromEntries(paths) }, dirname(where), basename(where)),
    store: options.store ?? study?.store,
    labels: study === null ? {} : modelLabels(study),
  };
}

async function ratingOf(study: Study | null, settings: string | undefined) {
  if (settings === undefined) {
    return { rating: study?.rating ?? defaultRating(), where: study?.file ?? resolve('rating') };
  }
  const advice = 'Write one as docs/rating-together.md says, or name another.';
  const rating = await readSettingsFile(settings, ratingSchema, { name: 'file of rating settings', advice });
  return { rating, where: resolve(settings) };
}

function isFile(value: unknown): value is { readonly file: string } {
  return typeof value === 'object' && value !== null && 'file' in value && typeof value.file === 'string';
}

/** A path of the command line, whatever folder the settings are in. */
function fromHere({ file }: { readonly file: string }): { readonly file: string } {
  return { file: resolve(file) };
}

/**
 * Display names by the full name of a model, of the models that have one.
 *
 * @example
 * modelLabels(await loadStudy('study.yaml')); // { 'vllm:llama-3.1-70b-instruct': 'Llama 3.1 70B' }
 */
export function modelLabels({ models }: Pick<Study, 'models'>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    models.flatMap(({ model, label }) => (label === undefined ? [] : [[model, label] as const])),
  );
}
