import type { Parameters } from './parameters.ts';

/** The parameters that belong to no layer: embedding, last norm, head. Borrowed, as they were. */
export function outerParameters(parameters: Parameters): Parameters {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => !name.startsWith('model.layers.')));
}
