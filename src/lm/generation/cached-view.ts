import type { ModelConfig } from '../checkpoint/model-config.ts';
import { rotaryFrequencies } from '../decoder/rotary-frequencies.ts';
import { rotaryPositions } from '../decoder/rotary-positions.ts';
import type { KeysAndValues, View } from '../decoder/view.ts';
import { numpy as np } from '../jax.ts';

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
