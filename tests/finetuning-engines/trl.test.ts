import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test, vi } from 'vitest';
import { explanationRows, writeRows } from '../support/finetuning-files.ts';
import { finished, hvsb, startHvsb, temporaryFolder } from '../support/hvsb.ts';

// Each test starts the program several times.
vi.setConfig({ testTimeout: 120_000 });

const python = fileURLToPath(new URL('../support/imitated-trainer.mjs', import.meta.url));
const words = (...more: readonly string[]) => [
  ...['finetune', '--engine', 'trl', '--from', 'org/base', '--data', 'rows.jsonl', '--task', 'explain'],
  ...['--out', 'tuned', '--python', python, ...more],
];

async function folderWithRows() {
  const folder = await temporaryFolder();
  await writeRows(folder.path, 'rows.jsonl', explanationRows());
  return folder;
}

async function readJson(...parts: readonly string[]): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(join(...parts), 'utf8'));
}

test('TRL gets chats whose completion is apart, and the defaults of the reference; a record is left', async () => {
  await using folder = await folderWithRows();
  // Stopped before its end, it leaves its files.
  await hvsb(folder.path, words(), { HVSB_TRAINER: 'crash' });
  const work = join(folder.path, 'tuned', '.training');
  expect(await readJson(work, 'settings.json')).toMatchObject({
    ...{
      model: 'org/base',
      loraRank: 64,
      loraAlpha: 16,
      learningRate: 3e-4,
      epochs: 1,
      seed: 42,
      qlora: false,
    },
  });
  const [first = ''] = (await readFile(join(work, 'training.jsonl'), 'utf8')).split('\n');
  expect(JSON.parse(first)).toEqual({
    prompt: [{ role: 'user', content: expect.stringContaining('scenario') }],
    completion: [{ role: 'assistant', content: expect.any(String) }],
  });
  const done = await hvsb(folder.path, words('--json'));
  expect(JSON.parse(done.stdout)).toMatchObject({
    engine: 'trl',
    step: 8,
    steps: 8,
    partial: false,
    trainingRows: 36,
  });
  expect(done.stderr).toContain('Continues after step 3 of 8');
  expect(done.stderr).toContain('loss 0.250');
  expect(done.stderr).toContain('validation loss 0.500');
  const record = await readJson(folder.path, 'tuned', 'training.json');
  expect(record).toMatchObject({
    versions: { python: '3.99', packages: { torch: '9.9' } },
    options: { seed: 42 },
    rows: [expect.stringMatching(/^[0-9a-f]{64}$/), expect.stringMatching(/^[0-9a-f]{64}$/)],
  });
  expect(await readFile(join(folder.path, 'tuned', 'README.md'), 'utf8')).toContain('rank 64, alpha 16');
  expect(await readFile(join(folder.path, 'tuned', 'training.log'), 'utf8')).toContain('a line for the log');
  expect(existsSync(work)).toBe(false);
  expect((await hvsb(folder.path, words())).stderr).toContain('already contains a finished training');
});

test.each(['SIGINT', 'SIGKILL'] as const)(
  '%s leaves a state from which the same command goes on',
  async (signal) => {
    await using folder = await folderWithRows();
    const child = startHvsb(folder.path, words(), { HVSB_TRAINER_STEP_MS: '400' });
    const ended = finished(child);
    await new Promise<void>((resolve) => {
      let said = '';
      child.stderr?.on('data', (chunk: string) => {
        said += chunk;
        if (said.includes('step 1/8')) resolve();
      });
    });
    child.kill(signal);
    const { code, stdout } = await ended;
    if (signal === 'SIGINT') {
      expect(code).toBe(1);
      expect(stdout).toContain('the same command continues from there');
    }
    // The trainer has seen that nobody listens any more, and has ended by itself.
    const state = join(folder.path, 'tuned', '.training', 'checkpoints', 'state');
    await vi.waitFor(async () => expect(Number(await readFile(state, 'utf8'))).toBeGreaterThan(1), {
      timeout: 10_000,
    });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const saved = Number(await readFile(state, 'utf8'));
    expect(saved).toBeLessThan(8);
    const again = await hvsb(folder.path, words());
    expect(again.stderr).toContain(`Continues after step ${saved} of 8`);
    expect(again.code).toBe(0);
  },
);

describe('one clear message where something is missing', () => {
  test.each([
    ['missing', 'lacks packages of the trainer', 'pip install trl peft'],
    ['gpu', 'QLoRA needs a CUDA device', 'Leave --qlora out'],
    ['memory', 'memory of the device does not suffice', 'Try --qlora'],
    ['crash', 'The trainer ended with an error', 'Traceback: something broke'],
  ])('%s', async (ending, message, more) => {
    await using folder = await folderWithRows();
    const { code, stderr } = await hvsb(folder.path, words(), { HVSB_TRAINER: ending });
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).toContain(more);
  });

  test('Python', async () => {
    await using folder = await folderWithRows();
    const { stderr } = await hvsb(folder.path, [...words(), '--python', 'no-such-python']);
    expect(stderr).toContain('Python was not found');
  });

  test('options that another engine has', async () => {
    await using folder = await folderWithRows();
    expect((await hvsb(folder.path, words('--steps', '5'))).stderr).toContain('no effect with this engine');
    expect((await hvsb(folder.path, words('--lora', '0'))).stderr).toContain('trains adapters');
    expect((await hvsb(folder.path, words('--budget-usd', '5'))).stderr).toContain(
      '--engine openai, together',
    );
    const idle = [
      'finetune',
      '--from',
      'builtin:tiny',
      '--data',
      'rows.jsonl',
      '--task',
      'explain',
      '--out',
      'x',
    ];
    expect((await hvsb(folder.path, [...idle, '--qlora'])).stderr).toContain('no effect with this engine');
  });

  test('a run with other rows', async () => {
    await using folder = await folderWithRows();
    await hvsb(folder.path, words(), { HVSB_TRAINER: 'crash' });
    await writeRows(folder.path, 'rows.jsonl', explanationRows().slice(1));
    expect((await hvsb(folder.path, words())).stderr).toContain(
      'interrupted run with other settings or other rows',
    );
  });
});
