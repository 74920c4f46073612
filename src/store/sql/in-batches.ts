import { setImmediate } from 'node:timers/promises';

const batchSize = 1000;

/** The stream, a thousand at a time, with room for timers and signals between: a stream from memory would keep them waiting. */
export async function* inBatches<T>(items: AsyncIterable<T>): AsyncGenerator<readonly T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length === batchSize) {
      await setImmediate();
      yield batch;
      batch = [];
    }
  }
  await setImmediate();
  if (batch.length > 0) yield batch;
}
