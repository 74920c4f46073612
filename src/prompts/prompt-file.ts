import { readFile } from 'node:fs/promises';
import { closest } from 'fastest-levenshtein';
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { PromptError } from '../errors/errors.ts';

/** One YAML file of a prompt pack that matches its schema, and the lines of its keys. */
export interface PromptFile<Content> {
  readonly content: Content;
  /** `path:line` of the value of this key, or of a piece of text within it. */
  readonly locate: (key: string, piece?: string) => string;
}

/**
 * @returns null where there is no such file.
 * @throws PromptError with file and line: not UTF-8, not YAML, a key that the schema does not know (with the nearest that
 * it does), a value of the wrong kind.
 */
export async function readPromptFile<Content>(
  path: string,
  schema: z.ZodType<Content>,
  knownKeys: readonly string[],
): Promise<PromptFile<Content> | null> {
  const source = await readSource(path);
  if (source === null) return null;
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, logLevel: 'error' });
  const at = (offset: number | undefined) =>
    offset === undefined ? path : `${path}:${lines.linePos(offset).line}`;
  const [fault] = document.errors;
  if (fault !== undefined) {
    throw notYaml(fault, at(fault.pos[0]));
  }
  if (!isMap(document.contents)) {
    throw new PromptError('The prompt file holds no prompts.', {
      where: path,
      expected: `keys and texts, for example "${knownKeys[0] ?? 'my-attack'}: ..."`,
    });
  }
  const checked = schema.safeParse(plainValue(document, path));
  if (!checked.success) throw schemaError(checked.error.issues, document, at, path, knownKeys);
  return {
    content: checked.data,
    locate: (key, piece) => at(offsetOf(document, source, key, piece)),
  };
}

function notYaml(cause: Error, where: string): PromptError {
  const [found] = cause.message.split('\n');
  return new PromptError('The prompt file is not valid YAML.', { where, found, cause });
}

/** An alias without an anchor only shows when the document is turned into values. */
function plainValue(document: Document, path: string): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    throw notYaml(cause instanceof Error ? cause : new Error(String(cause)), path);
  }
}

async function readSource(path: string): Promise<string | null> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
    throw new PromptError('The prompt file cannot be read.', { where: path, found: String(cause), cause });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new PromptError('The prompt file is not UTF-8.', {
      where: path,
      advice: 'Save it as UTF-8 text.',
      cause,
    });
  }
}

function schemaError(
  issues: readonly z.core.$ZodIssue[],
  document: Document,
  at: (offset: number | undefined) => string,
  path: string,
  knownKeys: readonly string[],
): PromptError {
  const unknown = issues.find((issue) => issue.code === 'unrecognized_keys');
  const key = unknown?.keys[0];
  if (key !== undefined) {
    return new PromptError(`The prompt file has an unknown key "${key}".`, {
      where: at(keyOffset(document, key)),
      expected: `one of ${knownKeys.join(', ')}`,
      found: key,
      advice: `Did you mean "${closest(key, knownKeys)}"?`,
    });
  }
  const [issue] = issues;
  const [name = ''] = issue?.path ?? [];
  const offset = offsetOf(document, '', String(name));
  return new PromptError(
    name === '' ? 'The prompt file is not valid.' : `"${String(name)}" is not valid.`,
    offset === undefined
      ? { where: path, found: issue?.message }
      : { where: at(offset), found: issue?.message },
  );
}

function keyOffset(document: Document, key: string): number | undefined {
  const pairs = isMap(document.contents) ? document.contents.items : [];
  const written = pairs.find((pair) => isScalar(pair.key) && String(pair.key.value) === key)?.key;
  return isNode(written) ? written.range?.[0] : undefined;
}

/** Where the value begins, or the piece within it if it is written there in one line. */
function offsetOf(document: Document, source: string, key: string, piece?: string): number | undefined {
  const node = document.get(key, true);
  const range = isNode(node) ? node.range : undefined;
  if (range === undefined || range === null) return keyOffset(document, key);
  const found = piece === undefined ? -1 : source.indexOf(piece, range[0]);
  return found >= 0 && found < range[1] ? found : range[0];
}
