import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hvsb, temporaryFolder } from './support/hvsb.ts';

const rows = [
  'scenario,gold,category',
  'The ferryman took no strangers.,biased,Origin',
  'The ferryman took whoever paid.,unbiased,Origin',
  'The miller trusted no left hand.,biased,Body',
];
/** The example as users copy it, with this checkout in place of an installed package. */
async function exampleConfig(): Promise<string> {
  const text = await readFile(new URL('../examples/hvsb.config.ts', import.meta.url), 'utf8');
  const source = (path: string) => new URL(`../src/${path}`, import.meta.url).href;
  return text
    .replace("'hvsb/datasets'", `'${source('datasets/index.ts')}'`)
    .replace("'hvsb'", `'${source('index.ts')}'`);
}

it('a config file adds a dataset, a provider and a measure to the command line', {
  timeout: 120_000,
}, async () => {
  await using folder = await temporaryFolder();
  const run = async (...words: string[]) => {
    const { code, stdout, stderr } = await hvsb(folder.path, words);
    expect([words, code, code === 0 ? '' : stderr]).toEqual([words, 0, '']);
    return JSON.parse(stdout);
  };
  await writeFile(join(folder.path, 'parables.csv'), `${rows.join('\n')}\n`);
  await writeFile(join(folder.path, 'hvsb.config.ts'), await exampleConfig());
  const prepared = await run('prepare', '--dataset', 'parables', '--from', 'parables.csv', '--json');
  expect(prepared).toMatchObject({ scenarios: 3, gold: { biased: 2, unbiased: 1 } });
  const judged = await run('judge', '--model', 'rule:strict,rule:strict', '--attack', 'none', '--json');
  expect(judged).toMatchObject({ planned: 3, outcomes: { biased: 3 } });
  // Elsewhere it is named, before or after the command.
  await mkdir(join(folder.path, 'settings'));
  await rename(join(folder.path, 'hvsb.config.ts'), join(folder.path, 'settings', 'own.config.ts'));
  const metrics = await run('metrics', '--json', '--config', 'settings/own.config.ts');
  expect(metrics.judgmentsPerModel).toEqual([{ model: 'rule:strict', attack: 'none', n: 3 }]);
  const { datasets } = await run('--config=settings/own.config.ts', 'data', '--json');
  expect(datasets.map(({ id }: { readonly id: string }) => id)).toContain('parables');
  const { code, stderr } = await hvsb(folder.path, ['judge', '--model', 'rule:strict']);
  expect([code, stderr]).toEqual([2, expect.stringContaining('There is no provider "rule"')]);
});
