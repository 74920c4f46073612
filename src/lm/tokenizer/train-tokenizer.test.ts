import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propertyRuns } from '../../../tests/support/thorough.ts';
import { UsageError } from '../../errors/errors.ts';
import { openTokenizer } from './tokenizer.ts';
import { makeTokenizerFiles } from './tokenizer-files.ts';
import { type TokenizerTraining, trainTokenizer } from './train-tokenizer.ts';

const text = [
  'The neighbours said that the new tenants were quiet and kind.',
  'The tenants said that the neighbours were quiet, too; they were kind, they said.',
  'Is the judgment fair? The judgment is fair. Answer: FAIR or UNFAIR?',
  'Is the judgment unfair? The judgment is unfair. Answer: FAIR or UNFAIR?',
];

async function tokenizerOf(training: TokenizerTraining, texts: readonly string[] = text) {
  const json = await trainTokenizer(texts, training);
  return openTokenizer(makeTokenizerFiles(json, { maxPositions: 64 }), 'made');
}

test('the most frequent pair is merged first, of equals the one of the smaller ids', async () => {
  // "aab" three times and "bb" twice: aa 3, ab 3, bb 2, so aa (a before b), then (aa)b, then bb.
  const json = await trainTokenizer(['aab', 'aab', 'aab', 'bb', 'bb'], {
    vocabularySize: 259,
    specialTokens: [],
  });
  expect(json.model.merges).toEqual(['a a', 'aa b', 'b b']);
  expect(json.model.vocab).toMatchObject({ aa: 256, aab: 257, bb: 258 });
});

test('counts follow overlapping pairs and words that changed', async () => {
  // "aaaa" twice has aa six times over, merged to (aa)(aa); "xaa" four times: aa 6 + 4; then x(aa) 4, then (aa)(aa) 2.
  const texts = ['aaaa', 'aaaa', 'xaa', 'xaa', 'xaa', 'xaa'];
  const json = await trainTokenizer(texts, { vocabularySize: 259, specialTokens: [] });
  expect(json.model.merges).toEqual(['a a', 'x aa', 'aa aa']);
});

test('ids: special tokens, phrases, bytes in the order of their characters, merges', async () => {
  const training = {
    vocabularySize: 300,
    specialTokens: ['<|end|>', '<|pad|>'],
    phrases: ['Is the judgment'],
  };
  const json = await trainTokenizer(text, training);
  expect(json.added_tokens.map(({ id, content, special }) => [id, content, special])).toEqual([
    [0, '<|end|>', true],
    [1, '<|pad|>', true],
    [2, 'Is the judgment', false],
  ]);
  expect(json.model.vocab).toMatchObject({ '<|end|>': 0, 'Is the judgment': 2, '!': 3, '"': 4 });
  expect(Object.values(json.model.vocab).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 300 }, (_, id) => id),
  );
  expect(json.model.merges).toHaveLength(300 - 3 - 256);
});

test('ids of a recorded training do not change', async () => {
  const tokenizer = await tokenizerOf({
    vocabularySize: 300,
    specialTokens: ['<|end|>'],
    phrases: ['Answer: FAIR'],
  });
  expect(tokenizer.vocabularySize).toBe(300);
  expect(tokenizer.encode('The judgment is kind. Answer: FAIR<|end|>')).toEqual(recorded);
});

// As the libraries "tokenizers" and transformers encode it.
const recorded = [263, 272, 222, 294, 222, 297, 69, 15, 222, 1, 0];

test('the same texts give the same tokenizer, from any kind of iterable', async () => {
  const training = { vocabularySize: 310, specialTokens: ['<|end|>'] };
  async function* oneByOne() {
    yield* text;
  }
  expect(await trainTokenizer(oneByOne(), training)).toEqual(await trainTokenizer(text, training));
});

describe('encoding', () => {
  test('any text decodes to itself', async () => {
    const tokenizer = await tokenizerOf({
      vocabularySize: 320,
      specialTokens: ['<|end|>'],
      phrases: ['the judgment', 'the', ' said that', '\n\n'],
    });
    const pieces = fc.constantFrom(
      'the judgment',
      'the',
      ' said',
      '\n\n',
      '<|end|>',
      '\u0085',
      '\ufeff',
      ' ',
      'né',
      '👩‍👩‍👧',
    );
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      fc.array(fc.oneof(pieces, fc.string())).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(texts, (each) => {
        const ids = tokenizer.encode(each);
        expect(ids.every((id) => id >= 0 && id < 320)).toBe(true);
        expect(tokenizer.decode(ids)).toBe(each);
      }),
      { numRuns: propertyRuns(500) },
    );
  });

  test('the longest phrase from the left is one token, and needs no merges', async () => {
    const phrases = ['the judgment', 'the', 'the judgment is'];
    const tokenizer = await tokenizerOf({ vocabularySize: 290, specialTokens: [], phrases });
    expect(tokenizer.encode('the judgment is')).toEqual([2]);
    expect(tokenizer.encode('the judgmentthe')).toEqual([0, 1]);
    // Without the phrase, "a b" would come first.
    const training = { vocabularySize: 258, specialTokens: [], phrases: ['ab'] };
    const json = await trainTokenizer(['ab ab ab', 'cd cd'], training);
    expect(json.model.merges).toEqual(['c d']);
  });

  test('special tokens are left out on request, phrases are not', async () => {
    const tokenizer = await tokenizerOf({
      vocabularySize: 270,
      specialTokens: ['<|end|>'],
      phrases: ['Answer: FAIR'],
    });
    const ids = tokenizer.encode('Answer: FAIR<|end|>');
    expect(ids).toEqual([1, 0]);
    expect(tokenizer.decode(ids, { skipSpecialTokens: true })).toBe('Answer: FAIR');
    expect(tokenizer.decode([0], { skipSpecialTokens: true })).toBe('');
    expect([...tokenizer.specialTokenIds]).toEqual([0]);
    expect(tokenizer.tokenId('<|end|>')).toBe(0);
    expect(tokenizer.tokenId('<|none|>')).toBeNull();
  });

  test('an id that no token has is an error', async () => {
    const tokenizer = await tokenizerOf({ vocabularySize: 270, specialTokens: [] });
    expect(() => tokenizer.decode([1, 270])).toThrow('No token has the id 270; ids are below 270.');
  });
});

describe('rejects', () => {
  const refused = (training: Partial<TokenizerTraining>, texts: readonly string[] = text) =>
    trainTokenizer(texts, { vocabularySize: 300, specialTokens: [], ...training }).catch(
      (each: unknown) => each,
    );

  test('a vocabulary without room for the bytes, or larger than the texts give', async () => {
    expect(await refused({ vocabularySize: 256, specialTokens: ['<|end|>'] })).toMatchObject({
      expected: expect.stringContaining('at least 257'),
      found: '256',
    });
    const few = await refused({}, ['aab', 'aab']);
    expect(few).toBeInstanceOf(UsageError);
    expect(few).toMatchObject({ found: expect.stringContaining('258 tokens') });
  });

  test.each([
    ['a phrase that is there twice', ['or', 'or']],
    ['a single character', ['x']],
    ['half a character', ['a\ud83d']],
    ['letters that other programs decode as other bytes', ['café']],
  ])('%s', async (_, phrases) => {
    expect(await refused({ phrases })).toBeInstanceOf(UsageError);
  });

  test('but not accented letters next to a space', async () => {
    const tokenizer = await tokenizerOf({ vocabularySize: 270, specialTokens: [], phrases: ['un café'] });
    expect(tokenizer.decode(tokenizer.encode('un café au lait'))).toBe('un café au lait');
  });
});
