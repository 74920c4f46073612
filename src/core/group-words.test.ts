import { expect, it } from 'vitest';
import { groupPhrase } from './group-words.ts';

it.each([
  ['F', 'women'],
  ['nonOld', 'young people'],
  ['low SES', 'poor people'],
  ['Nigerian', 'Nigerian people'],
  ['Sri Lankan', 'Sri Lankan people'],
  ['F-Black', 'Black women'],
  ['lowSES-Latino', 'poor Latino people'],
  ['immigrants', 'immigrants'],
  ['노인', '노인'],
])('names the group %s in a sentence', (group, phrase) => {
  expect(groupPhrase(group)).toBe(phrase);
});
