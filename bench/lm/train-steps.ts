// Trains a random model on made-up tokens, all of which are learned; prints the tokens of a second and the arithmetic.
import { parseArgs } from 'node:util';
import { initialParameters } from '../../src/lm/decoder/parameters.ts';
import { tree } from '../../src/lm/jax.ts';
import { collate } from '../../src/lm/training/training-batch.ts';
import type { TrainingExample } from '../../src/lm/training/training-example.ts';
import { defaultTrainingSettings } from '../../src/lm/training/training-settings.ts';
import { startState } from '../../src/lm/training/training-state.ts';
import { trainingSteps } from '../../src/lm/training/training-steps.ts';
import { Meter } from '../meter.ts';
import { median } from '../scoreboard.ts';
import { measuredModel } from './measured-model.ts';
import { trainingFlops } from './training-flops.ts';

const { values } = parseArgs({
  options: { model: { type: 'string', default: 'tiny' }, steps: { type: 'string', default: '3' } },
});
const { config, batch, tokens } = await measuredModel(values.model);
const meter = new Meter();
const examples: readonly TrainingExample[] = Array.from({ length: batch }, (_, row) => ({
  ids: Array.from({ length: tokens }, (_, at) => (31 * row + 17 * at) % config.vocabularySize),
  completionStart: 1,
  weight: 1,
}));
const lesson = collate(examples, { batch, tokens });
const steps = trainingSteps(config, {}, defaultTrainingSettings);
const parameters = initialParameters(config, 1);
let { trained } = startState(parameters);
// The state has references of its own: weights of the start are not to be kept beside those of later steps.
tree.dispose(parameters);
const seconds: number[] = [];
for (let step = 0; step <= Number(values.steps); step += 1) {
  const startedAt = performance.now();
  ({ trained } = await steps.step(trained, lesson, step, 1e-4));
  // The first step compiles.
  if (step > 0) seconds.push((performance.now() - startedAt) / 1000);
}
const tokensPerSecond = lesson.realTokens / median(seconds);
console.log(
  JSON.stringify({
    tokensPerSecond,
    gigaflops: (tokensPerSecond * trainingFlops(config, tokens)) / 1e9,
    peakMb: meter.read().peakMb,
  }),
);
