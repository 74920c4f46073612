/** A token that is found in the text as a whole, before anything else. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly single_word: false;
  readonly lstrip: false;
  readonly rstrip: false;
  readonly normalized: false;
  /** Whether it steers the model and is no text. */
  readonly special: boolean;
}

/** The content of a `tokenizer.json` of the byte-level kind that is trained here. */
export interface TokenizerJson {
  readonly version: '1.0';
  readonly truncation: null;
  readonly padding: null;
  readonly added_tokens: readonly AddedToken[];
  readonly normalizer: null;
  readonly pre_tokenizer: Readonly<Record<string, unknown>>;
  readonly post_processor: null;
  readonly decoder: Readonly<Record<string, unknown>>;
  readonly model: {
    readonly type: 'BPE';
    /** Token, written in the byte alphabet, to id; added tokens as they are. */
    readonly vocab: Readonly<Record<string, number>>;
    /** Pairs in the order of merging, each two tokens with a space between. */
    readonly merges: readonly string[];
    readonly [setting: string]: unknown;
  };
}
