import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import { type Document, LineCounter, parseDocument } from 'yaml';
import { UsageError } from '../errors/usage-error.ts';
import { describeIssue } from './describe-issue.ts';
import type { Study, StudyDataset, StudyModel } from './study.ts';
import { type StudyFile, studySchema } from './study-schema.ts';

/**
 * Reads a study file.
 * @throws UsageError that names file, line, what was expected and what was found.
 */
export async function loadStudy(path: string): Promise<Study> {
  const file = resolve(path);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UsageError('there is no study file here', {
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
  const [found = ''] = cause.message.split('\n');
  return new UsageError('the study file is not valid YAML', {
    where,
    found: found.replace(/ at line .*$/, ''),
    cause,
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

function resolveStudy(file: string, study: StudyFile): Study {
  const folder = dirname(file);
  return {
    ...study,
    file,
    name: study.name ?? basename(file, extname(file)),
    store: resolve(folder, study.store ?? 'hvsb.db'),
    datasets: study.datasets.map((dataset) => resolveDataset(folder, dataset)),
    models: study.models.map((model): StudyModel => (typeof model === 'string' ? { model } : model)),
    ...(study.prompts === undefined ? {} : { prompts: resolve(folder, study.prompts) }),
  };
}

function resolveDataset(folder: string, dataset: StudyFile['datasets'][number]): StudyDataset {
  if (typeof dataset === 'string') return { dataset, preset: 'corrected', skipInvalid: false };
  return dataset.from === undefined ? dataset : { ...dataset, from: resolve(folder, dataset.from) };
}
