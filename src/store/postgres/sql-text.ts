import type { SqlValue } from '../sql/steps.ts';

const mostTexts = 4000;
const texts = new Map<string, string>();

/** SQL as PostgreSQL takes it: parameters are `$1`, `$2`. No text of ours has a `?` that is not a parameter. Two things have other names. */
export function numbered(sql: string): string {
  const known = texts.get(sql);
  if (known !== undefined) return known;
  let count = 0;
  const text = sql
    // A list without values is no SQL but in SQLite.
    .replaceAll(' in ()', ' in (null)')
    // PostgreSQL has it for texts only, which SQLite would take longer to make.
    .replaceAll(/\bgroup_concat\(([^()]+)\)/g, "string_agg(($1)::text, ',')")
    .replaceAll('?', () => {
      count += 1;
      return `$${count}`;
    });
  // Lists of values make texts of many lengths.
  if (texts.size >= mostTexts) texts.clear();
  texts.set(sql, text);
  return text;
}

/** A code point that no text has a use for, before the digit of what PostgreSQL's texts cannot hold: NUL, or it itself. */
const mark = '\u{10FFFE}';
const escaped = /\0|\u{10FFFE}/gu;
const unescaped = /\u{10FFFE}([01])/gu;

/** A value as PostgreSQL can store it, without half characters; `readText` gives a text back. */
function storable(value: SqlValue): SqlValue {
  if (typeof value !== 'string') return value;
  return value.toWellFormed().replaceAll(escaped, (found) => `${mark}${found === '\0' ? 0 : 1}`);
}

export function readText(stored: string): string {
  if (!stored.includes(mark)) return stored;
  return stored.replaceAll(unescaped, (_, digit) => (digit === '0' ? '\0' : mark));
}

/** Parameters as PostgreSQL can store them. The first one of a statement that reads it as JSON is so already, see `records`. */
export function bound(sql: string, parameters: readonly SqlValue[]): SqlValue[] {
  const isJson = sql.includes('?::json');
  return parameters.map((value, index) => (isJson && index === 0 ? value : storable(value)));
}

/** What JSON makes of NUL and of half characters, and our own mark; a text may look like it and be none. */
const mayNeedEscapes = /\\u0000|\\ud[89a-f]|\u{10FFFE}/u;

/** Rows, or values, as one parameter that PostgreSQL reads as JSON. */
export function records(rows: readonly unknown[]): string {
  const text = JSON.stringify(rows);
  if (!mayNeedEscapes.test(text)) return text;
  return JSON.stringify(rows, (_, value: unknown) => (typeof value === 'string' ? storable(value) : value));
}

/** Of several with one key, the first: a statement meets a row once. */
export function firstOfEach<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] {
  const found = new Map<string, Item>();
  for (const item of items) if (!found.has(keyOf(item))) found.set(keyOf(item), item);
  return [...found.values()];
}
