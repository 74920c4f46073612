import { roundUpShape } from '../round-up-shape.ts';
import { collate } from './collate.ts';
import type { TrainingBatch } from './training-batch.ts';
import type { TrainingExample } from './training-example.ts';

/**
 * Cuts examples into batches of `tokensPerBatch`, each of examples of like length, so that little is padding. The
 * examples of one length come in the order given.
 *
 * @param tokensPerBatch best a multiple of 1,536: then batches of all lengths up to 512 have the same number of tokens
 */
export function cutBatches(
  examples: readonly TrainingExample[],
  tokensPerBatch: number,
): readonly TrainingBatch[] {
  const byLength = new Map<number, TrainingExample[]>();
  for (const example of examples) {
    const tokens = roundUpShape(example.ids.length);
    const alike = byLength.get(tokens);
    if (alike === undefined) byLength.set(tokens, [example]);
    else alike.push(example);
  }
  return [...byLength]
    .sort(([a], [b]) => a - b)
    .flatMap(([tokens, alike]) => {
      const batch = Math.max(1, Math.floor(tokensPerBatch / tokens));
      return Array.from({ length: Math.ceil(alike.length / batch) }, (_, index) =>
        collate(alike.slice(index * batch, (index + 1) * batch), { batch, tokens }),
      );
    });
}
