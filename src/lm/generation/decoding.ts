import { roundUpShape, valuesOf } from '../arrays.ts';
import type { KeysAndValues } from '../decoder/pass.ts';
import { blockUntilReady, numpy as np, tree } from '../jax.ts';
import type { LanguageModel } from './language-model.ts';

/** Tokens that a cache has room for beyond those that it must hold, so that it seldom grows. */
const roomAhead = 32;

/**
 * Sequences of different lengths that are read and continued together. Each array has the size that the longest one
 * needs; what shorter ones have beyond their end is never used.
 */
export class Decoding {
  readonly #model: LanguageModel;
  /** Position of each sequence's next token. */
  readonly #positions: number[];
  #caches: KeysAndValues[] = [];
  #logits: Float32Array = new Float32Array();

  private constructor(model: LanguageModel, lengths: number[]) {
    this.#model = model;
    this.#positions = lengths;
  }

  /** Reads the prompts, none of them empty. */
  static async read(model: LanguageModel, prompts: readonly (readonly number[])[]): Promise<Decoding> {
    const decoding = new Decoding(
      model,
      prompts.map(({ length }) => length),
    );
    await decoding.#read(prompts);
    return decoding;
  }

  /** Logits of the sequence's next token. Valid until the next token is written. */
  logits(sequence: number): Float32Array {
    const size = this.#model.config.vocabularySize;
    return this.#logits.subarray(sequence * size, (sequence + 1) * size);
  }

  /** How many tokens the sequence has. */
  length(sequence: number): number {
    return Number(this.#positions[sequence]);
  }

  /** Appends one token to each sequence. */
  async write(tokens: readonly number[]): Promise<void> {
    const { compiled, outer, layers } = this.#model;
    await this.#makeRoom();
    let x = compiled.embed(tree.ref(outer), int32(this.#padded(tokens)));
    const positions = int32(this.#padded(this.#positions));
    const rotary = compiled.rotary(positions.ref.reshape([positions.size, 1]));
    for (const [layer, own] of layers.entries()) {
      const cache = this.#caches[layer];
      if (cache === undefined) throw new Error(`Layer ${layer} has read nothing.`);
      const output = compiled.write(tree.ref(own), x, cache, positions.ref, tree.ref(rotary));
      this.#caches[layer] = output.cache;
      x = output.x;
    }
    tree.dispose([positions, rotary]);
    await this.#computeLogits(x, Int32Array.from(this.#padded(this.#positions).keys()));
    await blockUntilReady(this.#caches);
    for (const sequence of this.#positions.keys()) this.#positions[sequence] = this.length(sequence) + 1;
  }

  dispose(): void {
    tree.dispose(this.#caches);
    this.#caches = [];
  }

  async #read(prompts: readonly (readonly number[])[]): Promise<void> {
    const { compiled, config, outer, layers } = this.#model;
    const batch = roundUpBatch(prompts.length);
    const tokens = roundUpShape(Math.max(...this.#positions), 16);
    const ids = new Int32Array(batch * tokens);
    for (const [row, prompt] of prompts.entries()) ids.set(prompt, row * tokens);
    let x = compiled.embed(tree.ref(outer), int32(ids)).reshape([batch, tokens, config.hiddenSize]);
    const rotary = compiled.rotary(np.arange(tokens));
    for (const own of layers) {
      const output = compiled.read(tree.ref(own), x, tree.ref(rotary));
      this.#caches.push(output.cache);
      x = output.x;
      await blockUntilReady(output);
    }
    tree.dispose(rotary);
    const ends = this.#padded(this.#positions).map((length, row) => row * tokens + Math.max(0, length - 1));
    await this.#computeLogits(x.reshape([batch * tokens, config.hiddenSize]), Int32Array.from(ends));
  }

  /** Computes the logits of these rows of the last layer's output, which it takes over. */
  async #computeLogits(x: np.Array, rows: Int32Array<ArrayBuffer>): Promise<void> {
    const { compiled, outer } = this.#model;
    const logits = compiled.logits(tree.ref(outer), x, np.array(rows, { dtype: np.int32 }));
    this.#logits = await valuesOf(logits);
    logits.dispose();
  }

  /** Widens the caches where the next token would not fit. */
  async #makeRoom(): Promise<void> {
    const slots = Number(this.#caches[0]?.key.shape[2]);
    const needed = Math.max(...this.#positions) + 1;
    if (needed <= slots) return;
    const more = roundUpShape(needed + roomAhead) - slots;
    const widened = (array: np.Array): np.Array =>
      np.pad(array, [
        [0, 0],
        [0, 0],
        [0, more],
        [0, 0],
      ]);
    this.#caches = this.#caches.map(({ key, value }) => ({ key: widened(key), value: widened(value) }));
    await blockUntilReady(this.#caches);
  }

  /** The sequences' numbers, then zeros for the sequences that fill up the batch. */
  #padded(numbers: readonly number[]): readonly number[] {
    return [...numbers, ...Array<number>(roundUpBatch(numbers.length) - numbers.length).fill(0)];
  }
}

/** Batches come in powers of two, so that few are compiled. */
function roundUpBatch(sequences: number): number {
  return 2 ** Math.ceil(Math.log2(sequences));
}

function int32(numbers: Iterable<number>): np.Array {
  return np.array(Int32Array.from(numbers), { dtype: np.int32 });
}
