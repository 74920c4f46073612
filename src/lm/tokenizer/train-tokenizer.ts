import { UsageError } from '../../errors/errors.ts';
import { byteAlphabet, checkWholeTokens, countWords, wordPattern } from './byte-level.ts';
import { type CountedWords, learnMerges } from './learn-merges.ts';

export interface TokenizerTraining {
  /** All tokens together: special tokens, phrases, the 256 bytes and merged ones. */
  readonly vocabularySize: number;
  /** Tokens that steer the model, with ids from 0 on. */
  readonly specialTokens: readonly string[];
  /** Frequent pieces of text that become one token each, wherever they occur; their ids come next. */
  readonly phrases?: readonly string[];
}

// As in the library "tokenizers": what occurs once is no pattern.
const leastCount = 2;

/**
 * Trains a byte-level tokenizer by byte-pair encoding: any text can be encoded, and decodes to itself. The same texts
 * give the same tokenizer. Memory grows with the number of different words, not with the text.
 * @throws UsageError where the vocabulary is too small for its parts or too large for the texts, or a phrase cannot be
 * a token.
 *
 * @example
 * const texts = ['low lower lowest', 'low slow'];
 * const { model } = await trainTokenizer(texts, { vocabularySize: 260, specialTokens: ['<eos>'] });
 * model.merges; // 1 special token, 256 bytes and 3 merges: ['l o', 'lo w', 'Ġ low']
 */
export async function trainTokenizer(
  texts: Iterable<string> | AsyncIterable<string>,
  { vocabularySize, specialTokens, phrases = [] }: TokenizerTraining,
): Promise<TokenizerJson> {
  const wholes = [...specialTokens, ...phrases];
  checkWholeTokens(wholes);
  const vocabulary = new Map<string, number>();
  // Bytes in the order of their characters, which is the order that the library "tokenizers" gives them.
  for (const token of [...wholes, ...byteAlphabet.toSorted()]) vocabulary.set(token, vocabulary.size);
  if (vocabulary.size > vocabularySize) throw tooSmall(vocabularySize, vocabulary.size);
  const counted = inBytes(await countWords(texts, wholes), vocabulary);
  const merges = learnInto(vocabulary, counted, vocabularySize, new Set(wholes));
  if (vocabulary.size < vocabularySize) throw tooLarge(vocabularySize, vocabulary.size);
  const addedTokens = wholes.map((content, id) => addedToken(id, content, id < specialTokens.length));
  return tokenizerJson(addedTokens, vocabulary, merges);
}

function inBytes(words: ReadonlyMap<string, number>, ids: ReadonlyMap<string, number>): CountedWords {
  const idOfByte = byteAlphabet.map((character) => ids.get(character) ?? 0);
  const encoder = new TextEncoder();
  return {
    words: Array.from(words.keys(), (word) =>
      Array.from(encoder.encode(word), (byte) => idOfByte[byte] ?? 0),
    ),
    counts: [...words.values()],
  };
}

/** Learns merges until the vocabulary is full, adds their tokens to it, and gives the merges. */
function learnInto(
  vocabulary: Map<string, number>,
  counted: CountedWords,
  vocabularySize: number,
  wholes: ReadonlySet<string>,
): readonly string[] {
  const tokens = [...vocabulary.keys()];
  const merges: string[] = [];
  learnMerges(counted, {
    leastCount,
    hasRoom: () => vocabulary.size < vocabularySize,
    merge(left, right) {
      const token = `${tokens[left]}${tokens[right]}`;
      // A whole token would be found before its parts are merged; here the same characters mean other bytes.
      if (wholes.has(token)) return null;
      merges.push(`${tokens[left]} ${tokens[right]}`);
      // Another pair may have given the same token.
      const known = vocabulary.get(token);
      if (known !== undefined) return known;
      vocabulary.set(token, vocabulary.size);
      return tokens.push(token) - 1;
    },
  });
  return merges;
}

function addedToken(id: number, content: string, special: boolean): AddedToken {
  return { id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special };
}

function tokenizerJson(
  addedTokens: readonly AddedToken[],
  vocabulary: ReadonlyMap<string, number>,
  merges: readonly string[],
): TokenizerJson {
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false };
  const split = { type: 'Split', pattern: { Regex: wordPattern }, behavior: 'Isolated', invert: false };
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: addedTokens,
    normalizer: null,
    pre_tokenizer: { type: 'Sequence', pretokenizers: [split, byteLevel] },
    post_processor: null,
    decoder: byteLevel,
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries(vocabulary),
      merges,
    },
  };
}

function tooSmall(found: number, least: number): UsageError {
  return new UsageError('The vocabulary is too small.', {
    expected: `at least ${least} tokens: special tokens, phrases and 256 bytes`,
    found: String(found),
    advice: 'Ask for a larger vocabulary or fewer phrases.',
  });
}

function tooLarge(expected: number, found: number): UsageError {
  return new UsageError('The texts give fewer tokens than the vocabulary.', {
    expected: `a vocabulary of ${expected}`,
    found: `${found} tokens, and no pair that occurs twice is left`,
    advice: 'Train on more text, or ask for a smaller vocabulary.',
  });
}

/** A token that is found in the text as a whole, before anything else. */
interface AddedToken {
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
