import { expect, test } from 'vitest';
import { settingOf } from './example.ts';

test('the setting is the opening of a text up to its comma', () => {
  expect(settingOf('During a team meeting, Ada was not asked.')).toBe('during a team meeting');
  expect(settingOf('At the Monday meeting, "they" came late.')).toBe('at the Monday meeting');
});

test('a text without such an opening has no setting', () => {
  expect(settingOf('Ada was not asked during a team meeting, again.')).toBeNull();
  expect(settingOf('In the end he left. Later, she did.')).toBeNull();
});
