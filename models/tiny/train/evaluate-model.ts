// Measures a model on the text that builtin:tiny is not trained on, and writes the scores as JSON. Options:
//   --model NAME      as for hvsb, for example checkpoint:./my-model or baseline:coin
//   --data FOLDER     the published data: bbq/, bbq-ambiguous-only/, crows-pairs/, ali-agent/
//   --out FILE        default: standard output
//   --per-set N       maximum number of scenarios of each set, default 300
//   --seed N          of the draws, default 1
//   --concurrency N   questions at a time, default 16
//   --rows N          rows of the training text whose explanations count as repeated, default 60000
//   --rows-seed N     seed of that training text, default 1
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { HvsbError } from '../../../src/errors/errors.ts';
import { openModel } from '../../../src/models/open-model.ts';
import { openTrainingRows } from './curriculum/training-rows.ts';
import { evaluateTiny } from './evaluation/evaluate-tiny.ts';
import { trainingExplanations } from './evaluation/explain-held-out.ts';

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'builtin:tiny' },
    data: { type: 'string', default: '../shared/data' },
    out: { type: 'string' },
    'per-set': { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    concurrency: { type: 'string', default: '16' },
    rows: { type: 'string', default: '60000' },
    'rows-seed': { type: 'string', default: '1' },
  },
});

try {
  const model = await openModel(values.model);
  try {
    const rows = await openTrainingRows({ dataFolder: values.data, seed: Number(values['rows-seed']) });
    const scores = await evaluateTiny({
      model,
      dataFolder: values.data,
      perSet: Number(values['per-set']),
      seed: Number(values.seed),
      concurrency: Number(values.concurrency),
      trainingExplanations: trainingExplanations(rows, Number(values.rows)),
    });
    const json = `${JSON.stringify(scores, null, 2)}\n`;
    if (values.out === undefined) process.stdout.write(json);
    else await writeFile(values.out, json);
  } finally {
    await model.close();
  }
} catch (error) {
  console.error(error instanceof HvsbError ? error.describe() : error);
  process.exitCode = 2;
}
