/** Text to token ids and back, as a checkpoint's `tokenizer.json` says. */
export interface Tokenizer {
  /** One more than the greatest id. */
  readonly vocabularySize: number;
  readonly bosTokenId: number | null;
  readonly eosTokenId: number | null;
  readonly padTokenId: number | null;
  /** Ids of tokens that steer the model and are no text. */
  readonly specialTokenIds: ReadonlySet<number>;
  /** Special tokens written out in the text become their ids; `addSpecialTokens` adds those that frame every text. */
  encode(text: string, options?: { readonly addSpecialTokens?: boolean }): number[];
  /** @throws RangeError where an id is not below `vocabularySize`, or no token has it. */
  decode(ids: Iterable<number>, options?: { readonly skipSpecialTokens?: boolean }): string;
  /** The id of one whole token; null where there is none. */
  tokenId(token: string): number | null;
}
