import { numpy as np } from '../jax.ts';
import { embeddingName } from './embedding-name.ts';
import type { Parameters } from './parameters.ts';
import { weightOf } from './weight-of.ts';

/**
 * The embedding of each token.
 *
 * @param ids batch · tokens, flat; taken over
 * @returns batch · tokens × hidden
 */
export function embed(outer: Parameters, ids: np.Array): np.Array {
  return np.take(weightOf(outer, embeddingName), ids, 0);
}
