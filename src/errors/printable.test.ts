import { expect, test } from 'vitest';
import { UsageError } from './errors.ts';
import { printable } from './printable.ts';

test.each([
  ['a colour', '\u001b[31mred', '\\u001b[31mred'],
  ['a bell', '\u0007', '\\u0007'],
  ['a title', '\u001b]0;x\u0007', '\\u001b]0;x\\u0007'],
  ['an eight-bit control sequence', '\u009b2J', '\\u009b2J'],
  ['a line overwritten', 'no\ryes', 'no\\u000dyes'],
  ['backspaces', 'a\b\bb', 'a\\u0008\\u0008b'],
  ['delete', '\u007f', '\\u007f'],
  ['text turned around', '\u202egnp.exe', '\\u202egnp.exe'],
  ['an isolate', '\u2066x\u2069', '\\u2066x\\u2069'],
])('%s is written out', (_, text, written) => {
  expect(printable(text)).toBe(written);
});

test('lines, tabs, letters and emoji stay', () => {
  const text = 'Ärger\tin 東京 👩‍👩‍👧\nsecond line é';
  expect(printable(text)).toBe(text);
  expect(printable('one\r\ntwo')).toBe('one\ntwo');
});

test('JSON stays the same JSON', () => {
  const value = { model: '\u001b[2J\u009b\u202e\u007f', text: 'a\nb' };
  expect(JSON.parse(printable(JSON.stringify(value, null, 2)))).toEqual(value);
});

test('an error is printed without what a terminal would obey', () => {
  const error = new UsageError('No "\u001b[31m".', { where: 'x\u0007', found: '\u009b', advice: '\u202e' });
  const printed = error.describe();
  for (const control of ['\u001b', '\u0007', '\u009b', '\u202e']) expect(printed).not.toContain(control);
});
