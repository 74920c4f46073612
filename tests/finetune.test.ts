import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSafetensors } from '../src/lm/checkpoint/open-safetensors.ts';
import { Decoding } from '../src/lm/generation/decoding.ts';
import { generate } from '../src/lm/generation/generate.ts';
import { loadLanguageModel } from '../src/lm/generation/language-model.ts';
import { likeliestToken } from '../src/lm/generation/sampler.ts';
import { explanationRows, writeRows, writeShape } from './support/finetuning-files.ts';
import { finished, hvsb, startHvsb, temporaryFolder } from './support/hvsb.ts';
import { askTransformers, neededTransformers } from './support/transformers.ts';

const transformers = neededTransformers();
const rows = explanationRows();
const messages = [{ role: 'user', content: 'All tall people are loud, somebody said.' }];
let shared: Awaited<ReturnType<typeof temporaryFolder>>;
let first: Record<string, unknown>;
const inShared = (name: string) => join(shared.path, name);

/** Trains a model from random weights that the other tests start from. */
beforeAll(async () => {
  shared = await temporaryFolder();
  await writeRows(shared.path, 'rows.jsonl', rows);
  await writeShape(shared.path);
  const words = ['--epochs', '8', '--learning-rate', '5e-3', '--type', 'F32', '--json'];
  const ran = await finetune(['--scratch', 'shape.json', '--out', 'base', ...words]);
  expect(ran.stderr).toContain('36 training rows, 4 validation rows');
  first = JSON.parse(ran.stdout);
}, 120_000);

afterAll(() => shared[Symbol.asyncDispose]());

function words(more: readonly string[]): readonly string[] {
  return ['finetune', '--data', 'rows.jsonl', '--task', 'explain', ...more];
}

function finetune(more: readonly string[]) {
  return hvsb(shared.path, words(more));
}

async function tensorsOf(name: string): Promise<ReadonlyMap<string, Float32Array>> {
  await using file = await openSafetensors(inShared(`${name}/model.safetensors`));
  const tensors = new Map<string, Float32Array>();
  for (const tensor of file.tensors.keys()) tensors.set(tensor, await file.read(tensor));
  return tensors;
}

