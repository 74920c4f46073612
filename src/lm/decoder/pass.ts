import { numpy as np } from '../jax.ts';
import type { RotaryPositions } from './rotary.ts';

/** Keys and values of a layer: batch × key/value heads × slots × head size. */
export type KeysAndValues = { readonly key: np.Array; readonly value: np.Array };

/** The tokens of one pass through a layer: their positions, and the slots that they attend to. */
export interface Pass {
  readonly batch: number;
  /** Tokens of each sequence in this pass. */
  readonly tokens: number;
  readonly rotary: RotaryPositions;
  /** True where a token attends to a slot; broadcasts to batch × 1 × 1 × tokens × slots. */
  readonly visible: np.Array;
  /** Takes over the keys and values of this pass's tokens; gives those that the tokens attend to. */
  readonly attended: (made: KeysAndValues) => KeysAndValues;
}

/**
 * A pass over whole sequences from their first token on. Each token attends to itself and to the tokens before it.
 *
 * @param rotary of the positions from 0 to `tokens`; borrowed
 * @param onKeysAndValues called with the layer's keys and values, borrowed
 */
export function causalPass(
  batch: number,
  tokens: number,
  rotary: RotaryPositions,
  onKeysAndValues: (made: KeysAndValues) => void = () => {},
): Pass {
  const at = np.arange(tokens);
  return {
    batch,
    tokens,
    rotary,
    visible: at.ref.reshape([tokens, 1]).greaterEqual(at.reshape([1, tokens])),
    attended: (made) => {
      onKeysAndValues(made);
      return made;
    },
  };
}

/**
 * A pass over one more token of each sequence, which attends to itself and to the cached tokens before it. The slots
 * after it may contain anything.
 *
 * @param cache batch × key/value heads × slots × head size; taken over
 * @param positions of the tokens, `batch` numbers; taken over
 * @param rotary of these positions; borrowed
 * @param onCache called with the cache that contains the new token, borrowed
 */
export function cachedPass(
  cache: KeysAndValues,
  positions: np.Array,
  rotary: RotaryPositions,
  onCache: (grown: KeysAndValues) => void,
): Pass {
  const [batch = 0, , slots = 0] = cache.key.shape;
  const slot = np.arange(slots).reshape([1, slots]);
  const own = positions.reshape([batch, 1]);
  const isOwn = slot.ref.equal(own.ref).reshape([batch, 1, slots, 1]);
  return {
    batch,
    tokens: 1,
    rotary,
    visible: slot.lessEqual(own).reshape([batch, 1, 1, 1, slots]),
    attended: (made) => {
      const grown = {
        key: np.where(isOwn.ref, made.key, cache.key),
        value: np.where(isOwn, made.value, cache.value),
      };
      onCache(grown);
      return grown;
    },
  };
}
