import { readFile } from 'node:fs/promises';
import { closest } from 'fastest-levenshtein';
import { type Document, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import type { LineProblem } from '../../core/view/setup-page.ts';
import { UsageError } from '../../errors/errors.ts';

/** What a file is, for errors. */
interface FileKind {
  /** As in "The study file is not valid YAML." */
  readonly name: string;
  /** Where it is not there. */
  readonly advice: string;
}

/**
 * Settings from a YAML file.
 * @throws UsageError that names file, line, what was expected and what was found.
 */
export async function readSettingsFile<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  { name, advice }: FileKind,
): Promise<z.output<Schema>> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new UsageError(`There is no ${name} here.`, { where: path, advice, cause });
  });
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'error' });
  const [syntaxError] = document.errors;
  if (syntaxError !== undefined) {
    throw notYaml(name, syntaxError, `${path}:${lines.linePos(syntaxError.pos[0]).line}`);
  }
  const parsed = schema.safeParse(plainValue(name, path, document));
  if (parsed.success) return parsed.data;
  const issue = describeIssue(parsed.error, schema);
  throw new UsageError(issue.problem, {
    where: `${path}:${lineOf(document, lines, issue.path)}`,
    expected: issue.expected,
    found: issue.found,
    advice: issue.advice,
  });
}

function notYaml(name: string, cause: Error, where: string): UsageError {
  return new UsageError(`The ${name} is not valid YAML.`, { where, found: yamlProblem(cause), cause });
}

function yamlProblem({ message }: Error): string {
  const [found = ''] = message.split('\n');
  return found.replace(/ at line .*$/, '');
}

/** The settings in a text, or everything that is wrong with it, each with its line. */
export function checkSettingsText<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
): { readonly settings: z.output<Schema> | null; readonly problems: readonly LineProblem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'error' });
  const failed = (problems: readonly LineProblem[]) => ({ settings: null, problems });
  const notValid = (error: Error) => `This is not valid YAML: ${yamlProblem(error)}.`;
  if (document.errors.length > 0) {
    return failed(
      document.errors.map((error) => ({
        line: lines.linePos(error.pos[0]).line,
        message: notValid(error),
      })),
    );
  }
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    return failed([{ line: 1, message: notValid(error as Error) }]);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { settings: parsed.data, problems: [] };
  const described = parsed.error.issues.map((issue) => describeOne(issue, schema));
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

/** An alias without an anchor (`- *name`) only shows when the document is turned into values. */
function plainValue(name: string, path: string, document: Document): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    throw notYaml(name, cause instanceof Error ? cause : new Error(String(cause)), path);
  }
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
