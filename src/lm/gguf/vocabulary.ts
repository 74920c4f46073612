import { join } from 'node:path';
import { z } from 'zod';
import { CheckpointError } from '../../errors/errors.ts';
import { fileNames, parseJson } from '../checkpoint/checkpoint-files.ts';
import type { Checkpoint } from '../checkpoint/open-checkpoint.ts';
import { wordPattern } from '../tokenizer/byte-level.ts';
import { parseTokenizerConfig } from '../tokenizer/tokenizer-files.ts';
import type { GgufValue } from './write-gguf.ts';

const schema = z.looseObject({
  added_tokens: z.array(z.looseObject({ id: z.int(), content: z.string(), special: z.boolean() })),
  normalizer: z.unknown(),
  pre_tokenizer: z.unknown(),
  model: z.looseObject({
    type: z.string().nullish(),
    byte_fallback: z.boolean().nullish(),
    vocab: z.record(z.string(), z.int()),
    merges: z.array(z.union([z.string(), z.tuple([z.string(), z.string()])])),
  }),
});

const kinds = { text: 1, control: 3, userDefined: 4, unused: 5 } as const;

/**
 * The tokenizer of a checkpoint as metadata of a GGUF file: byte-level pairs, as Llama 3, Qwen2, SmolLM and models that are
 * trained here have them.
 * @throws CheckpointError for a tokenizer of another kind
 */
export function ggufVocabulary(checkpoint: Checkpoint): ReadonlyMap<string, GgufValue> {
  const { folder, config, tokenizer, tokenizerFiles, generation } = checkpoint;
  const where = join(folder, fileNames.tokenizer);
  const parsed = schema.safeParse(parseJson(tokenizerFiles.tokenizerJson, where));
  if (!parsed.success) throw otherKind(where, parsed.error.issues[0]?.message ?? 'another form');
  const { added_tokens, pre_tokenizer, normalizer, model } = parsed.data;
  if (model.byte_fallback === true) throw otherKind(where, 'pieces with byte fallback, as in Llama 2');
  const tokens = Array.from({ length: config.vocabularySize }, (_, id) => `[PAD${id}]`);
  const types = tokens.map((): number => kinds.unused);
  for (const [token, id] of Object.entries(model.vocab)) [tokens[id], types[id]] = [token, kinds.text];
  for (const { id, content, special } of added_tokens) {
    [tokens[id], types[id]] = [content, special ? kinds.control : kinds.userDefined];
  }
  const [end, ...otherEnds] = generation.eosTokenIds;
  const settings = parseTokenizerConfig(
    tokenizerFiles.tokenizerConfigJson,
    join(folder, fileNames.tokenizerConfig),
  );
  const bos = tokenizer.bosTokenId ?? generation.bosTokenId;
  const addsBos = bos !== null && tokenizer.encode('a', { addSpecialTokens: true })[0] === bos;
  return new Map<string, GgufValue>([
    ['tokenizer.ggml.model', { type: 'text', value: 'gpt2' }],
    ['tokenizer.ggml.pre', { type: 'text', value: wordKind(pre_tokenizer, normalizer, where) }],
    ['tokenizer.ggml.tokens', { type: 'texts', value: tokens }],
    ['tokenizer.ggml.token_type', { type: 'int32s', value: types }],
    ['tokenizer.ggml.merges', { type: 'texts', value: model.merges.map(mergeText) }],
    ['tokenizer.ggml.add_bos_token', { type: 'bool', value: addsBos }],
    ...tokenEntries({
      bos_token_id: bos,
      eos_token_id: end ?? null,
      eot_token_id: otherEnds[0] ?? null,
      eom_token_id: otherEnds[1] ?? null,
      padding_token_id: tokenizer.padTokenId ?? generation.padTokenId,
    }),
    ...templateEntry(tokenizerFiles.chatTemplate ?? settings.chatTemplate),
  ]);
}

function mergeText(merge: string | readonly [string, string]): string {
  return typeof merge === 'string' ? merge : merge.join(' ');
}

function tokenEntries(tokens: Readonly<Record<string, number | null>>): [string, GgufValue][] {
  return Object.entries(tokens).flatMap(([name, value]): [string, GgufValue][] =>
    value === null ? [] : [[`tokenizer.ggml.${name}`, { type: 'uint32', value }]],
  );
}

function templateEntry(template: string | null): [string, GgufValue][] {
  return template === null ? [] : [['tokenizer.chat_template', { type: 'text', value: template }]];
}

const contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
const restOfWords = String.raw` ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`;
const words = String.raw`[^\r\n\p{L}\p{N}]?\p{L}+`;

/** How llama.cpp calls the ways to cut text into words, by the regular expression of the tokenizer's file. */
const wordKinds: ReadonlyMap<string, string> = new Map([
  [wordPattern, 'gpt-2'],
  [String.raw`${contractions}|${words}|\p{N}{1,3}|${restOfWords}`, 'llama-bpe'],
  [String.raw`${contractions}|${words}|\p{N}|${restOfWords}`, 'qwen2'],
]);

const cut = z.union([
  z.object({
    type: z.literal('ByteLevel'),
    add_prefix_space: z.literal(false),
    use_regex: z.boolean().optional(),
  }),
  z.object({ type: z.literal('Digits'), individual_digits: z.literal(true) }),
  z.object({
    type: z.literal('Split'),
    pattern: z.object({ Regex: z.string() }),
    behavior: z.literal('Isolated'),
    invert: z.literal(false).optional(),
  }),
]);
const cuts = z.union([
  z.object({ type: z.literal('Sequence'), pretokenizers: z.array(cut) }).transform((it) => it.pretokenizers),
  cut.transform((one) => [one]),
]);

function wordKind(preTokenizer: unknown, normalizer: unknown, where: string): string {
  const parsed = cuts.safeParse(preTokenizer);
  const type =
    typeof normalizer === 'object' && normalizer !== null && 'type' in normalizer ? normalizer.type : null;
  // Normal form C changes no text that is in it, and llama.cpp leaves it to who writes the text.
  if (!parsed.success || (type !== null && type !== 'NFC'))
    throw otherKind(where, 'another way to cut words');
  const kinds = parsed.data.map((each) => {
    if (each.type === 'Split') return wordKinds.get(each.pattern.Regex) ?? 'unknown';
    if (each.type === 'Digits') return 'digits';
    return each.use_regex === false ? '' : 'gpt-2';
  });
  const kind = kinds.filter((each) => each !== '').join(' ');
  if (kind === 'digits gpt-2') return 'smollm';
  if (kind === 'unknown' || kind.includes(' ') || kind === 'digits' || kind === '') {
    throw otherKind(where, 'another way to cut words');
  }
  return kind;
}

function otherKind(where: string, found: string): CheckpointError {
  return new CheckpointError('The tokenizer is of a kind that cannot be exported.', {
    where,
    expected: 'byte-level pairs with the words of GPT-2, Llama 3, Qwen2 or SmolLM',
    found,
    advice: 'Convert the folder with convert_hf_to_gguf.py of llama.cpp.',
  });
}
