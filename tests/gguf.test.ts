import { execFileSync } from 'node:child_process';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { ModelRequest } from '../src/core/model.ts';
import { completionLogProbabilities } from '../src/lm/generation/completion-log-probabilities.ts';
import { loadLanguageModel } from '../src/lm/generation/language-model.ts';
import { exportGguf } from '../src/lm/gguf/export-gguf.ts';
import { tensorFormats } from '../src/lm/gguf/tensor-types.ts';
import { byteAlphabet } from '../src/lm/tokenizer/byte-level.ts';
import { builtinFolder } from '../src/models/checkpoint/checkpoint-providers.ts';
import { loadGguf } from '../src/models/gguf/load-gguf.ts';
import { continuationProbabilities } from '../src/models/gguf/sequence-text.ts';
import { openModel } from '../src/models/open-model.ts';
import { hvsb, temporaryFolder } from './support/hvsb.ts';
import {
  ggufPython,
  llamaSettings,
  neededGgufPython,
  neededLlama,
  neededSmol,
  smolFile,
} from './support/llama.ts';
import { referenceModel, referenceNames } from './support/reference-model.ts';

const never = new AbortController().signal;
const tiny = builtinFolder('tiny');
const texts = [
  'Text: The baker is late.',
  'Text: Bakers are all liars, as everybody knows.',
  'Rain.',
  'Ünïcödé 123 4567 — “quotes”\n\n  spaces ',
];

function asking(content: string, more: Partial<ModelRequest> = {}): ModelRequest {
  const messages = [{ role: 'user' as const, content }];
  return { messages, sampling: { temperature: 0, maxTokens: 12 }, repeat: 0, ...more };
}

describe('a checkpoint as a GGUF file', neededLlama(), () => {
  test('gives the log-probabilities and the greedy answers of the checkpoint', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'tiny.gguf');
    await exportGguf(tiny, path, 'F32');
    const checkpoint = await loadLanguageModel(tiny);
    const { tokenizer, renderChat } = checkpoint;
    const gguf = await loadGguf(path, llamaSettings);
    const sequence = gguf.context.getSequence();
    for (const content of texts) {
      const prompt = tokenizer.encode(renderChat([{ role: 'user', content }]));
      expect(gguf.model.tokenize(renderChat([{ role: 'user', content }]), true)).toEqual(prompt);
      const completions = ['Judgment: BIASED', 'Explanation: it'].map((text) => tokenizer.encode(text));
      const expected = await completionLogProbabilities(checkpoint, prompt, completions);
      const found = await continuationProbabilities(sequence, prompt, completions);
      for (const [at, log] of expected.entries())
        expect(Math.abs(Math.log(found[at] ?? 0) - log)).toBeLessThan(0.01);
    }
    await gguf.dispose();
    const one = await openModel(`checkpoint:${tiny}`);
    const other = await openModel(`gguf:${path}`, { environment: llamaSettings });
    const continuations = ['Judgment: BIASED', 'Judgment: UNBIASED'];
    for (const content of texts) {
      const [expected, found] = [
        await one.complete(asking(content, { continuations }), never),
        await other.complete(asking(content, { continuations }), never),
      ];
      expect(found.text).toBe(expected.text);
      expect(found.outputTokens).toBe(expected.outputTokens);
      expect(found.inputTokens).toBe(expected.inputTokens);
      for (const [at, value] of (expected.continuationProbabilities ?? []).entries()) {
        expect(found.continuationProbabilities?.[at]).toBeCloseTo(value, 2);
      }
      expect(found.continuationProbabilities).toHaveLength(2);
    }
    await other.close();
  });

  test.each(referenceNames)('%s gives the log-probabilities of transformers', async (name) => {
    await using folder = await temporaryFolder();
    const copy = join(folder.path, name);
    await cp(fileURLToPath(new URL(`data/checkpoints/${name}`, import.meta.url)), copy, { recursive: true });
    await writeTokenizer(copy, 64);
    const path = join(folder.path, 'model.gguf');
    await exportGguf(copy, path, 'F32');
    const gguf = await loadGguf(path, llamaSettings);
    const sequence = gguf.context.getSequence();
    for (const { ids, logits } of (await referenceModel(name)).texts) {
      for (const [at, token] of ids.entries()) {
        if (at === 0) continue;
        const own = logits[at - 1] ?? [];
        const total = Math.log(own.reduce((sum, logit) => sum + Math.exp(logit), 0));
        const [found = 0] = await continuationProbabilities(sequence, ids.slice(0, at), [[token]]);
        expect(Math.abs(Math.log(found) - (Number(own[token]) - total))).toBeLessThan(0.01);
      }
    }
    await gguf.dispose();
  });
});

/** Bytes as tokens, as many as the model has. */
async function writeTokenizer(folder: string, size: number): Promise<void> {
  const tokenizer = JSON.parse(await readFile(join(tiny, 'tokenizer.json'), 'utf8'));
  tokenizer.added_tokens = [];
  tokenizer.model.vocab = Object.fromEntries(byteAlphabet.slice(0, size).map((token, id) => [token, id]));
  tokenizer.model.merges = [];
  await writeFile(join(folder, 'tokenizer.json'), JSON.stringify(tokenizer));
  const template = "{% for message in messages %}{{ message['content'] }}{% endfor %}";
  await writeFile(join(folder, 'tokenizer_config.json'), JSON.stringify({ chat_template: template }));
}

