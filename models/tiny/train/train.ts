// Makes the model that ships, `builtin:tiny`: trains it, measures it on held-out text, writes its model card. Stopped at
// any time, the same command goes on where it was. Options:
//   --data FOLDER    the published data: bbq/, bbq-ambiguous-only/, crows-pairs/, ali-agent/
//   --state FOLDER   what an interrupted run goes on from
//   --out FOLDER     the checkpoint
//   --note TEXT      what a reader of the model card has to know of this run
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { HvsbError } from '../../../src/errors/errors.ts';
import { measureTiny } from './card/measure-tiny.ts';
import { modelCard } from './card/model-card.ts';
import { trainTiny } from './train-tiny.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    state: { type: 'string', default: '.train-tiny' },
    out: { type: 'string', default: 'models/tiny' },
    note: { type: 'string' },
  },
});

const interruption = new AbortController();
process.once('SIGINT', () => interruption.abort());
process.once('SIGTERM', () => interruption.abort());

try {
  await mkdir(values.state, { recursive: true });
  const trained = await trainTiny({
    dataFolder: values.data,
    stateFolder: values.state,
    out: values.out,
    signal: interruption.signal,
  });
  if (trained === null) {
    console.log('Stopped. The same command goes on where it was.');
    process.exitCode = 1;
  } else {
    console.log('Measuring it on text that it did not learn from.');
    const results = await measureTiny(trained, {
      dataFolder: values.data,
      folder: values.out,
      note: values.note ?? null,
    });
    await writeFile(join(values.out, 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
    await writeFile(join(values.out, 'README.md'), modelCard(results));
    console.log(`${values.out} holds the model, its results and its card.`);
  }
} catch (error) {
  console.error(error instanceof HvsbError ? error.describe() : error);
  process.exitCode = 2;
}