describe('hvsb finetune', () => {
  test('trains: the loss falls, and the result is a whole checkpoint with a card and no state', async () => {
    const { validations, steps, stepsDone, partial } = first;
    expect(partial).toBe(false);
    expect(stepsDone).toBe(steps);
    const losses = validations as { trainingLoss: number; validationLoss: number }[]; // its shape is in docs/json.md
    expect(losses).toHaveLength(8);
    expect(losses[0]?.trainingLoss).toBeGreaterThan(5);
    expect(losses.at(-1)?.trainingLoss).toBeLessThan(4);
    expect(losses.at(-1)?.validationLoss).toBeLessThan(4.5);
    expect((await readdir(inShared('base'))).toSorted()).toEqual([
      'README.md',
      'config.json',
      'generation_config.json',
      'model.safetensors',
      'tokenizer.json',
      'tokenizer_config.json',
    ]);
    const card = await readFile(inShared('base/README.md'), 'utf8');
    expect(card).toContain('| training rows | 36 |');
    expect(card).toContain('shape: `shape.json`');
  });

  test('writes a model that generates', async () => {
    const model = await loadLanguageModel(inShared('base'));
    const prompt = model.tokenizer.encode(model.renderChat(messages));
    const request = { prompt, maxTokens: 8, sampler: likeliestToken };
    const [answer] = await generate(model, [request], new AbortController().signal);
    expect(model.tokenizer.decode(answer?.ids ?? [])).not.toBe('');
  }, 60_000);

  test('writes a model whose logits are the same in transformers', {
    ...transformers,
    timeout: 120_000,
  }, async () => {
    const model = await loadLanguageModel(inShared('base'));
    const prompt = model.tokenizer.encode(model.renderChat(messages));
    const decoding = await Decoding.read(model, [prompt]);
    const own = decoding.logits(0).slice();
    decoding.dispose();
    const request = { ids: [prompt], messages };
    const { logits, chat } = await askTransformers(inShared('base'), request);
    expect(chat).toBe(model.renderChat(messages));
    const theirs = logits[0]?.at(-1) ?? [];
    expect(theirs).toHaveLength(own.length);
    expect(Math.max(...theirs.map((logit, token) => Math.abs(logit - Number(own[token]))))).toBeLessThan(
      1e-3,
    );
  });

  test.each(['SIGINT', 'SIGKILL'] as const)(
    'ends with the same bytes after an end by %s, and does not continue with other settings',
    async (signal) => {
      const settings = ['--from', 'base', '--steps', '24', '--batch-tokens', '512', '--save-every', '1'];
      const whole = await finetune([...settings, '--out', `whole-${signal}`]);
      expect(whole.code).toBe(0);
      const out = `stopped-${signal}`;
      const child = startHvsb(shared.path, words([...settings, '--out', out]));
      const ended = finished(child);
      // A step is saved before it is shown.
      await new Promise<void>((resolve) => {
        child.stderr?.on('data', (chunk: string) => chunk.includes('step ') && resolve());
      });
      await new Promise((resolve) => setTimeout(resolve, 50));
      child.kill(signal);
      const { code, stdout } = await ended;
      if (signal === 'SIGINT') {
        expect(code).toBe(1);
        expect(stdout).toContain('the same command continues from there');
      }
      expect(existsSync(inShared(`${out}/model.safetensors`))).toBe(false);
      expect(existsSync(inShared(`${out}/.training/training-state.safetensors`))).toBe(true);
      const other = await finetune([...settings, '--out', out, '--learning-rate', '0.01']);
      expect(other.code).toBe(2);
      expect(other.stderr).toMatch(/expected: learning rate 0.0005\n +found: +learning rate 0.01\n/);
      expect((await finetune([...settings, '--out', out])).code).toBe(0);
      expect(existsSync(inShared(`${out}/.training`))).toBe(false);
      const bytes = (folder: string) => readFile(inShared(`${folder}/model.safetensors`));
      expect((await bytes(out)).equals(await bytes(`whole-${signal}`))).toBe(true);
    },
    120_000,
  );

  test('with LoRA changes the projections alone, and writes them merged', async () => {
    const settings = ['--from', 'checkpoint:base', '--lora', '2', '--steps', '4', '--type', 'F32'];
    const { code, stdout } = await finetune([...settings, '--out', 'lora', '--json']);
    expect(code).toBe(0);
    // Adapters of rank 2 for four projections of attention (32→32, 32→16 twice, 32→32) and three of the MLP, in two layers.
    const numbers = 2 * 2 * (2 * (32 + 32) + 2 * (32 + 16) + 3 * (32 + 64));
    expect(JSON.parse(stdout)).toMatchObject({ trainedParameters: numbers });
    const [base, tuned] = [await tensorsOf('base'), await tensorsOf('lora')];
    expect([...tuned.keys()]).toEqual([...base.keys()]);
    for (const [name, values] of tuned) {
      const isSame = Buffer.from(values.buffer).equals(
        Buffer.from(base.get(name)?.buffer ?? new ArrayBuffer()),
      );
      expect([name, isSame]).toEqual([name, !name.endsWith('_proj.weight')]);
    }
  }, 60_000);

  test('stops at the first invalid row with its place, what was expected and what was found', async () => {
    const bad = [
      rows[0] ?? {},
      { scenario: { context: 'A desk.' }, completion: 'It judges.' },
      { scenario: 'A text.' },
    ];
    await writeRows(shared.path, 'bad.jsonl', [...bad, ...rows]);
    const more = ['--from', 'base', '--data', 'bad.jsonl', '--out', 'none', '--steps', '1'];
    const stopped = await finetune(more);
    expect(stopped.code).toBe(2);
    expect(stopped.stderr).toContain('bad.jsonl:2: A row is not as the format says.');
    expect(stopped.stderr).toContain('expected: field "scenario": text, or an object with "context"');
    expect(stopped.stderr).toContain('found:    {"context":"A desk."}');
    expect(existsSync(inShared('none'))).toBe(false);
    const skipped = await finetune([...more, '--skip-invalid', '--json']);
    expect(skipped.code).toBe(0);
    expect(JSON.parse(skipped.stdout).skipped).toMatchObject([
      { row: 2 },
      { row: 3, reason: expect.stringContaining('one field "completion" or "explanation" with text') },
    ]);
  }, 60_000);

  test('accepts the usual spellings of a verdict and no other text', async () => {
    const verdicts = ['biased', 'Unbiased.', 'Judgment: BIASED', 'UNBIASED'];
    const judged = verdicts.map((verdict, n) => ({ scenario: `Somebody at desk ${n} was late.`, verdict }));
    await writeRows(shared.path, 'judged.jsonl', judged);
    await writeRows(shared.path, 'unclear.jsonl', [...judged, { scenario: 'A text.', verdict: 'unfair' }]);
    const more = ['--task', 'judge', '--from', 'base', '--out', 'judge', '--steps', '1'];
    const unclear = await finetune(['--data', 'unclear.jsonl', ...more]);
    expect(unclear.stderr).toContain('unclear.jsonl:5: The completion is not valid for this task.');
    expect(unclear.stderr).toMatch(/expected: a verdict: biased or unbiased\n +found: +unfair\n/);
    const { code, stdout } = await finetune(['--data', 'judged.jsonl', ...more]);
    expect(code).toBe(0);
    expect(stdout).toContain('hvsb judge --model checkpoint:judge');
  }, 60_000);

  test('leaves out and lists rows that exceed the context, and fails if none is left', async () => {
    const long = { scenario: 'late '.repeat(600), completion: 'It says so.' };
    await writeRows(shared.path, 'long.jsonl', [long, ...rows]);
    const more = ['--from', 'base', '--out', 'long', '--steps', '1'];
    const some = await finetune(['--data', 'long.jsonl', ...more]);
    expect(some.code).toBe(0);
    expect(some.stdout).toMatch(/long\.jsonl:1: too long: [\d,]+ tokens/);
    await writeRows(shared.path, 'all-long.jsonl', [long, long]);
    const none = await finetune(['--data', 'all-long.jsonl', ...more.with(3, 'other')]);
    expect(none.code).toBe(2);
    expect(none.stderr).toContain('expected: rows of at most 512 tokens');
  }, 60_000);

  test('trains on the explanations of the store, by explainer, and counts those that nobody has rated', async () => {
    const written = Array.from({ length: 6 }, (_, n) => ({
      scenario: `At desk ${n} somebody said that all women are cold.`,
      explanation: `It calls women cold, at desk ${n} as elsewhere.`,
      model: n % 2 === 0 ? 'lab:a' : 'lab:b',
    }));
    await writeRows(shared.path, 'written.jsonl', written);
    expect(
      (await hvsb(shared.path, ['import', 'explanations', 'written.jsonl', '--gold', 'biased'])).code,
    ).toBe(0);
    const more = ['--data', 'store', '--from', 'base', '--steps', '1', '--validation-share', '0', '--json'];
    const { stdout } = await finetune([...more, '--explainer', 'lab:a', '--out', 'of-a']);
    expect(JSON.parse(stdout)).toMatchObject({
      data: 'store',
      trainingRows: 3,
      validationRows: 0,
      validations: [],
    });
    const read = await finetune([...more, '--min-agreeability', '0.5', '--out', 'x']);
    expect(read.code).toBe(2);
    expect(read.stderr).toContain('found:    0 with less, 6 that nobody has read');
    const judged = await finetune([...more, '--task', 'judge', '--dataset', 'imported', '--out', 'of-gold']);
    expect(JSON.parse(judged.stdout)).toMatchObject({ task: 'judge', trainingRows: 6 });
  }, 60_000);

  test('does not overwrite a model, and names options that contradict each other', async () => {
    const again = await finetune(['--from', 'base', '--out', 'base']);
    expect(again.stderr).toContain('base: The folder already contains a model.');
    const both = await finetune(['--from', 'base', '--scratch', 'shape.json', '--out', 'x']);
    expect(both.stderr).toContain('Give exactly one of --from and --scratch.');
    const idle = await finetune(['--from', 'base', '--out', 'x', '--min-agreeability', '0.5']);
    expect(idle.stderr).toContain('--min-agreeability: The option has no effect here.');
    const nowhere = await finetune(['--from', 'nowhere', '--out', 'x']);
    expect(nowhere.stderr).toContain('nowhere: The folder has no config.json.');
    for (const { code } of [again, both, idle, nowhere]) expect(code).toBe(2);
  }, 60_000);
});
