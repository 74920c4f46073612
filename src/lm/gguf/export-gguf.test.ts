import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openCheckpoint } from '../checkpoint/open-checkpoint.ts';
import { ggufName, ggufOrder, ropeFactors } from './model-tensors.ts';
import { encodedBytes, encodeNumbers } from './tensor-types.ts';
import { ggufVocabulary } from './vocabulary.ts';

const tiny = fileURLToPath(new URL('../../../models/tiny', import.meta.url));

test('Q8_0 keeps each block of 32 to half a step of its own scale', () => {
  const numbers = Float32Array.from({ length: 64 }, (_, at) =>
    at < 32 ? Math.sin(at) : 1000 * Math.cos(at),
  );
  const bytes = encodeNumbers(numbers, 'Q8_0') ?? new Uint8Array();
  expect(bytes).toHaveLength(encodedBytes(64, 'Q8_0'));
  const view = new DataView(bytes.buffer);
  for (const [at, value] of numbers.entries()) {
    const block = 34 * Math.floor(at / 32);
    const scale = view.getFloat16(block, true);
    expect(Math.abs(view.getInt8(block + 2 + (at % 32)) * scale - value)).toBeLessThanOrEqual(0.6 * scale);
  }
  expect(encodeNumbers(new Float32Array(32), 'Q8_0')).toEqual(new Uint8Array(34));
});

test('a number that is too large for a type is no number', () => {
  expect(encodeNumbers(Float32Array.of(70_000), 'F16')).toBeNull();
  expect(encodeNumbers(new Float32Array(32).fill(1e8), 'Q8_0')).toBeNull();
  expect(encodeNumbers(Float32Array.of(70_000), 'F32')).toHaveLength(4);
});

test('rows of query and key of a Llama change places as the converter of llama.cpp has it', async () => {
  const { config } = await openCheckpoint(tiny);
  const rows = config.headSize * config.keyValueHeads;
  const data = Float32Array.from({ length: 2 * rows }, (_, at) => at);
  const ordered = ggufOrder('model.layers.0.self_attn.k_proj.weight', data, config);
  // reshape(heads, 2, size / 2, columns).swapaxes(1, 2): 0, 16, 1, 17, … within each head of 32.
  expect([...ordered.subarray(0, 8)]).toEqual([0, 1, 32, 33, 2, 3, 34, 35]);
  expect([...ordered.subarray(64, 68)]).toEqual([64, 65, 96, 97]);
  expect(ggufOrder('model.layers.0.self_attn.v_proj.weight', data, config)).toBe(data);
  const qwen2 = { ...config, architecture: 'qwen2' as const };
  expect(ggufOrder('model.layers.0.self_attn.q_proj.bias', data, qwen2)).toBe(data);
});

test('every parameter has a name, and an unknown one is an error', () => {
  expect(ggufName('model.layers.12.mlp.gate_proj.weight')).toBe('blk.12.ffn_gate.weight');
  expect(ggufName('lm_head.weight')).toBe('output.weight');
  expect(() => ggufName('model.layers.0.mlp.router.weight')).toThrow('no name');
});

test('rotary factors go from 1 for short waves to the whole factor for long ones', async () => {
  const { config } = await openCheckpoint(tiny);
  const scaling = {
    kind: 'llama3',
    factor: 8,
    lowFrequencyFactor: 1,
    highFrequencyFactor: 4,
    originalMaxPositions: 512,
  } as const;
  const factors = [...ropeFactors(config, scaling)];
  expect(factors).toHaveLength(config.headSize / 2);
  expect(factors[0]).toBe(1);
  expect(factors.at(-1)).toBe(8);
  expect(factors).toEqual(factors.toSorted((one, other) => one - other));
});

async function vocabularyWith(change: (tokenizer: Record<string, unknown>) => void) {
  const folder = mkdtempSync(join(tmpdir(), 'hvsb-export-'));
  cpSync(tiny, folder, { recursive: true });
  const path = join(folder, 'tokenizer.json');
  const tokenizer = JSON.parse(readFileSync(path, 'utf8'));
  change(tokenizer);
  writeFileSync(path, JSON.stringify(tokenizer));
  return ggufVocabulary(await openCheckpoint(folder));
}

const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true };
const split = (Regex: string) => ({ type: 'Split', pattern: { Regex }, behavior: 'Isolated', invert: false });
const llama3 =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

test.each([
  ['gpt-2', byteLevel],
  [
    'smollm',
    {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Digits', individual_digits: true },
        { ...byteLevel, use_regex: true },
      ],
    },
  ],
  ['llama-bpe', { type: 'Sequence', pretokenizers: [split(llama3), { ...byteLevel, use_regex: false }] }],
  [
    'qwen2',
    {
      type: 'Sequence',
      pretokenizers: [split(llama3.replace('{1,3}', '')), { ...byteLevel, use_regex: false }],
    },
  ],
])('words that are cut as %s are called so', async (kind, preTokenizer) => {
  const metadata = await vocabularyWith((tokenizer) => {
    tokenizer.pre_tokenizer = preTokenizer;
  });
  expect(metadata.get('tokenizer.ggml.pre')).toEqual({ type: 'text', value: kind });
});

test.each([
  [
    'an unknown expression',
    {
      pre_tokenizer: { type: 'Sequence', pretokenizers: [split('\\w+'), { ...byteLevel, use_regex: false }] },
    },
  ],
  ['no cutting', { pre_tokenizer: null }],
  ['a normalizer', { normalizer: { type: 'Lowercase' } }],
])('a tokenizer with %s is refused', async (_, change) => {
  await expect(vocabularyWith((tokenizer) => void Object.assign(tokenizer, change))).rejects.toThrow(
    'The tokenizer is of a kind that cannot be exported.',
  );
});
