import { roundUpShape } from '../arrays.ts';
import { shuffledIndices } from '../random.ts';
import type { ExampleSource, TrainingExample } from './training-example.ts';
import type { TrainingSettings } from './training-settings.ts';

/** Several examples, padded to one shape. */
export interface TrainingBatch {
  readonly batch: number;
  /** Length of every sequence. */
  readonly tokens: number;
  /** batch · tokens ids. */
  readonly ids: Int32Array<ArrayBuffer>;
  /** Rows (of batch · tokens) whose next token is a target; padded with row 0. */
  readonly places: Int32Array<ArrayBuffer>;
  /** The target token of each place. */
  readonly targets: Int32Array<ArrayBuffer>;
  /** Weight of each place in the loss; 0 for padding. */
  readonly weights: Float32Array<ArrayBuffer>;
  /** Tokens without padding. */
  readonly realTokens: number;
}

/**
 * Cuts examples into batches of `tokensPerBatch`, each of examples of similar length, so that little is padding. The
 * examples of one length keep their order.
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

/** Copies examples into arrays of this shape; missing sequences are padding. */
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

/** Position in a stream of batches, from which the stream can continue. */
export interface BatchPosition {
  /** Examples are drawn and cut into batches one pool at a time. */
  readonly pool: number;
  /** The next batch within the pool. */
  readonly batch: number;
}

type BatchStreamOptions = Pick<TrainingSettings, 'tokensPerBatch' | 'poolSize' | 'seed'>;

/** An endless stream of batches, in an order that follows from source and seed, each with the position after it. */
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
