import { type Checkpoint, openCheckpoint } from '../checkpoint/open-checkpoint.ts';
import { layerParameters, outerParameters, type Parameters } from '../decoder/parameters.ts';
import { numpy as np, tree } from '../jax.ts';
import { type CompiledDecoding, compileDecoding } from './compiled-decoding.ts';

/** A checkpoint whose weights are in memory, ready to generate text. */
export interface LanguageModel
  extends Pick<Checkpoint, 'config' | 'tokenizer' | 'renderChat' | 'generation' | 'folder'> {
  /** Embedding, last norm and head. */
  readonly outer: Parameters;
  /** Parameters of each layer, by their names within it. */
  readonly layers: readonly Parameters[];
  readonly compiled: CompiledDecoding;
}

/**
 * Opens a checkpoint folder and reads its weights into memory, one tensor at a time.
 * @throws CheckpointError if the folder is not a supported checkpoint
 *
 * @example
 * const model = await loadLanguageModel(builtinFolder('tiny'));
 * model.config.maxPositions; // 512 tokens of context
 */
export async function loadLanguageModel(folder: string): Promise<LanguageModel> {
  const checkpoint = await openCheckpoint(folder);
  return languageModel(checkpoint, await loadParameters(checkpoint));
}

/** @param parameters by their published names; taken over */
export function languageModel(
  { config, tokenizer, renderChat, generation, folder }: Omit<Checkpoint, 'tensors' | 'tokenizerFiles'>,
  parameters: Parameters,
): LanguageModel {
  return {
    config,
    tokenizer,
    renderChat,
    generation,
    folder,
    outer: outerParameters(parameters),
    layers: Array.from({ length: config.layers }, (_, layer) => layerParameters(parameters, layer)),
    compiled: compileDecoding(config),
  };
}

/** The weights of a checkpoint by their published names. */
export async function loadParameters(checkpoint: Pick<Checkpoint, 'tensors'>): Promise<Parameters> {
  const parameters: Record<string, np.Array> = {};
  for await (const { name, shape, data } of checkpoint.tensors()) {
    parameters[name] = np.array(data, { shape: [...shape] });
  }
  return parameters;
}

/** Frees the memory of the weights; the model cannot be used afterwards. */
export function disposeLanguageModel({ outer, layers }: LanguageModel): void {
  tree.dispose([outer, ...layers]);
}
