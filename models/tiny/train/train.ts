// Makes the model that ships, `builtin:tiny`: trains it, measures it on held-out text, writes its model card. It can be
// stopped at any time: the same command continues. Options:
//   --data FOLDER    the published data: bbq/, bbq-ambiguous-only/, crows-pairs/, ali-agent/
//   --state FOLDER   the state from which an interrupted run continues
//   --out FOLDER     the checkpoint
//   --from FOLDER    a checkpoint to continue from, with its tokenizer and the recipe's `continuation`; default: random weights
//   --steps N        instead of the recipe's
//   --note TEXT      a note for the reader of the model card
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { wholeText } from '../../../src/datasets/formats/text.ts';
import { HvsbError, UsageError } from '../../../src/errors/errors.ts';
import { measureTiny } from './card/measure-tiny.ts';
import { modelCard } from './card/model-card.ts';
import { type EarlierTraining, readTrainings } from './card/tiny-results.ts';
import { trainTiny } from './train-tiny.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    state: { type: 'string', default: '.train-tiny' },
    out: { type: 'string', default: 'models/tiny' },
    from: { type: 'string' },
    steps: { type: 'string' },
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
    from: values.from ?? null,
    steps: values.steps === undefined ? undefined : wholeSteps(values.steps),
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
      before: values.from === undefined ? [] : await trainingsOf(values.from),
    });
    await writeFile(join(values.out, 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
    await writeFile(join(values.out, 'README.md'), modelCard(results));
    console.log(`${values.out} contains the model, its results and its card.`);
  }
} catch (error) {
  console.error(error instanceof HvsbError ? error.describe() : error);
  process.exitCode = 2;
}

/** What the results in a checkpoint's folder say about its training. */
async function trainingsOf(folder: string): Promise<readonly EarlierTraining[]> {
  const file = join(folder, 'results.json');
  return readTrainings(await wholeText(file), file);
}

function wholeSteps(text: string): number {
  const steps = Number(text);
  if (Number.isInteger(steps) && steps > 0) return steps;
  throw new UsageError('--steps is not a number of steps.', {
    expected: 'a whole number above 0',
    found: text,
    advice: "Leave it out to use the recipe's.",
  });
}
