import type { Completion } from '../../core/model.ts';

const replacement = '[key]';

/** Something shorter is a word, and would be taken out of answers. */
const shortestKey = 8;

// What servers like to echo: keys by their usual prefixes (also half masked with *), bearer headers, keys in a URL's query.
const keyLike = /\b(?:sk|pk|hf|gsk|xai|AIza)[-_]?[A-Za-z0-9_*-]{12,}/gi;
const behindName = /(\bBearer\s{1,20}|[?&](?:key|api[-_]key)=)[^\s&"',;]+/gi;

/**
 * An error's text without the secrets, which are replaced by `[key]` however they are spelt, see `withoutKeys`. Anything that looks
 * like a key or follows `Bearer` goes too, so that a server that echoes part of a key gives nothing away. Linear time.
 */
export function redact(text: string, secrets: readonly string[]): string {
  let clean = withoutKeys(text, secrets);
  for (const secret of secrets) {
    if (secret === '' || secret.length >= shortestKey) continue;
    clean = clean.replaceAll(secret, replacement).replaceAll(encodeURIComponent(secret), replacement);
  }
  return clean.replace(keyLike, replacement).replace(behindName, `$1${replacement}`);
}

/**
 * A text without these keys: as they are, in other case, as URLs, JSON, HTML and programs escape them, in base64 and hexadecimal
 * digits, and with line breaks or invisible characters within. The rest stays as it is. Linear time.
 */
export function withoutKeys(text: string, secrets: readonly string[]): string {
  const patterns = patternsOf(secrets);
  return patterns.reduce((clean, pattern) => clean.replace(pattern, replacement), text);
}

/** The answer without keys, and a remark where it held one. */
export function answerWithoutKeys<Answer extends Partial<Completion>>(
  answer: Answer,
  secrets: readonly string[],
): Answer {
  if (patternsOf(secrets).length === 0) return answer;
  const { text, reasoning, servedModel, finishReason } = answer;
  const clean = Object.fromEntries(
    Object.entries({ text, reasoning, servedModel, finishReason }).flatMap(([name, value]) => {
      if (typeof value !== 'string') return [];
      const without = withoutKeys(value, secrets);
      return without === value ? [] : [[name, without]];
    }),
  );
  if (Object.keys(clean).length === 0) return answer;
  return { ...answer, ...clean, remarks: [...(answer.remarks ?? []), keyRemark] };
}

const keyRemark =
  'The server sent the key back in an answer; it was replaced by [key] before anything was stored. Find out why it does so.';

const known = new WeakMap<readonly string[], readonly RegExp[]>();

/** Made once for each connection: its secrets are one list. */
function patternsOf(secrets: readonly string[]): readonly RegExp[] {
  const found = known.get(secrets);
  if (found !== undefined) return found;
  const long = [...new Set(secrets)].filter((secret) => secret.length >= shortestKey);
  const spelt = long.map((secret) => speltPattern(secret)).join('|');
  const encoded = long.flatMap(base64Cores).map(base64Pattern).join('|');
  const hexadecimal = long.map((secret) => Buffer.from(secret).toString('hex')).join('|');
  // As JSON writes bytes.
  const bytes = long.map((secret) => [...Buffer.from(secret)].join(String.raw`,\s{0,3}`)).join('|');
  const patterns = [
    ...(spelt === '' ? [] : [new RegExp(`${spelt}|${hexadecimal}|${bytes}`, 'gi')]),
    ...(encoded === '' ? [] : [new RegExp(encoded, 'g')]),
  ];
  known.set(secrets, patterns);
  return patterns;
}

const within = String.raw`[\s\u00ad\u200b-\u200d\u2060\ufeff]{0,3}`;

/** Each character as it is or escaped. Nothing between two of them is a character of a key, so a match is found in one go. */
function speltPattern(secret: string): string {
  const between = /\s/.test(secret) ? '' : within;
  return [...secret].map(speltCharacter).join(between);
}

function speltCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code > 0x7f) return RegExp.escape(character);
  const hex = code.toString(16).padStart(2, '0');
  const plain = /[\\/"']/.test(character)
    ? `\\\\{0,2}${RegExp.escape(character)}`
    : // A form that was decoded has a blank.
      character === '+'
      ? '[+ ]'
      : RegExp.escape(character);
  const entity = entities.get(character) ?? '';
  return `(?:${plain}|%(?:25)?${hex}|\\\\u00${hex}|\\\\x${hex}|&(?:#(?:${code}|x${hex})${entity});)`;
}

/** Names by which HTML writes what keys hold besides letters and digits. */
const entities: ReadonlyMap<string, string> = new Map([
  ['/', '|sol'],
  ['+', '|plus'],
  ['=', '|equals'],
  ['_', '|lowbar'],
  ['-', '|hyphen|dash'],
  ['.', '|period'],
  [':', '|colon'],
]);

/** What of the base64 of any text around it depends on the secret alone: it may begin at any of three bits. */
function base64Cores(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    return encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
  });
}

function base64Pattern(core: string): string {
  const spelt: Readonly<Record<string, string>> = { '+': '(?:[+-]|%2[Bb])', '/': '(?:\\\\?/|_|%2[Ff])' };
  return [...core].map((character) => spelt[character] ?? character).join(within);
}
