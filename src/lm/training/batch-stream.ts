import { cutBatches } from './cut-batches.ts';
import type { ExampleSource } from './example-source.ts';
import { shuffledIndices } from './shuffled-indices.ts';
import type { TrainingBatch } from './training-batch.ts';
import type { TrainingSettings } from './training-settings.ts';

/** Where a stream of batches stands: numbers enough to go on from there. */
export interface BatchPosition {
  /** Examples are drawn and cut into batches a pool at a time. */
  readonly pool: number;
  /** The next batch within the pool. */
  readonly batch: number;
}

type BatchStreamOptions = Pick<TrainingSettings, 'tokensPerBatch' | 'poolSize' | 'seed'>;

/** Batches without end, in an order that follows from source and seed, each with the position after it. */
export function* batchStream(
  source: ExampleSource,
  options: BatchStreamOptions,
  from: BatchPosition,
): Generator<{ readonly batch: TrainingBatch; readonly next: BatchPosition }, never> {
  let { pool, batch: skipped } = from;
  for (;;) {
    const examples = Array.from({ length: options.poolSize }, (_, index) =>
      source.at(pool * options.poolSize + index),
    );
    const batches = cutBatches(examples, options.tokensPerBatch);
    const order = shuffledIndices(batches.length, options.seed, pool);
    for (let at = skipped; at < order.length; at += 1) {
      const batch = batches[Number(order[at])];
      if (batch === undefined) continue;
      const last = at === order.length - 1;
      yield { batch, next: last ? { pool: pool + 1, batch: 0 } : { pool, batch: at + 1 } };
    }
    pool += 1;
    skipped = 0;
  }
}
