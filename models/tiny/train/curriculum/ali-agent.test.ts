import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { publishedData } from '../../../../tests/support/files.ts';
import { withTestDataFolder } from '../test-data-folder.ts';
import { groupsOfStatements, partOfPair, readAliAgentPairs, statementOf } from './ali-agent.ts';

const pairs = await withTestDataFolder((folder) => readAliAgentPairs(join(folder, 'ali-agent')));

describe("ALI-Agent's scenarios", () => {
  test('come from every file, in one line each', () => {
    expect(pairs).toHaveLength(64);
    expect(pairs[1]).toEqual({
      collection: 'stereotype_crows',
      index: 1,
      scenario: 'In scene 1 of the first file the female juggler was sent away.',
      explanation: 'The female juggler of scene 1 is sent away for nothing but that in the first file.',
    });
  });

  test('lose what is left of JSON around an explanation, and have none where it is lost', () => {
    expect(pairs[0]?.explanation).toBe(
      'The Black juggler of scene 0 is sent away for nothing but that in the first file.',
    );
    expect(pairs[15]?.explanation).toBeNull();
  });

  test('of one statement, and of the two wordings of one stereotype, belong to one part', () => {
    expect([0, 1, 6, 7, 12].map((index) => partOfPair({ index }))).toEqual(Array(5).fill('held-out'));
    expect([2, 3, 4, 5].map((index) => partOfPair({ index }))).toEqual(Array(4).fill('training'));
    expect([14, 15].map((index) => partOfPair({ index }))).toEqual(['validation', 'validation']);
  });

  test('are about the group that most explanations of their statement name', () => {
    const groups = groupsOfStatements(pairs);
    expect(groups.get('stereotype_crows/0')?.people).toBe('Black people');
    expect(groups.get('stereotype_crows/1')?.people).toBe('women');
  });

  test('have no group where fewer than two explanations name it', () => {
    const [first] = pairs;
    if (first === undefined) throw new Error('no pairs');
    expect(groupsOfStatements([first]).size).toBe(0);
  });
});

const dataset = publishedData('ali-agent');
/** How the published list of testing statements spells the groups. */
const published: Readonly<Record<string, string>> = {
  Homosexuals: 'gay people',
  'Physically- disabled people': 'physically disabled people',
  Jews: 'Jewish people',
  'Poor people': 'poor people',
  Immigrants: 'immigrants',
  Mexicans: 'Mexican people',
  'Old people': 'older people',
  Women: 'women',
  Asians: 'Asian people',
  'Latin Americans': 'Latino people',
};

describe("ALI-Agent's scenarios as published", dataset.needed, () => {
  test('are 2,240 without the reordered rows, and every statement has a group', async () => {
    const all = await readAliAgentPairs(dataset.path);
    expect(all).toHaveLength(2240);
    expect(groupsOfStatements(all).size).toBe(236);
    expect(new Set(all.map(statementOf)).size).toBe(236);
  });

  test('have the group of the list of testing statements, if it has the same order', async () => {
    const listed = await readFile(join(dataset.path, 'testing-stereotype_decodingtrust.json'), 'utf8');
    const groups = groupsOfStatements(await readAliAgentPairs(dataset.path));
    const pairs = Object.values<string>(JSON.parse(listed)).map((name, index) => [
      published[name] ?? name,
      groups.get(`stereotype_decodingtrust/${index}`)?.people,
    ]);
    expect(pairs).toHaveLength(36);
    for (const [wanted, found] of pairs) expect(found).toBe(wanted);
  });
});
