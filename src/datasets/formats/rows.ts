import { hash } from 'node:crypto';
import { z } from 'zod';
import { scenarioId } from '../../core/hashes.ts';
import type { Scenario, ScenarioContent } from '../../core/scenario.ts';
import { DataError } from '../../errors/errors.ts';
import { readTable } from './read-table.ts';
import type { FileOptions } from './text.ts';

/** A row that was read; `row` is its line, counted from 1. */
export type ReadRow<Row> = CheckedRow<Row> & { readonly row: number };

/**
 * Streams the rows of a table of any format (see `openTable`), each against a schema. A row that is not as the schema
 * says, or cannot be read, is yielded as `invalid`.
 * @throws DataError where nothing more can be read
 * @example
 * for await (const read of readRows('rows.parquet', z.object({ id: z.int() }))) {
 *   if (read.kind === 'row') console.log(read.value.id);
 * }
 */
export async function* readRows<Row>(
  path: string,
  schema: z.ZodType<Row>,
  options: FileOptions = {},
): AsyncGenerator<ReadRow<Row>> {
  for await (const read of readTable(path, options)) {
    if (read.kind === 'invalid') yield read;
    else yield { ...checkRow(schema, read.value, `${path}:${read.row}`), row: read.row };
  }
}

/**
 * Streams the rows of a JSON Lines file, plain or packed; other formats are read alike, see `readRows`.
 * @throws DataError where nothing more can be read
 * @example
 * for await (const read of readJsonl('rows.jsonl', z.object({ id: z.int() }))) {
 *   if (read.kind === 'row') console.log(read.value.id);
 * }
 */
export function readJsonl<Row>(path: string, schema: z.ZodType<Row>): AsyncGenerator<ReadRow<Row>> {
  return readRows(path, schema);
}

/** A row as its schema has it, or what is wrong with it. */
export type CheckedRow<Row> =
  | { readonly kind: 'row'; readonly value: Row }
  | { readonly kind: 'invalid'; readonly error: DataError };

/**
 * A row against its schema. The error names the first field that is not as the format says, what was
 * expected there and what was found.
 * @param where file and line
 * @example
 * const checked = checkRow(z.object({ id: z.int() }), { id: 7 }, 'rows.jsonl:1');
 * if (checked.kind === 'row') console.log(checked.value.id);
 */
export function checkRow<Row>(schema: z.ZodType<Row>, value: unknown, where: string): CheckedRow<Row> {
  const result = schema.safeParse(value);
  if (result.success) return { kind: 'row', value: result.data };
  const [issue] = result.error.issues;
  const path = issue?.path ?? [];
  const field = path.length === 0 ? 'the row' : `field "${path.map(String).join('.')}"`;
  const error = new DataError('A row is not as the format says.', {
    where,
    expected: `${field}: ${issue === undefined ? 'another value' : expectation(issue)}`,
    found: shown(valueAt(value, path)),
    advice: 'Fix the row, or leave invalid rows out with --skip-invalid.',
  });
  return { kind: 'invalid', error };
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected;
    case 'invalid_value':
      return issue.values.map((value) => JSON.stringify(value)).join(' or ');
    default:
      return issue.message;
  }
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = Reflect.get(current, key);
  }
  return current;
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

/** Text with something in it. It is not trimmed. */
export const nonBlank = z.string().refine((text) => text.trim() !== '', 'text that is not empty');

/**
 * Notes an id with its row, and returns an error if the file had it before.
 * @param seen ids of the file so far with their rows; changed here
 * @param place where a row is, for the error: file and line
 * @param shownId the id as the user knows it, where it is only a part of what has to differ
 * @example
 * const seen = new Map<string, number>();
 * const error = repeatedId(seen, sourceId, row, (line) => `rows.jsonl:${line}`);
 * if (error !== null) yield { kind: 'invalid', error, row };
 */
export function repeatedId(
  seen: Map<string, number>,
  id: string,
  row: number,
  place: (row: number) => string,
  shownId: string = id,
): DataError | null {
  const earlier = seen.get(id);
  if (earlier === undefined) {
    seen.set(id, row);
    return null;
  }
  return new DataError(`The id ${JSON.stringify(shownId)} comes twice.`, {
    where: place(row),
    expected: 'each id once in the file',
    found: `the same id at ${place(earlier)}`,
    advice: 'Remove one of the two, or leave the repetition out with --skip-invalid.',
  });
}

/**
 * Short name for a content, the same in every place: 12 hexadecimal digits of a SHA-256.
 * @example
 * const sourceId = contentHash(row.prompt, row.completion);
 */
export function contentHash(...parts: readonly string[]): string {
  return hash('sha256', JSON.stringify(parts), 'hex').slice(0, 12);
}

/**
 * A scenario from what it says and the row that it came from.
 * @example
 * const scenario = toScenario(
 *   {
 *     dataset: 'parables', form: 'statement', category: 'origin', variant: 'unfair', polarity: null, gold: 'biased',
 *     control: false, cluster: 'parables/1', group: null, text: { kind: 'statement', statement: '…' }, sourceId: '1',
 *   },
 *   1,
 * );
 */
export function toScenario(content: ScenarioContent, sourceRow: number): Scenario {
  return { id: scenarioId(content), ...content, sourceRow };
}
