import type { ModelConfig } from '../checkpoint/model-config.ts';
import { numpy as np } from '../jax.ts';
import { rotaryFrequencies } from './rotary-frequencies.ts';
import { rotaryPositions } from './rotary-positions.ts';
import type { KeysAndValues, View } from './view.ts';

/**
 * The view of whole sequences from their first token on, each seeing itself and what stands before it.
 *
 * @param keep called with the keys and values of each layer, borrowed
 */
export function causalView(
  config: ModelConfig,
  batch: number,
  tokens: number,
  keep: (layer: number, made: KeysAndValues) => void = () => {},
): View {
  const at = np.arange(tokens);
  return {
    batch,
    tokens,
    rotary: rotaryPositions(np.arange(tokens), rotaryFrequencies(config)),
    visible: at.ref.reshape([tokens, 1]).greaterEqual(at.reshape([1, tokens])),
    remember: (layer, made) => {
      keep(layer, made);
      return made;
    },
  };
}
