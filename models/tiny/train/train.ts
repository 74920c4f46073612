// Makes the model that ships, `builtin:tiny`: trains it, measures it on held-out text, writes its model card. It can be
// stopped at any time: the same command continues. Options:
//   --data FOLDER    the published data: bbq/, bbq-ambiguous-only/, crows-pairs/, ali-agent/
//   --state FOLDER   the state from which an interrupted run continues
//   --out FOLDER     the checkpoint
//   --note TEXT      a note for the reader of the model card
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
    console.log('Stopped. The same command continues.');
    process.exitCode = 1;
  } else {
    console.log('Measuring it on held-out text.');
    const results = await measureTiny(trained, {
      dataFolder: values.data,
      folder: values.out,
      note: values.note ?? null,
    });
    await writeFile(join(values.out, 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
    await writeFile(join(values.out, 'README.md'), modelCard(results));
    console.log(`${values.out} contains the model, its results and its card.`);
  }
} catch (error) {
  console.error(error instanceof HvsbError ? error.describe() : error);
  process.exitCode = 2;
}
