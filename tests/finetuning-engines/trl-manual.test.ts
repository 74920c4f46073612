import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { explanationRows, writeRows } from '../support/finetuning-files.ts';
import { finished, hvsb, startHvsb, temporaryFolder } from '../support/hvsb.ts';
import { skippedBecause } from '../support/needs.ts';

vi.setConfig({ testTimeout: 1_800_000 });

const python = process.env.HVSB_TRL_PYTHON;

function needed() {
  if (python === undefined) return skippedBecause('HVSB_TRL_PYTHON names no Python with TRL.', 'trl');
  execFileSync(python, ['-c', 'import torch, trl, peft'], { stdio: 'ignore' });
  return {};
}

test(
  'TRL trains a small Llama on the CPU, is stopped and goes on; the result answers here',
  needed(),
  async () => {
    await using folder = await temporaryFolder();
    await writeRows(folder.path, 'rows.jsonl', explanationRows());
    const words = [
      ...[
        'finetune',
        '--engine',
        'trl',
        '--python',
        python ?? '',
        '--from',
        'builtin:tiny',
        '--data',
        'rows.jsonl',
      ],
      ...['--task', 'explain', '--out', 'tuned', '--epochs', '4', '--lora', '8', '--save-every', '2'],
    ];
    const settings = { HF_HUB_OFFLINE: '1' };
    const child = startHvsb(folder.path, words, settings);
    const ended = finished(child);
    child.stderr?.on('data', (chunk: string) => {
      if (chunk.includes('step 1/')) child.kill('SIGINT');
    });
    const stopped = await ended;
    expect(stopped.stdout, stopped.stderr).toContain('the same command continues from there');
    const done = await hvsb(folder.path, words, settings);
    expect(done.stderr).toContain('Continues after step');
    expect(done.stdout, done.stderr).toContain('Fine-tuned: tuned');
    console.log(stopped.stderr, done.stderr);
    const record = JSON.parse(await readFile(join(folder.path, 'tuned', 'training.json'), 'utf8'));
    const losses: readonly { readonly loss: number }[] = record.losses;
    expect(losses.at(-1)?.loss).toBeLessThan(losses[0]?.loss ?? 0);
    expect(existsSync(join(folder.path, 'tuned', 'adapter', 'adapter_model.safetensors'))).toBe(true);
    await hvsb(folder.path, ['prepare', '--dataset', 'sample']);
    const explained = await hvsb(folder.path, [
      'explain',
      '--model',
      'checkpoint:tuned',
      '--limit',
      '2',
      '--json',
    ]);
    expect(JSON.parse(explained.stdout)).toMatchObject({ sent: 2, failed: 0 });
  },
);
