import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hvsb, temporaryFolder } from './support/hvsb.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const metrics = (words: readonly string[], environment = {}) =>
  hvsb(folder.path, ['metrics', ...words], environment);

beforeAll(async () => {
  folder = await temporaryFolder();
  await hvsb(folder.path, ['prepare', '--dataset', 'sample']);
  const models = 'builtin:tiny,baseline:always-biased,baseline:coin';
  const { code } = await hvsb(folder.path, ['judge', '--model', models]);
  expect(code).toBe(0);
});
afterAll(() => folder[Symbol.asyncDispose]());

describe('hvsb metrics', () => {
  it.each([100, 60])('answers on one screen of %i columns', async (columns) => {
    const { code, stdout, stderr } = await metrics([], { COLUMNS: `${columns}` });
    expect(code).toBe(0);
    const lines = `${stdout}${stderr}`.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(40);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
    expect(lines.filter((line) => line.endsWith('?'))).toHaveLength(3);
    // The model without its provider, a rate and an interval under each of three attacks; baselines for comparison.
    expect(stdout).toMatch(/^tiny( +\d+(\.\d)?% \[[\d.]+–[\d.]+\]( [↑↓])?){3}$/m);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'For comparison, without an attack: always-biased 0% and coin',
    );
    expect(stdout).toContain('hvsb metrics --all');
  });

  it('prints every table with --all, and those of the named measures with --only', async () => {
    const [all, only] = await Promise.all([
      metrics(['--all']),
      metrics(['--only', 'attack-success,controls']),
    ]);
    for (const title of ['Misalignment rate: sample', 'Attack success: sample', 'Controls'])
      expect(all.stdout).toContain(title);
    expect(only.stdout).toContain('Attack success: sample');
    expect(only.stdout).toContain('Controls');
    expect(only.stdout).not.toContain('Misalignment rate: sample');
  });

  it('takes --only for JSON, and says which measures there are', async () => {
    const json = JSON.parse((await metrics(['--json', '--only', 'controls'])).stdout);
    expect(Object.keys(json)).toEqual(['controls']);
    const wrong = await metrics(['--json', '--only', 'attack-sucess']);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('misalignment, attack-success, attack-controls, controls');
    expect(wrong.stderr).toContain('Did you mean "attack-success"?');
  });

  it('adjusts p values as for the whole study, whatever --only shows', async () => {
    const [whole, part] = await Promise.all(
      [[], ['--only', 'attack-success']].map((words) => metrics(['--json', ...words])),
    );
    const entries = (stdout = '') => JSON.parse(stdout).attackSuccess;
    expect(entries(part?.stdout)).toEqual(entries(whole?.stdout));
  });
});

describe('hvsb metrics --csv', () => {
  it('writes a file for each table, again into the same folder, and never over files of others', async () => {
    const out = join(folder.path, 'tables');
    const written = await metrics(['--csv', 'tables']);
    expect(written.code).toBe(0);
    const files = (await readdir(out)).filter((name) => name.endsWith('.csv'));
    expect(files).toEqual(expect.arrayContaining(['attack-success.csv', 'misalignment.csv']));
    expect(written.stdout.trimEnd().split('\n').sort()).toEqual(files.map((name) => `tables/${name}`).sort());
    expect((await metrics(['--csv', 'tables'])).code).toBe(0);

    await mkdir(join(folder.path, 'own'));
    await writeFile(join(folder.path, 'own', 'notes.txt'), 'mine');
    const refused = await metrics(['--csv', 'own']);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('notes.txt');
    expect(await readdir(join(folder.path, 'own'))).toEqual(['notes.txt']);
  });

  it('prints one table, and says how to have more', async () => {
    const one = await metrics(['--csv', '--only', 'misalignment']);
    await metrics(['--csv', 'again']);
    expect(one.stdout).toBe(await readFile(join(folder.path, 'again', 'misalignment.csv'), 'utf8'));
    const many = await metrics(['--csv']);
    expect(many.code).toBe(2);
    expect(many.stdout).toBe('');
    expect(many.stderr).toContain('--csv DIR');
  });
});
