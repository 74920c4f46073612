import { jsonrepair } from 'jsonrepair';

/** A JSON object out of a model's answer, as far as it came. */
export interface KeyedObject {
  /** By key, in lower case, in the order they came. */
  readonly fields: ReadonlyMap<string, unknown>;
  /** False where the text ended within the object, so that its last field may not be whole. */
  readonly whole: boolean;
}

// Repairing JSON takes quadratic time, so no more than this is repaired: several times what an answer needs.
const longestRepaired = 4096;
// JSON that needs no repair is read up to here.
const mostRead = 65_536;

/**
 * The object with this key (lower case) that begins at a brace of the text. Comments, single quotes, unescaped line ends, trailing
 * commas and a missing end are repaired. Never throws; linear time.
 * @returns null where there is none
 */
export function keyedObject(text: string, start: number, key: string): KeyedObject | null {
  const candidate = text.slice(start, start + mostRead);
  return closedObject(candidate, key) ?? openObject(candidate.slice(0, longestRepaired), key);
}

function closedObject(candidate: string, key: string): KeyedObject | null {
  const end = matchingBrace(candidate);
  const fields = end === null ? null : fieldsOf(candidate.slice(0, end + 1), key);
  return fields === null ? null : { fields, whole: true };
}

/** Where quotes or braces do not pair: up to the last brace, or else all of it. */
function openObject(candidate: string, key: string): KeyedObject | null {
  const end = candidate.lastIndexOf('}');
  const fields =
    (end < 0 ? null : fieldsOf(candidate.slice(0, end + 1), key)) ??
    fieldsOf(candidate.replace(/`{3}\s*$/, ''), key);
  return fields === null ? null : { fields, whole: false };
}

/** The brace that closes the one the text begins with, braces within double quotes left out. */
function matchingBrace(text: string): number | null {
  let depth = 0;
  let lastQuote = Number.POSITIVE_INFINITY;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"' && at < lastQuote) {
      const end = closingQuote(text, at);
      // A quote that nothing closes is a character like others, and so are those after it.
      if (end === null) lastQuote = at;
      else at = end;
    } else if (character === '{') depth += 1;
    else if (character === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return null;
}

function closingQuote(text: string, open: number): number | null {
  for (let at = open + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at;
  }
  return null;
}

function fieldsOf(json: string, key: string): ReadonlyMap<string, unknown> | null {
  const value = parsed(json);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const fields = new Map(Object.entries(value).map(([name, field]) => [name.trim().toLowerCase(), field]));
  return fields.has(key) ? fields : null;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return json.length > longestRepaired ? undefined : repaired(json);
  }
}

/** Undefined where nothing can be made of it. What the library throws, stack overflow included, means just that. */
function repaired(json: string): unknown {
  try {
    return JSON.parse(jsonrepair(json));
  } catch {
    return undefined;
  }
}

/** Places of this many mentions of the key at most are looked at before the object comes. */
const mostKeys = 3;

/**
 * Positions of the braces that may begin the object with this key, the likeliest first: the nearest before each of the first
 * (or last) mentions of the key, then the first of the text. Linear time.
 */
export function objectStarts(text: string, key: string, from: 'first' | 'last'): number[] {
  const pattern = new RegExp(`[{,]\\s{0,50}["'\`\u201c\u2018]?${key}["'\`\u201d\u2019]?\\s{0,20}:`, 'gi');
  const starts = new Set<number>();
  for (const at of placesOf(pattern, text, from)) starts.add(text.lastIndexOf('{', at));
  starts.add(text.indexOf('{'));
  starts.delete(-1);
  return [...starts];
}

function placesOf(pattern: RegExp, text: string, from: 'first' | 'last'): number[] {
  const matches = text.matchAll(pattern);
  if (from === 'first') return Array.from(matches.take(mostKeys), (match) => match.index);
  const places: number[] = [];
  for (const match of matches) {
    places.push(match.index);
    if (places.length > mostKeys) places.shift();
  }
  return places.reverse();
}

// Models nest what they were asked to list; deeper than this it is no list.
const mostDepth = 4;

/** The texts with words in a value, white space folded, in order, in whatever lists and objects. */
export function textsWithin(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') {
    const text = value.replace(/\s+/g, ' ').trim();
    return /[\p{L}\p{N}]/u.test(text) ? [text] : [];
  }
  if (typeof value !== 'object' || value === null || depth === mostDepth) return [];
  return Object.values(value).flatMap((each) => textsWithin(each, depth + 1));
}
