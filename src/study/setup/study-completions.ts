import { z } from 'zod';
import type { Completion, Completions } from '../../core/view/setup-page.ts';
import { property, schemaAt } from '../file/settings-file.ts';
import { studySchema } from '../file/study-schema.ts';

/** Names that there are, which the schema does not know, by the setting that takes them. */
export type KnownNames = Readonly<
  Partial<Record<'dataset' | 'model' | 'attack' | 'pack', readonly string[]>>
>;

let schema: unknown = null;

/**
 * What can be written at a place of a study file, by its JSON Schema: settings that are not there yet, or values.
 * @param offset where the cursor is, in UTF-16 units
 * @example
 * completionsAt('judge:\n  att', 12, {}).options; // [{ text: 'attacks: ', detail: '' }]
 */
export function completionsAt(text: string, offset: number, names: KnownNames): Completions {
  schema ??= z.toJSONSchema(studySchema, { io: 'input', reused: 'inline' });
  const place = placeAt(text, offset);
  if (place === null) return { from: offset, options: [] };
  const { word, path, isValue } = place;
  const nodes = schemaAt(schema, path);
  const values = [...valuesOf(nodes), ...namesAt(path, names)];
  const all = isValue ? values : [...keysOf(nodes, place.siblings), ...values];
  const options = all.filter(
    ({ text: each }) => each !== word && each.toLowerCase().includes(word.toLowerCase()),
  );
  const begins = ({ text: each }: Completion) => Number(each.toLowerCase().startsWith(word.toLowerCase()));
  return {
    from: offset - word.length,
    options: options.toSorted((one, other) => begins(other) - begins(one)).slice(0, 50),
  };
}

function keysOf(nodes: readonly unknown[], taken: ReadonlySet<string>): Completion[] {
  return nodes.flatMap((node) =>
    Object.entries(property(node, 'properties') ?? {}).flatMap(([key, value]) =>
      taken.has(key) ? [] : [{ text: `${key}: `, detail: descriptionOf(value) }],
    ),
  );
}

function valuesOf(nodes: readonly unknown[]): Completion[] {
  return nodes.flatMap((node) => {
    const detail = descriptionOf(node);
    const { type, const: only } = (node ?? {}) as { type?: unknown; const?: unknown };
    const listed = property(node, 'enum');
    const values = Array.isArray(listed) ? listed : type === 'boolean' ? [true, false] : [];
    return [...values, ...(only === undefined ? [] : [only])].map((value) => ({ text: `${value}`, detail }));
  });
}

function descriptionOf(node: unknown): string {
  const text: unknown = typeof node === 'object' && node !== null ? Reflect.get(node, 'description') : null;
  return typeof text === 'string' ? text : '';
}

/** Which names a setting takes, by the end of its path. */
const takers: Readonly<Record<string, keyof KnownNames>> = {
  datasets: 'dataset',
  dataset: 'dataset',
  models: 'model',
  model: 'model',
  raters: 'model',
  explainers: 'model',
  attacks: 'attack',
  attack: 'attack',
  prompts: 'pack',
};

function namesAt(path: readonly PropertyKey[], names: KnownNames): Completion[] {
  const last = path.findLast((step) => typeof step === 'string');
  const kind = typeof last === 'string' && Object.hasOwn(takers, last) ? takers[last] : undefined;
  return kind === undefined ? [] : (names[kind] ?? []).map((text) => ({ text, detail: '' }));
}

interface Place {
  readonly path: readonly PropertyKey[];
  /** What is written of the word so far. */
  readonly word: string;
  /** After a colon. */
  readonly isValue: boolean;
  /** Settings of the same object. */
  readonly siblings: ReadonlySet<string>;
}

/** Blanks, dashes of a list, a setting with its colon, the rest. */
const lineParts = /^(\s*)((?:-\s+)*)(?:([A-Za-z]\w*)\s*:(?=\s|$)\s*)?(.*)$/;

interface Line {
  /** Column of the first dash, or of the content. */
  readonly indent: number;
  readonly isItem: boolean;
  /** Column of what comes after the dashes. */
  readonly column: number;
  readonly key: string | undefined;
  readonly rest: string;
}

/** The place by indentation alone, because a file that is being written is seldom valid YAML. */
function placeAt(text: string, offset: number): Place | null {
  const before = text.slice(0, offset).split('\n');
  const current = before.pop() ?? '';
  if (/(?:^|\s)#/.test(current)) return null;
  const line = readLine(current);
  const after = text.slice(offset).split('\n').slice(1);
  const around = pathAround(before, line);
  const siblings = new Set([...keysBeside(before.toReversed(), line), ...keysBeside(after, line)]);
  const flow = /[[{,]\s*([\w:./-]*)$/.exec(line.rest);
  if (flow !== null && /^[[{]/.test(line.rest)) {
    const path = line.key === undefined ? around : [...around, line.key];
    const isList = line.rest.startsWith('[');
    return { path: isList ? [...path, 0] : path, word: flow[1] ?? '', isValue: isList, siblings: new Set() };
  }
  if (!/^[\w:./-]*$/.test(line.rest)) return null;
  const path = line.key === undefined ? around : [...around, line.key];
  return { path, word: line.rest, isValue: line.key !== undefined, siblings };
}

function readLine(text: string): Line {
  const [, blanks = '', dashes = '', key, rest = ''] = lineParts.exec(text) ?? [];
  // A dash that nothing follows yet.
  const isBare = key === undefined && rest === '-';
  const column = blanks.length + (isBare ? 2 : dashes.length);
  return { indent: blanks.length, isItem: dashes !== '' || isBare, column, key, rest: isBare ? '' : rest };
}

/** The settings and lists that a line is within, outermost first. */
function pathAround(before: readonly string[], line: Line): PropertyKey[] {
  const path: PropertyKey[] = line.isItem ? [0] : [];
  let { isItem } = line;
  let limit = isItem ? line.indent : line.column;
  for (const text of before.toReversed()) {
    if (/^\s*(?:#|$)/.test(text)) continue;
    const above = readLine(text);
    if (!isItem && above.isItem && above.column === limit) {
      // The first setting of the same item.
      path.unshift(0);
      [limit, isItem] = [above.indent, true];
    } else if (
      above.key !== undefined &&
      (isItem && !above.isItem ? above.column <= limit : above.column < limit)
    ) {
      path.unshift(above.key);
      if (above.isItem) path.unshift(0);
      [limit, isItem] = [above.isItem ? above.indent : above.column, above.isItem];
    }
  }
  return path;
}

/** Settings of the lines next to it that are in the same object. */
function keysBeside(lines: readonly string[], { column, isItem }: Line): string[] {
  const keys: string[] = [];
  if (isItem) return keys;
  for (const text of lines) {
    if (/^\s*(?:#|$)/.test(text)) continue;
    const line = readLine(text);
    if (line.column < column) break;
    if (line.column > column) continue;
    if (line.key !== undefined) keys.push(line.key);
    if (line.isItem) break;
  }
  return keys;
}
