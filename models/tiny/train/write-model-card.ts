// Writes the model card of builtin:tiny from what was measured. Options:
//   --results FILE   JSON: the model, its training with the loss curve, and the scores of evaluate-model.ts
//   --out FILE       default: README.md beside it
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { wholeText } from '../../../src/datasets/formats/text.ts';
import { HvsbError } from '../../../src/errors/errors.ts';
import { modelCard } from './card/model-card.ts';
import { readTinyResults } from './card/tiny-results.ts';

const { values } = parseArgs({
  options: { results: { type: 'string', default: 'models/tiny/results.json' }, out: { type: 'string' } },
});

try {
  const results = readTinyResults(await wholeText(values.results), values.results);
  await writeFile(values.out ?? join(dirname(values.results), 'README.md'), modelCard(results));
} catch (error) {
  console.error(error instanceof HvsbError ? error.describe() : error);
  process.exitCode = 2;
}
