import type { ModelConfig } from '../checkpoint/model-config.ts';
import { decoderLayer } from '../decoder/decoder-layer.ts';
import { embed, nextTokenLogits } from '../decoder/operations.ts';
import type { Parameters } from '../decoder/parameters.ts';
import { cachedView, causalView, type KeysAndValues, type View } from '../decoder/view.ts';
import { jit, type numpy as np } from '../jax.ts';

/** What a layer makes of its tokens, and what it keeps for later ones. */
type Passed = { readonly x: np.Array; readonly cache: KeysAndValues };

/** The pieces of reading prompts and writing on. All arrays are taken over; each shape is compiled once for all layers. */
export interface CompiledDecoding {
  /** @param ids flat */
  readonly embed: (outer: Parameters, ids: np.Array) => np.Array;
  /**
   * A layer over whole prompts.
   * @param x batch × tokens × hidden, as is the result
   */
  readonly read: (own: Parameters, x: np.Array) => Passed;
  /**
   * A layer over one more token of each sequence.
   * @param x batch × hidden, as is the result
   * @param positions where each sequence's token stands
   */
  readonly write: (own: Parameters, x: np.Array, cache: KeysAndValues, positions: np.Array) => Passed;
  /** Logits after the chosen rows of `x`, rows × vocabulary. */
  readonly logits: (outer: Parameters, x: np.Array, rows: np.Array) => np.Array;
}

export function compileDecoding(config: ModelConfig): CompiledDecoding {
  return {
    embed: jit(embed),
    read: jit((own: Parameters, x: np.Array) => {
      const [batch = 0, tokens = 0, hidden = 0] = x.shape;
      const view = (keep: (made: KeysAndValues) => void): View => causalView(config, batch, tokens, keep);
      const { x: y, cache } = passed(own, config, x.reshape([batch * tokens, hidden]), view);
      return { x: y.reshape([batch, tokens, hidden]), cache };
    }),
    write: jit((own: Parameters, x: np.Array, cache: KeysAndValues, positions: np.Array) =>
      passed(own, config, x, (keep) => cachedView(config, cache, positions, keep)),
    ),
    logits: jit((outer: Parameters, x: np.Array, rows: np.Array) => nextTokenLogits(outer, config, x, rows)),
  };
}

function passed(
  own: Parameters,
  config: ModelConfig,
  x: np.Array,
  viewOf: (keep: (made: KeysAndValues) => void) => View,
): Passed {
  let kept: KeysAndValues | undefined;
  const view = viewOf((made) => {
    kept = { key: made.key.ref, value: made.value.ref };
  });
  const y = decoderLayer(own, config, x, view);
  if (kept === undefined) throw new Error('the layer kept no keys and values');
  return { x: y, cache: kept };
}
