import { setImmediate } from 'node:timers/promises';

/** Rows that are written at once. */
export const batchSize = 1000;

/** The stream, a thousand at a time, with room for timers and signals between. */
export async function* inBatches<T>(items: AsyncIterable<T>): AsyncGenerator<readonly T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < batchSize) continue;
    await setImmediate();
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** A line (from 1) for each number of the store, in four bytes; 0 where there is none. */
export class NumberedLines {
  #lines = new Uint32Array(1024);

  get(number: number): number {
    return this.#lines[number] ?? 0;
  }

  set(number: number, line: number): void {
    if (number >= this.#lines.length) {
      const longer = new Uint32Array(Math.max(number + 1, this.#lines.length * 2));
      longer.set(this.#lines);
      this.#lines = longer;
    }
    this.#lines[number] = line;
  }
}
