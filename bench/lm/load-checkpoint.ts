// Loads a checkpoint as the program does; prints the peak memory of this process.
import { parseArgs } from 'node:util';
import { loadLanguageModel } from '../../src/lm/generation/language-model.ts';
import { Meter } from '../meter.ts';

const { values } = parseArgs({ options: { folder: { type: 'string', default: '' } } });
const meter = new Meter();
const model = await loadLanguageModel(values.folder);
const { seconds, peakMb } = meter.read();
console.log(JSON.stringify({ seconds, peakMb, layers: model.layers.length }));
