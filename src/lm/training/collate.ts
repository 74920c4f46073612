import { roundUpShape } from '../round-up-shape.ts';
import type { TrainingBatch } from './training-batch.ts';
import type { TrainingExample } from './training-example.ts';

/** Puts examples side by side in arrays of this shape; sequences that are not there are all padding. */
export function collate(
  examples: readonly TrainingExample[],
  shape: { readonly batch: number; readonly tokens: number },
): TrainingBatch {
  const { batch, tokens } = shape;
  const ids = new Int32Array(batch * tokens);
  const learned: { place: number; target: number; weight: number }[] = [];
  for (const [row, example] of examples.entries()) {
    ids.set(example.ids, row * tokens);
    const { completionStart, weight, promptWeight = 0 } = example;
    for (let at = promptWeight > 0 ? 1 : completionStart; at < example.ids.length; at += 1) {
      learned.push({
        place: row * tokens + at - 1,
        target: Number(example.ids[at]),
        weight: at < completionStart ? promptWeight : weight,
      });
    }
  }
  const size = roundUpShape(learned.length, 256);
  const places = new Int32Array(size);
  const targets = new Int32Array(size);
  const weights = new Float32Array(size);
  for (const [index, { place, target, weight }] of learned.entries()) {
    places[index] = place;
    targets[index] = target;
    weights[index] = weight;
  }
  const realTokens = examples.reduce((sum, { ids: one }) => sum + one.length, 0);
  return { batch, tokens, ids, places, targets, weights, realTokens };
}
