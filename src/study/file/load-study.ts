import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { closest } from 'fastest-levenshtein';
import { type Document, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import type { LineProblem } from '../../core/view/setup-page.ts';
import { UsageError } from '../../errors/errors.ts';
import { isShippedPack } from '../../prompts/load-prompt-pack.ts';
import { storeLocation } from '../../store/open-store.ts';
import {
  defaultRating,
  type Study,
  type StudyCheck,
  type StudyDataset,
  type StudyFile,
  type StudyModel,
  type StudyRating,
  type StudySettings,
  studySchema,
} from './study-schema.ts';

/**
 * Reads a study file.
 * @throws UsageError that names file, line, what was expected and what was found.
 */
export async function loadStudy(path: string): Promise<Study> {
  const file = resolve(path);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UsageError('There is no study file here.', {
      where: path,
      advice: 'Write one with "hvsb init", or name another file.',
      cause,
    });
  });
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'error' });
  const [syntaxError] = document.errors;
  if (syntaxError !== undefined) {
    throw notYaml(syntaxError, `${path}:${lines.linePos(syntaxError.pos[0]).line}`);
  }
  return resolveStudy(file, checkStudy(path, document, lines));
}

function notYaml(cause: Error, where: string): UsageError {
  return new UsageError('The study file is not valid YAML.', { where, found: yamlProblem(cause), cause });
}

function yamlProblem({ message }: Error): string {
  const [found = ''] = message.split('\n');
  return found.replace(/ at line .*$/, '');
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
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'error' });
  const failed = (problems: readonly LineProblem[]) => ({ study: null, settings: null, problems });
  if (document.errors.length > 0) {
    return failed(
      document.errors.map((error) => ({
        line: lines.linePos(error.pos[0]).line,
        message: `This is not valid YAML: ${yamlProblem(error)}.`,
      })),
    );
  }
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    return failed([{ line: 1, message: `This is not valid YAML: ${yamlProblem(error as Error)}.` }]);
  }
  const parsed = studySchema.safeParse(value);
  if (parsed.success) {
    return { study: resolveStudy(resolve(file), parsed.data), settings: parsed.data, problems: [] };
  }
  const described = parsed.error.issues.map((issue) => describeOne(issue, studySchema));
  return failed(
    described.map(({ path, problem, expected, found, advice }) => ({
      line: lineOf(document, lines, path),
      message: [
        problem,
        ...(expected === undefined ? [] : [`Expected ${expected}.`]),
        ...(found === undefined ? [] : [`Found: ${found}.`]),
        ...(advice === undefined ? [] : [advice]),
      ].join(' '),
    })),
  );
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

/** An alias without an anchor (`- *name`) only shows when the document is turned into values. */
function plainValue(path: string, document: Document): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    throw notYaml(cause instanceof Error ? cause : new Error(String(cause)), path);
  }
}

function checkStudy(path: string, document: Document, lines: LineCounter): StudyFile {
  const parsed = studySchema.safeParse(plainValue(path, document));
  if (parsed.success) return parsed.data;
  const issue = describeIssue(parsed.error, studySchema);
  throw new UsageError(issue.problem, {
    where: `${path}:${lineOf(document, lines, issue.path)}`,
    expected: issue.expected,
    found: issue.found,
    advice: issue.advice,
  });
}

/** The line of the value at a path, or of the nearest thing around it that is there. */
function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)) {
      return lines.linePos(Number(node.range[0])).line;
    }
  }
  return 1;
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

/** The first thing wrong with a value, in words. */
export interface DescribedIssue {
  readonly path: readonly PropertyKey[];
  readonly problem: string;
  readonly expected?: string;
  readonly found?: string;
  readonly advice?: string;
}

/** Says what is wrong first, and for an unknown key which known one is nearest. */
export function describeIssue(error: z.ZodError, schema: z.ZodType): DescribedIssue {
  const [issue] = error.issues;
  return issue === undefined ? { path: [], problem: error.message } : describeOne(issue, schema);
}

function describeOne(given: Issue, schema: z.ZodType): DescribedIssue {
  const issue = deepest(given) ?? given;
  const place = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const known = knownKeys(schema, issue.path);
    const nearest = known.length > 0 ? closest(key, known) : undefined;
    return {
      path: [...issue.path, key],
      problem: `There is no setting "${key}"${place === '' ? '' : ` in ${place}`}.`,
      expected: known.join(', '),
      ...(nearest === undefined ? {} : { advice: `Did you mean "${nearest}"?` }),
    };
  }
  if (issue.path.length === 0)
    return { path: [], problem: 'The file holds no settings.', found: issue.message };
  return { path: issue.path, problem: `The setting "${place}" cannot be used.`, found: issue.message };
}

type Issue = z.core.$ZodIssue;

/** For union errors, the branch with the deepest path: most likely the one that was intended. */
function deepest(issue: Issue | undefined): Issue | undefined {
  if (issue?.code !== 'invalid_union') return issue;
  const inner = issue.errors.flat().map((each) => ({ ...each, path: [...issue.path, ...each.path] }));
  const specific = inner.filter(
    (each) => each.code === 'unrecognized_keys' || each.path.length > issue.path.length,
  );
  // A misspelt setting is also one that is missing; its name says more.
  const misspelt = specific.find((each) => each.code === 'unrecognized_keys');
  return deepest(misspelt ?? specific[0] ?? inner[0]) ?? issue;
}

/** The keys that the schema has at a path. */
function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  return schemaAt(z.toJSONSchema(schema, { io: 'input', reused: 'inline' }), path).flatMap((node) =>
    Object.keys(property(node, 'properties') ?? {}),
  );
}

/** Everything that a JSON Schema without references allows at a path; a number in it is a place in a list. */
export function schemaAt(json: unknown, path: readonly PropertyKey[]): readonly unknown[] {
  let candidates: unknown[] = [json];
  for (const step of path) {
    candidates = candidates.flatMap(alternatives).map((node) => child(node, step));
  }
  return candidates.flatMap(alternatives);
}

function alternatives(node: unknown): unknown[] {
  const anyOf = property(node, 'anyOf');
  return Array.isArray(anyOf) ? anyOf.flatMap(alternatives) : [node];
}

function child(node: unknown, step: PropertyKey): unknown {
  return typeof step === 'number' ? property(node, 'items') : property(property(node, 'properties'), step);
}

/** What a part of a JSON Schema holds under this name, where that is an object or a list. */
export function property(node: unknown, key: PropertyKey): object | undefined {
  if (typeof node !== 'object' || node === null) return undefined;
  const value: unknown = Reflect.get(node, key);
  return typeof value === 'object' && value !== null ? value : undefined;
}

/** What a page takes from the study file: nothing but defaults where there is none. */
export interface PageStudy {
  readonly name: string | null;
  readonly rating: StudyRating;
  readonly store: string | undefined;
  /** Display names by the full name of a model. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Reads the study file that is named, or `study.yaml` if it is there; `--store` is over the file's. */
export async function pageStudy(options: {
  readonly study?: string;
  readonly store?: string;
}): Promise<PageStudy> {
  const file = options.study ?? (existsSync('study.yaml') ? 'study.yaml' : undefined);
  if (file === undefined) return { name: null, rating: defaultRating(), store: options.store, labels: {} };
  const study = await loadStudy(file);
  return {
    name: study.name,
    rating: study.rating ?? defaultRating(),
    store: options.store ?? study.store,
    labels: modelLabels(study),
  };
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
