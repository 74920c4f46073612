import { expect, it, test } from 'vitest';
import { UsageError } from '../errors/errors.ts';
import { headerPairs, holdKey, resolveHeaders } from './given-headers.ts';

const secret = 'a-very-secret-value';

it('reads variables in values, and gives names in lower case', () => {
  const given = {
    'X-Team': 'bias',
    Authorization: 'Bearer $TOKEN',
    'X-Both': '$'.concat('{TOKEN}/$TEAM'),
    'X-Price': '5$',
  };
  expect(resolveHeaders(given, { TOKEN: ` ${secret} `, TEAM: 't' })).toEqual({
    'x-team': 'bias',
    authorization: `Bearer ${secret}`,
    'x-both': `${secret}/t`,
    'x-price': '5$',
  });
});

test.each([
  [{ 'X-Token': '$MISSING' }, {}, 'MISSING is not set'],
  [{ 'X Token': secret }, {}, 'not a name that a header can have'],
  [{ '': secret }, {}, 'not a name that a header can have'],
  [{ 'Content-Length': secret }, {}, 'set by the program itself'],
  [{ 'X-Token': '$TOKEN' }, { TOKEN: `${secret}\r\nx: y` }, 'line breaks'],
  [{ 'X-Token': '$TOKEN' }, { TOKEN: `${secret} – ü` }, 'beyond ASCII'],
] as const)('%j is refused, and no value is shown', (given, environment, problem) => {
  let thrown: unknown;
  try {
    resolveHeaders(given, environment);
  } catch (error) {
    thrown = error;
  }
  if (!(thrown instanceof UsageError)) throw new Error('It was not refused.');
  expect(thrown.describe()).toContain(problem);
  expect(thrown.describe()).not.toContain(secret);
});

it('reads NAME=VALUE, with more of "=" in the value, and shows none that it cannot read', () => {
  expect(headerPairs(['X-A=1', 'x-b=c=d', 'X-E='])).toEqual({ 'X-A': '1', 'x-b': 'c=d', 'X-E': '' });
  for (const pair of [secret, `=${secret}`]) {
    expect(() => headerPairs([pair])).toThrow('The header is not given as NAME=VALUE.');
  }
});

it('knows which headers hold a key', () => {
  const names = ['authorization', 'api-key', 'x-team'];
  expect(names.map((name) => holdKey({ [name]: 'x' }))).toEqual([true, true, false]);
});
