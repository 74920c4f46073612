import type { numpy as np } from '../jax.ts';
import type { RotaryPositions } from './rotary-positions.ts';

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
