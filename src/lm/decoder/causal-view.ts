import type { ModelConfig } from '../checkpoint/model-config.ts';
import { numpy as np } from '../jax.ts';
import { rotaryFrequencies } from './rotary-frequencies.ts';
import { rotaryPositions } from './rotary-positions.ts';
import type { KeysAndValues, View } from './view.ts';

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
