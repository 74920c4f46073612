import type { ModelConfig } from '../checkpoint/model-config.ts';
import { decoderLayer } from '../decoder/decoder-layer.ts';
import { embed, nextTokenLogits } from '../decoder/operations.ts';
import type { Parameters } from '../decoder/parameters.ts';
import { cachedPass, causalPass, type KeysAndValues, type Pass } from '../decoder/pass.ts';
import { type RotaryPositions, rotaryFrequencies, rotaryPositions } from '../decoder/rotary.ts';
import { jit, type numpy as np } from '../jax.ts';

/** The output of a layer, and its keys and values for later tokens. */
type LayerOutput = { readonly x: np.Array; readonly cache: KeysAndValues };

/** The parts of reading prompts and of writing tokens. All arrays are taken over; each shape is compiled once for all layers. */
export interface CompiledDecoding {
  /** @param ids flat */
  readonly embed: (outer: Parameters, ids: np.Array) => np.Array;
  /** Rotary angles of positions of any shape, the same for every layer of a pass. */
  readonly rotary: (positions: np.Array) => RotaryPositions;
  /**
   * A layer over whole prompts.
   * @param x batch × tokens × hidden, as is the result
   * @param rotary of the positions from 0 to `tokens`
   */
  readonly read: (own: Parameters, x: np.Array, rotary: RotaryPositions) => LayerOutput;
  /**
   * A layer over one more token of each sequence.
   * @param x batch × hidden, as is the result
   * @param positions of each sequence's token
   * @param rotary of these positions, batch × 1
   */
  readonly write: (
    own: Parameters,
    x: np.Array,
    cache: KeysAndValues,
    positions: np.Array,
    rotary: RotaryPositions,
  ) => LayerOutput;
  /** Logits after the chosen rows of `x`, rows × vocabulary. */
  readonly logits: (outer: Parameters, x: np.Array, rows: np.Array) => np.Array;
}

export function compileDecoding(config: ModelConfig): CompiledDecoding {
  const frequencies = rotaryFrequencies(config);
  return {
    embed: jit(embed),
    rotary: (positions) => rotaryPositions(positions, frequencies),
    read: jit((own: Parameters, x: np.Array, rotary: RotaryPositions) => {
      const [batch = 0, tokens = 0, hidden = 0] = x.shape;
      const { x: y, cache } = layerOutput(own, config, x.reshape([batch * tokens, hidden]), (keep) =>
        causalPass(batch, tokens, rotary, keep),
      );
      return { x: y.reshape([batch, tokens, hidden]), cache };
    }),
    write: jit(
      (own: Parameters, x: np.Array, cache: KeysAndValues, positions: np.Array, rotary: RotaryPositions) =>
        layerOutput(own, config, x, (keep) => cachedPass(cache, positions, rotary, keep)),
    ),
    logits: jit((outer: Parameters, x: np.Array, rows: np.Array) => nextTokenLogits(outer, config, x, rows)),
  };
}

function layerOutput(
  own: Parameters,
  config: ModelConfig,
  x: np.Array,
  passOf: (keep: (made: KeysAndValues) => void) => Pass,
): LayerOutput {
  let cache: KeysAndValues | undefined;
  const pass = passOf((made) => {
    cache = { key: made.key.ref, value: made.value.ref };
  });
  const y = decoderLayer(own, config, x, pass);
  if (cache === undefined) throw new Error('The layer gave no keys and values.');
  return { x: y, cache };
}
