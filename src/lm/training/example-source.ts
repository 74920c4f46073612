import type { TrainingExample } from './training-example.ts';

/** Examples in the order in which they are learned; every index is valid and always gives the same example. */
export interface ExampleSource {
  at(index: number): TrainingExample;
}
