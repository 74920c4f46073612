import type { Parameters } from './parameters.ts';

export function layerPrefix(layer: number): string {
  return `model.layers.${layer}.`;
}

/** The parameters of one layer by their names within it, such as `mlp.up_proj.weight`. Borrowed, as they were. */
export function layerParameters(parameters: Parameters, layer: number): Parameters {
  const prefix = layerPrefix(layer);
  return Object.fromEntries(
    Object.entries(parameters)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, array]) => [name.slice(prefix.length), array]),
  );
}
