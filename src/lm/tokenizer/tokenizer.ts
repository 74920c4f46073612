import { join } from 'node:path';
import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import { CheckpointError } from '../../errors/errors.ts';
import { fileNames, parseJson } from '../checkpoint/checkpoint-files.ts';
import { parseTokenizerConfig, type TokenizerFiles } from './tokenizer-files.ts';

/** Converts text to token ids and back, as a checkpoint's `tokenizer.json` defines. */
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
  /** The id of one whole token; null if there is none. */
  tokenId(token: string): number | null;
}

/**
 * A tokenizer from its files; `folder` is named in errors.
 * @throws CheckpointError where they cannot be used.
 */
export function openTokenizer(files: TokenizerFiles, folder: string): Tokenizer {
  const configPath = join(folder, fileNames.tokenizerConfig);
  const config = parseTokenizerConfig(files.tokenizerConfigJson, configPath);
  const inner = open(files.tokenizerJson, config.settings, join(folder, fileNames.tokenizer));
  const vocabulary = inner.get_vocab(true);
  const added = inner.get_added_tokens_decoder();
  const specialTokenIds = new Set([...added].filter(([, token]) => token.special).map(([id]) => id));
  let vocabularySize = 0;
  for (const id of vocabulary.values()) vocabularySize = Math.max(vocabularySize, id + 1);
  const tokenId = (token: string) => inner.token_to_id(token) ?? null;
  const idOf = (token: string | null) => (token === null ? null : tokenId(token));
  return {
    vocabularySize,
    bosTokenId: idOf(config.bosToken),
    eosTokenId: idOf(config.eosToken),
    padTokenId: idOf(config.padToken),
    specialTokenIds,
    tokenId,
    encode: (text, options) =>
      inner.encode(text, { add_special_tokens: options?.addSpecialTokens ?? false }).ids,
    decode(ids, options) {
      const list = [...ids];
      for (const id of list) if (inner.id_to_token(id) === undefined) throw noSuchToken(id, vocabularySize);
      const shown = options?.skipSpecialTokens ? list.filter((id) => !specialTokenIds.has(id)) : list;
      // The library refuses an empty list.
      return shown.length === 0
        ? ''
        : inner.decode(shown, { clean_up_tokenization_spaces: config.cleanUpSpaces });
    },
  };
}

function open(json: string, settings: object, where: string): HuggingFaceTokenizer {
  const value = parseJson(json, where);
  try {
    if (typeof value !== 'object' || value === null) throw new Error('not an object');
    return new HuggingFaceTokenizer(value, settings);
  } catch (cause) {
    throw new CheckpointError('The tokenizer cannot be used.', {
      where,
      expected: 'a tokenizer as the library "tokenizers" writes it',
      found: cause instanceof Error ? cause.message : String(cause),
      advice: 'Fetch the checkpoint again, or choose another one.',
      cause,
    });
  }
}

function noSuchToken(id: number, vocabularySize: number): RangeError {
  return new RangeError(`No token has the id ${id}; ids are below ${vocabularySize}.`);
}
