import type { numpy as np } from '../jax.ts';

/**
 * Weights by their name in a published checkpoint, such as `model.layers.0.mlp.up_proj.weight`. What takes them borrows
 * them: it never gives back a reference that it was handed.
 */
export type Parameters = { readonly [name: string]: np.Array };