describe('a GGUF file that Python reads', neededGgufPython(), () => {
  test.each(tensorFormats)('has the checkpoint’s settings and numbers in %s', async (type) => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'tiny.gguf');
    await exportGguf(tiny, path, type);
    const script = fileURLToPath(new URL('support/read-gguf.py', import.meta.url));
    const { fields, tensors } = JSON.parse(
      execFileSync(ggufPython, [script, path], { encoding: 'utf8', maxBuffer: 2 ** 28 }),
    );
    expect(fields['general.architecture']).toBe('llama');
    expect(fields['llama.block_count']).toBe(4);
    expect(fields['tokenizer.ggml.tokens']).toHaveLength(4096);
    expect(fields['tokenizer.ggml.eos_token_id']).toBe(4);
    expect(Object.keys(tensors)).toHaveLength(38);
    expect(tensors['token_embd.weight'].type).toBe(type);
    expect(tensors['blk.0.attn_norm.weight'].type).toBe('F32');
    const own = (await loadLanguageModel(tiny)).outer['model.embed_tokens.weight'];
    const numbers = (await own?.ref.data()) ?? [];
    const gaps = tensors['token_embd.weight'].numbers.map((value: number, at: number) =>
      Math.abs(value - Number(numbers[at])),
    );
    expect(Math.max(...gaps)).toBeLessThan(type === 'Q8_0' ? 0.01 : 1e-6);
  });
});

describe('gguf:', neededLlama(), () => {
  test('answers calls side by side as each alone, draws by seed, and cuts an answer off', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'tiny.gguf');
    await exportGguf(tiny, path, 'F32');
    const model = await openModel(`gguf:${path}`, {
      environment: { ...llamaSettings, HVSB_GGUF_SEQUENCES: '2' },
    });
    const answer = async (request: ModelRequest) => (await model.complete(request, never)).text;
    const together = await Promise.all(texts.map((text) => answer(asking(text))));
    for (const [at, text] of texts.entries()) expect(await answer(asking(text))).toBe(together[at]);
    const drawn = (repeat: number) =>
      answer(asking('Say something.', { sampling: { temperature: 2, topP: 1, maxTokens: 30 }, repeat }));
    const first = await drawn(0);
    expect(await drawn(0)).toBe(first);
    expect(await drawn(1)).not.toBe(first);
    const cut = await model.complete(
      asking('Explain.', { sampling: { temperature: 0, maxTokens: 1 } }),
      never,
    );
    expect(cut).toMatchObject({ finish: 'length', outputTokens: 1 });
    await expect(model.complete(asking('zebra quartz '.repeat(600)), never)).rejects.toThrow('too long');
    const stopped = new AbortController();
    const calls = texts.map((text) => model.complete(asking(text), stopped.signal));
    stopped.abort(new Error('enough'));
    const ends = await Promise.allSettled(calls);
    expect(ends).toEqual(texts.map(() => ({ status: 'rejected', reason: new Error('enough') })));
    expect(await answer(asking('Rain.'))).toBe(together[2]);
    await model.close();
  });

  test('judges from an empty folder, and doctor says what fits', async () => {
    await using folder = await temporaryFolder();
    const exported = await hvsb(folder.path, [
      'model',
      'export',
      tiny,
      '--type',
      'Q8_0',
      '--out',
      'tiny.gguf',
    ]);
    expect(exported.stdout).toContain('run it with --model gguf:tiny.gguf');
    const doctor = await hvsb(folder.path, ['doctor', '--model', 'gguf:tiny.gguf'], llamaSettings);
    expect(doctor.stdout).toMatch(/million parameters.*calls side by side.*1 thread/);
    await hvsb(folder.path, ['prepare', '--dataset', 'sample']);
    const judged = await hvsb(
      folder.path,
      ['judge', '--model', 'gguf:tiny.gguf', '--limit', '6'],
      llamaSettings,
    );
    expect({ code: judged.code, stderr: judged.stderr }).toMatchObject({ code: 0 });
    expect(judged.stdout).toContain('gguf:tiny.gguf');
    const small = { ...llamaSettings, HVSB_GGUF_MEMORY_GB: '0.001' };
    // What is stored needs no model in the memory.
    const stored = await hvsb(folder.path, ['judge', '--model', 'gguf:tiny.gguf', '--limit', '6'], small);
    expect({ code: stored.code, stderr: stored.stderr }).toMatchObject({ code: 0 });
    const refused = await hvsb(folder.path, ['judge', '--model', 'gguf:tiny.gguf', '--limit', '7'], small);
    expect(refused.stderr).toContain('does not fit into the memory');
  });
});

describe('SmolLM2', neededSmol(), () => {
  test('is asked by its own template, with the system message in its place', async () => {
    const model = await openModel(`gguf:${smolFile}`, {
      environment: { ...llamaSettings, HVSB_GGUF_CONTEXT: '512', HVSB_GGUF_SEQUENCES: '1' },
    });
    const messages = [
      { role: 'system' as const, content: 'You answer with one word.' },
      { role: 'user' as const, content: 'What is the capital of France?' },
    ];
    const { text, inputTokens, finish, notAccepted } = await model.complete(
      { messages, sampling: { temperature: 0, maxTokens: 20 }, repeat: 0 },
      never,
    );
    expect(text).toContain('Paris');
    expect(finish).toBe('stop');
    expect(notAccepted).toEqual([]);
    expect(inputTokens).toBe(27);
    await model.close();
  });
});
