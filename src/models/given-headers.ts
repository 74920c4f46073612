import { UsageError } from '../errors/errors.ts';
import type { Environment } from './provider.ts';

/** They describe the connection or the body, which this program makes. */
const ownHeaders: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * Headers as the user gives them, their names in lower case and each `$VARIABLE` or `${VARIABLE}` in a value replaced by what the
 * environment holds.
 * @throws UsageError for a name that no header can have, or a variable that is not set; the value is never shown
 */
export function resolveHeaders(
  given: Readonly<Record<string, string>>,
  environment: Environment,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [checkedName(name), resolveValue(name, value, environment)]),
  );
}

const variablePattern = /\$(?:\{(\w+)\}|([A-Za-z_]\w*))/g;

/** The first variable that a value of these headers names; undefined where none does. */
export function headerVariable(given: Readonly<Record<string, string>>): string | undefined {
  for (const value of Object.values(given)) {
    for (const [, braced, plain] of value.matchAll(variablePattern)) return braced ?? plain;
  }
  return undefined;
}

function checkedName(name: string): string {
  const lower = name.toLowerCase();
  if (/^[\w!#$%&'*+.^`|~-]+$/.test(name) && !ownHeaders.has(lower)) return lower;
  throw new UsageError(
    ownHeaders.has(lower)
      ? 'This header is set by the program itself.'
      : 'This is not a name that a header can have.',
    { where: `header ${JSON.stringify(name)}`, expected: 'a name such as X-Organization' },
  );
}

function resolveValue(name: string, value: string, environment: Environment): string {
  const resolved = value.replace(
    variablePattern,
    (_, braced: string | undefined, plain: string | undefined) => {
      const variable = braced ?? plain ?? '';
      const found = environment[variable]?.trim() ?? '';
      if (found !== '') return found;
      throw new UsageError(`The variable ${variable} is not set.`, {
        where: `header ${name}`,
        advice: 'Set it in the environment or in a file named .env; its value is never stored.',
      });
    },
  );
  if (/^[\t\x20-\x7e]*$/.test(resolved)) return resolved;
  throw new UsageError(
    'The value holds characters that no header has (line breaks or letters beyond ASCII).',
    {
      where: `header ${name}`,
      advice: 'Copy it again; quotes and line breaks do not belong to it.',
    },
  );
}

/**
 * `NAME=VALUE` pairs by name.
 * @throws UsageError for a pair without a name or without `=`; the value is not shown
 */
export function headerPairs(pairs: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at > 0) return [pair.slice(0, at).trim(), pair.slice(at + 1)];
      throw new UsageError('The header is not given as NAME=VALUE.', {
        where: '--header',
        advice: "For example --header 'X-Organization=$MY_ORGANIZATION'.",
      });
    }),
  );
}

/** Headers that carry a key of their own, so that no other is needed. */
export function holdKey(headers: Readonly<Record<string, string>>): boolean {
  return ['authorization', 'api-key', 'x-api-key', 'x-goog-api-key'].some((name) =>
    Object.hasOwn(headers, name),
  );
}
