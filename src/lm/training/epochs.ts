import type { ExampleSource } from './example-source.ts';
import { shuffledIndices } from './shuffled-indices.ts';
import type { TrainingExample } from './training-example.ts';

/** The same examples over and over, each time in another order that follows from the seed. */
export function epochs(examples: readonly TrainingExample[], seed: number): ExampleSource {
  let epoch = -1;
  let order: readonly number[] = [];
  return {
    at(index) {
      const wanted = Math.floor(index / examples.length);
      if (wanted !== epoch) {
        order = shuffledIndices(examples.length, seed, wanted);
        epoch = wanted;
      }
      const example = examples[order[index % examples.length] ?? 0];
      if (example === undefined) throw new Error('there are no examples');
      return example;
    },
  };
}
