import { type ChatRenderer, chatRenderer } from '../tokenizer/chat-renderer.ts';
import { openTokenizer, type Tokenizer } from '../tokenizer/tokenizer.ts';
import { readTokenizerFiles, type TokenizerFiles } from '../tokenizer/tokenizer-files.ts';
import { type GenerationSettings, readGenerationSettings } from './generation-settings.ts';
import type { ModelConfig } from './model-config.ts';
import { readModelConfig } from './read-model-config.ts';
import { readTensors, type Tensor } from './read-tensors.ts';

/** A checkpoint's folder. Everything but the weights is in memory. */
export interface Checkpoint {
  readonly folder: string;
  readonly config: ModelConfig;
  readonly generation: GenerationSettings;
  readonly tokenizer: Tokenizer;
  /** As in the folder, to be written with other weights. */
  readonly tokenizerFiles: TokenizerFiles;
  /**
   * A conversation as one text, in the form that the model was trained to continue.
   * @throws CheckpointError where the checkpoint has no chat template, or it refuses the messages.
   */
  readonly renderChat: ChatRenderer;
  /** The weights as F32, in the order of `parameterShapes`, one at a time. */
  tensors(): AsyncGenerator<Tensor>;
}

/**
 * Opens a checkpoint's folder as the Hugging Face hub has it.
 * @throws CheckpointError where a file is missing, damaged, or of a kind that is not supported.
 *
 * @example
 * const { config, tokenizer } = await openCheckpoint(builtinFolder('tiny'));
 * config.vocabularySize; // 4096
 * tokenizer.decode(tokenizer.encode('biased')); // 'biased'
 */
export async function openCheckpoint(folder: string): Promise<Checkpoint> {
  const config = await readModelConfig(folder);
  const tokenizerFiles = await readTokenizerFiles(folder);
  const tokenizer = openTokenizer(tokenizerFiles, folder);
  return {
    folder,
    config,
    generation: await readGenerationSettings(folder, config),
    tokenizer,
    tokenizerFiles,
    renderChat: chatRenderer(tokenizerFiles, folder),
    tensors: () => readTensors(folder, config),
  };
}
