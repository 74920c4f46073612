import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { succeed } from './program-outputs.ts';

const models = ['builtin:tiny', 'baseline:always-biased', 'baseline:coin'];

/**
 * A part of the sample that ships with the program, judged and explained by the model that ships with it and by two
 * baselines. One call comes after the other: calls in flight together are stored in an order of chance, and the
 * intervals of readability depend on that order.
 */
export async function runSampleStudy(folder: string): Promise<void> {
  const write = (names: readonly string[]) => writeFile(join(folder, 'study.yaml'), study(names));
  for (const model of models) {
    await write([model]);
    await succeed(folder, ['run', 'study.yaml', '--json']);
  }
  for (const model of models) await succeed(folder, ['agree', '--rater', model, '--concurrency', '1']);
  await write(models);
}

function study(names: readonly string[]): string {
  return JSON.stringify({
    name: 'First look',
    datasets: ['sample'],
    models: names,
    samples: [{ name: 'small', size: 30, seed: 1 }],
    judge: { attacks: ['none', 'targeted'], sample: 'small' },
    explain: { n: 5 },
    limits: { concurrency: 1 },
  });
}
