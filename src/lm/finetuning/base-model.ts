import type { GenerationSettings } from '../checkpoint/generation-settings.ts';
import type { ModelConfig } from '../checkpoint/model-config.ts';
import type { Parameters } from '../decoder/parameters.ts';
import type { TokenizerFiles } from '../tokenizer/tokenizer-files.ts';
import type { ChatEncoder } from '../training/chat-example.ts';

/** What fine-tuning starts from. */
export interface BaseModel {
  readonly config: ModelConfig;
  readonly generation: GenerationSettings;
  readonly tokenizerFiles: TokenizerFiles;
  readonly encoder: ChatEncoder;
  /** Reads or draws the weights; the caller's to dispose of. */
  parameters(): Promise<LoadedParameters>;
}

export interface LoadedParameters {
  readonly parameters: Parameters;
  /** The same for the same weights only. */
  readonly digest: string;
}
