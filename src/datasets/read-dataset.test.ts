import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allOf } from '../../tests/support/files.ts';
import { bbqTestRow } from '../../tests/support/made-rows.ts';
import { bbqSource } from './bbq/bbq-source.ts';
import type { ReadItem } from './dataset-source.ts';
import { longestList, readDataset } from './read-dataset.ts';
import { findDatasetSource } from './registry.ts';

const corrected = { preset: 'corrected' } as const;
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hvsb-prepare-'));
});
afterEach(() => rm(folder, { recursive: true }));

function row(id: number, category = 'Age', tags: readonly [string, string] = ['old', 'nonOld']): string {
  const [first, second] = tags;
  const people = [
    [`pilot ${id}`, first, 'The pilot'],
    [`cook ${id}`, second, 'The cook'],
  ] as const;
  return JSON.stringify(bbqTestRow({ id, category, groups: ['old'], people }));
}

async function write(name: string, rows: readonly string[]): Promise<string> {
  const path = join(folder, name);
  const content = Buffer.from(`${rows.join('\n')}\n`);
  await writeFile(path, name.endsWith('.gz') ? gzipSync(content) : content);
  return path;
}

describe('a dataset being read', () => {
  it('takes the files of its folder in the order of their names, and says which are missing', async () => {
    await write('SES.jsonl.gz', [row(0, 'SES')]);
    await write('Age.jsonl', [row(0), row(1)]);
    await write('notes.txt', ['nothing']);
    await mkdir(join(folder, 'Religion.jsonl'));
    const dataset = await readDataset(bbqSource, folder, corrected);
    expect(dataset.files).toEqual([join(folder, 'Age.jsonl'), join(folder, 'SES.jsonl.gz')]);
    expect(dataset.missing).toHaveLength(9);
    const scenarios = await allOf(dataset.scenarios);
    expect(scenarios.map(({ sourceId }) => sourceId)).toEqual(
      ['Age:0', 'Age:1', 'SES:0'].flatMap((id) => [id, id, id]),
    );
    expect(dataset.summary).toMatchObject({ scenarios: 9, biased: 6, unbiased: 3, controls: 3 });
  });

  it('takes the plain file where its .gz lies beside it', async () => {
    await write('Age.jsonl', [row(0)]);
    await write('Age.jsonl.gz', [row(0)]);
    expect((await readDataset(bbqSource, folder, corrected)).files).toEqual([join(folder, 'Age.jsonl')]);
  });

  it('takes a file of any name when it is named, and several of them', async () => {
    const paths = [await write('mine.jsonl', [row(0)]), await write('more.jsonl', [row(1)])];
    const dataset = await readDataset(bbqSource, paths, corrected);
    expect(await allOf(dataset.scenarios)).toHaveLength(6);
    expect(dataset.missing).toEqual([]);
  });

  it('says what it looked for in a folder without its files', async () => {
    await expect(readDataset(bbqSource, folder, corrected)).rejects.toMatchObject({
      where: folder,
      expected: expect.stringContaining('Age.jsonl, Disability_status.jsonl'),
      advice: expect.stringContaining('hvsb data download bbq'),
    });
  });

  it('says that a path is not there', async () => {
    await expect(readDataset(bbqSource, join(folder, 'absent'), corrected)).rejects.toThrow(
      'no such file or folder',
    );
  });

  it('says that a file is empty', async () => {
    const path = await write('Age.jsonl', []);
    const dataset = await readDataset(bbqSource, path, corrected);
    await expect(allOf(dataset.scenarios)).rejects.toThrow('The file is empty.');
  });

  it('stops at the first invalid row, with its line', async () => {
    const path = await write('Age.jsonl', [row(0), '{"example_id":1}', 'x']);
    const dataset = await readDataset(bbqSource, path, corrected);
    await expect(allOf(dataset.scenarios)).rejects.toMatchObject({ where: `${path}:2` });
    expect(dataset.summary.scenarios).toBe(3);
  });

  it('counts and lists invalid rows when they are skipped, and always what is left out', async () => {
    const path = await write('Age.jsonl', [row(0), 'x', row(0), row(1, 'Age', ['old', 'old'])]);
    const reported: ReadItem['kind'][] = [];
    const options = { ...corrected, skipInvalid: true, onItem: (item: ReadItem) => reported.push(item.kind) };
    const { scenarios, summary } = await readDataset(bbqSource, path, options);
    expect(await allOf(scenarios)).toHaveLength(3);
    expect(summary.invalid.errors.map(({ where }) => where)).toEqual([`${path}:2`, `${path}:3`]);
    expect(summary.leftOut).toMatchObject({ count: 1, items: [{ file: path, row: 4, sourceId: 'Age:1' }] });
    expect(reported).toEqual([
      ...['scenario', 'scenario', 'scenario', 'question'],
      ...['invalid', 'invalid', 'left-out'],
    ]);
  });

  it('gives the scenarios and the questions of a category, in upper or lower case', async () => {
    const path = await write('Age.jsonl', [row(0), row(1, 'Religion')]);
    const questions: string[] = [];
    const { scenarios, summary } = await readDataset(bbqSource, path, {
      ...corrected,
      categories: ['religion'],
      onQuestion: ({ sourceId }) => questions.push(sourceId),
    });
    expect((await allOf(scenarios)).map(({ category }) => category)).toEqual(Array(3).fill('Religion'));
    expect(questions).toEqual(['Religion:1']);
    expect(summary).toMatchObject({ scenarios: 3, biased: 2, controls: 1, questions: 1 });
  });

  it('says at the end that a category matched nothing, with the nearest name', async () => {
    const path = await write('Age.jsonl', [row(0), row(1, 'Religion')]);
    const { scenarios } = await readDataset(bbqSource, path, {
      ...corrected,
      categories: ['age', 'religon'],
    });
    await expect(allOf(scenarios)).rejects.toMatchObject({
      name: 'UsageError',
      message: 'No scenario of BBQ has the category "religon".',
      expected: 'Age, Religion',
      advice: 'Did you mean "Religion"?',
    });
  });

  it('refuses a setting that the dataset does not have, or a value beyond its bounds', async () => {
    const path = await write('Age.jsonl', [row(0)]);
    const settings = { minAnnotatorAgreement: 3 };
    await expect(readDataset(bbqSource, path, { ...corrected, settings })).rejects.toMatchObject({
      message: 'The dataset bbq has no setting "minAnnotatorAgreement".',
    });
    const crows = findDatasetSource('crows-pairs');
    const tooMany = { ...corrected, settings: { minAnnotatorAgreement: 6 } };
    await expect(readDataset(crows, path, tooMany)).rejects.toMatchObject({
      expected: expect.stringMatching(/^a whole number from 0 to 5/),
    });
  });

  it('counts all and lists no more than a bounded number', async () => {
    const bad = Array.from({ length: longestList + 5 }, () => 'x');
    const left = Array.from({ length: longestList + 7 }, (_, id) => row(id, 'Age', ['nonOld', 'nonOld']));
    const path = await write('Age.jsonl', [...bad, ...left]);
    const { scenarios, summary } = await readDataset(bbqSource, path, { ...corrected, skipInvalid: true });
    expect(await allOf(scenarios)).toEqual([]);
    expect([summary.invalid.count, summary.invalid.errors.length]).toEqual([longestList + 5, longestList]);
    expect([summary.leftOut.count, summary.leftOut.items.length]).toEqual([longestList + 7, longestList]);
  });
});
