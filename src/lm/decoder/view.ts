import type { ModelConfig } from '../checkpoint/model-config.ts';
import { numpy as np } from '../jax.ts';
import { type RotaryPositions, rotaryFrequencies, rotaryPositions } from './rotary.ts';

/** Keys and values of a layer: batch × key/value heads × slots × head size. */
export type KeysAndValues = { readonly key: np.Array; readonly value: np.Array };

/** Where the tokens of a pass through a layer stand, and what they see. */
export interface View {
  readonly batch: number;
  /** Tokens of each sequence in this pass. */
  readonly tokens: number;
  readonly rotary: RotaryPositions;
  /** True where a token may look at a slot; broadcasts to batch × 1 × 1 × tokens × slots. */
  readonly visible: np.Array;
  /** Takes over the keys and values of this pass's tokens, gives those that the tokens may look at. */
  readonly remember: (made: KeysAndValues) => KeysAndValues;
}

/**
 * The view of whole sequences from their first token on, each token seeing itself and what stands before it.
 *
 * @param keep called with the layer's keys and values, borrowed
 */
export function causalView(
  config: ModelConfig,
  batch: number,
  tokens: number,
  keep: (made: KeysAndValues) => void = () => {},
): View {
  const at = np.arange(tokens);
  return {
    batch,
    tokens,
    rotary: rotaryPositions(at.ref, rotaryFrequencies(config)),
    visible: at.ref.reshape([tokens, 1]).greaterEqual(at.reshape([1, tokens])),
    remember: (made) => {
      keep(made);
      return made;
    },
  };
}

/**
 * The view of one more token of each sequence, which sees itself and what is in the cache before it. Slots behind it
 * may hold anything.
 *
 * @param cache batch × key/value heads × slots × head size; taken over
 * @param positions where each sequence's token stands, of `batch` numbers; taken over
 * @param keep called with the cache that has the token in it, borrowed
 */
export function cachedView(
  config: ModelConfig,
  cache: KeysAndValues,
  positions: np.Array,
  keep: (grown: KeysAndValues) => void,
): View {
  const [batch = 0, , slots = 0] = cache.key.shape;
  const slot = np.arange(slots).reshape([1, slots]);
  const own = positions.ref.reshape([batch, 1]);
  const isOwn = slot.ref.equal(own.ref).reshape([batch, 1, slots, 1]);
  return {
    batch,
    tokens: 1,
    rotary: rotaryPositions(positions.reshape([batch, 1]), rotaryFrequencies(config)),
    visible: slot.lessEqual(own).reshape([batch, 1, 1, 1, slots]),
    remember: (made) => {
      const grown = {
        key: np.where(isOwn.ref, made.key, cache.key),
        value: np.where(isOwn, made.value, cache.value),
      };
      keep(grown);
      return grown;
    },
  };
}
