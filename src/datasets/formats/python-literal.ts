/** A value of a Python literal: what `repr` writes of strings, whole numbers, `None`, lists, tuples and dictionaries. */
export type PythonLiteral =
  | string
  | number
  | boolean
  | null
  | readonly PythonLiteral[]
  | ReadonlyMap<string, PythonLiteral>;

/**
 * Reads a Python literal, as published tables have them in cells: `['f']`, `{0: ['a', 'b']}`, `[['age'], []]`.
 * Keys of a dictionary come as strings. Linear time.
 * @returns undefined where the text is anything else
 * @example
 * parsePythonLiteral("{'old': 94, 'no_stereo': 3}"); // Map { 'old' → 94, 'no_stereo' → 3 }
 */
export function parsePythonLiteral(literal: string): PythonLiteral | undefined {
  const tokens = tokenise(literal);
  if (tokens === null) return undefined;
  const [value, next] = parseValue(tokens, 0, 0);
  return next === tokens.length ? value : undefined;
}

/** The same where it is a list of strings. */
export function parseStringList(literal: string): readonly string[] | null {
  const value = parsePythonLiteral(literal);
  return value !== undefined && isStringList(value) ? value : null;
}

/**
 * The same where it is a list of lists of strings, as the `annotations` column of CrowS-Pairs has it:
 * `[['age', 'gender'], [], ["nationality"]]`.
 * @returns null where the text is anything else
 */
export function parseStringLists(literal: string): readonly (readonly string[])[] | null {
  const value = parsePythonLiteral(literal);
  if (!Array.isArray(value)) return null;
  const items: readonly PythonLiteral[] = value;
  return items.every(isStringList) ? items : null;
}

type Token =
  | { readonly kind: 'sign'; readonly sign: string }
  | { readonly kind: 'value'; readonly value: string | number | boolean | null };

const tokenPattern =
  /\s*(?:([[\](){},:])|'((?:[^'\\]|\\[\s\S])*)'|"((?:[^"\\]|\\[\s\S])*)"|(-?\d{1,15})(?![\w.])|(None|True|False)\b)\s*/y;
const words: Readonly<Record<string, boolean | null>> = { None: null, True: true, False: false };
const escaped: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

function tokenise(literal: string): readonly Token[] | null {
  const tokens: Token[] = [];
  const pattern = new RegExp(tokenPattern);
  while (pattern.lastIndex < literal.length) {
    const match = pattern.exec(literal);
    if (match === null) return null;
    tokens.push(toToken(match));
  }
  return tokens;
}

function toToken([, sign, single, double, number, word]: RegExpExecArray): Token {
  if (sign !== undefined) return { kind: 'sign', sign };
  if (number !== undefined) return { kind: 'value', value: Number(number) };
  if (word !== undefined) return { kind: 'value', value: words[word] ?? null };
  const text = single ?? double ?? '';
  return { kind: 'value', value: text.replace(/\\([\s\S])/g, (_, sign: string) => escaped[sign] ?? sign) };
}

type Parsed = [value: PythonLiteral | undefined, next: number];

const deepest = 50;

/** The value that starts at a token, and the token after it; undefined where there is none. */
function parseValue(tokens: readonly Token[], start: number, depth: number): Parsed {
  const token = tokens[start];
  if (token?.kind === 'value') return [token.value, start + 1];
  const closing = { '[': ']', '(': ')', '{': '}' }[token?.sign ?? ''];
  if (closing === undefined || depth > deepest) return [undefined, start];
  return closing === '}'
    ? parseDictionary(tokens, start + 1, depth + 1)
    : parseItems(tokens, start + 1, closing, depth + 1);
}

function parseItems(tokens: readonly Token[], start: number, closing: string, depth: number): Parsed {
  const items: PythonLiteral[] = [];
  let at = start;
  while (!isSign(tokens[at], closing)) {
    const [item, next] = parseValue(tokens, at, depth);
    if (item === undefined) return [undefined, start];
    items.push(item);
    at = afterComma(tokens, next, closing);
    if (at < 0) return [undefined, start];
  }
  return [items, at + 1];
}

function parseDictionary(tokens: readonly Token[], start: number, depth: number): Parsed {
  const entries = new Map<string, PythonLiteral>();
  let at = start;
  while (!isSign(tokens[at], '}')) {
    const key = tokens[at];
    if (key?.kind !== 'value' || !isSign(tokens[at + 1], ':')) return [undefined, start];
    const [value, next] = parseValue(tokens, at + 2, depth);
    if (value === undefined) return [undefined, start];
    entries.set(String(key.value), value);
    at = afterComma(tokens, next, '}');
    if (at < 0) return [undefined, start];
  }
  return [entries, at + 1];
}

/** The token after a comma, or that of the closing sign; −1 where there is neither. */
function afterComma(tokens: readonly Token[], at: number, closing: string): number {
  if (isSign(tokens[at], ',')) return at + 1;
  return isSign(tokens[at], closing) ? at : -1;
}

function isSign(token: Token | undefined, sign: string): boolean {
  return token?.kind === 'sign' && token.sign === sign;
}

function isStringList(value: PythonLiteral): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
