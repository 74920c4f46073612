import type { Checkpoint } from '../checkpoint/open-checkpoint.ts';
import type { Parameters } from '../decoder/parameters.ts';
import type { CompiledDecoding } from './compiled-decoding.ts';

/** A checkpoint whose weights are in memory, ready to read and write text. */
export interface LanguageModel
  extends Pick<Checkpoint, 'config' | 'tokenizer' | 'renderChat' | 'generation' | 'folder'> {
  /** Embedding, last norm and head. */
  readonly outer: Parameters;
  /** Parameters of each layer, by their names within it. */
  readonly layers: readonly Parameters[];
  readonly compiled: CompiledDecoding;
}
