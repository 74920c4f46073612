// Writes a random model as a checkpoint of F16; prints the size that its weights have as F32.
import { parseArgs } from 'node:util';
import { tensorsToWrite } from '../../src/lm/arrays.ts';
import { greedyGeneration } from '../../src/lm/checkpoint/generation-settings.ts';
import { writeCheckpoint } from '../../src/lm/checkpoint/write-checkpoint.ts';
import { initialParameters } from '../../src/lm/decoder/parameters.ts';
import { makeTokenizerFiles } from '../../src/lm/tokenizer/tokenizer-files.ts';
import { trainTokenizer } from '../../src/lm/tokenizer/train-tokenizer.ts';
import { measuredModel } from './measured-model.ts';

const { values } = parseArgs({
  options: { model: { type: 'string', default: 'tiny' }, folder: { type: 'string', default: '' } },
});
const { config } = await measuredModel(values.model);
const parameters = initialParameters(config, 1);
const tokenizer = await trainTokenizer(['a street'], { vocabularySize: 257, specialTokens: ['<|end|>'] });
await writeCheckpoint(values.folder, {
  config,
  generation: greedyGeneration(config.eosTokenIds),
  tokenizerFiles: makeTokenizerFiles(tokenizer, { maxPositions: config.maxPositions }),
  tensors: tensorsToWrite(parameters),
  type: 'F16',
});
const numbers = Object.values(parameters).reduce((sum, { size }) => sum + size, 0);
console.log(JSON.stringify({ megabytes: (4 * numbers) / 1e6 }));
