import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { explanationRows, writeRows } from '../support/finetuning-files.ts';
import { type FinetuningScript, FinetuningServer } from '../support/finetuning-server.ts';
import { finished, hvsb, startHvsb, temporaryFolder } from '../support/hvsb.ts';

// Each test starts the program several times.
vi.setConfig({ testTimeout: 120_000 });

const opened: FinetuningServer[] = [];
afterEach(async () => {
  for (const server of opened.splice(0)) await server.close();
});

const engines = [
  { engine: 'openai', from: 'gpt-test', model: /^openai:ft:gpt-test:org:hvsb-\w{8}:x1$/ },
  { engine: 'together', from: 'org/test', model: /^together:org\/test-hvsb-\w{8}-x1$/ },
] as const;

describe.each(engines)('fine-tuning at $engine', ({ engine, from, model }) => {
  async function fixture(script: Partial<FinetuningScript> = {}) {
    const server = await FinetuningServer.start(script);
    opened.push(server);
    const folder = await temporaryFolder();
    await writeRows(folder.path, 'rows.jsonl', explanationRows());
    const environment = {
      ...{ OPENAI_API_KEY: 'a-key-of-nobody', TOGETHER_API_KEY: 'a-key-of-nobody', HVSB_LOOK_EVERY_MS: '50' },
      ...{ OPENAI_BASE_URL: server.baseUrl, TOGETHER_BASE_URL: server.baseUrl },
    };
    const words = (...more: readonly string[]) => [
      ...['finetune', '--engine', engine, '--from', from, '--data', 'rows.jsonl', '--task', 'explain'],
      ...['--out', 'tuned', ...more],
    ];
    const run = (...more: readonly string[]) => hvsb(folder.path, words(...more), environment);
    const start = () => startHvsb(folder.path, words(), environment);
    return { server, folder, run, start };
  }

  test('uploads chats, starts one job, follows it and names the model', async () => {
    const { server, folder, run } = await fixture();
    const done = await run('--json', '--training-price', '3');
    expect(done.stderr).toContain('The job was made.');
    const summary = JSON.parse(done.stdout);
    expect(summary).toMatchObject({ engine, trainingRows: 36, validationRows: 4, partial: false });
    expect(summary.model).toMatch(model);
    expect(summary.costUsd).toBe(engine === 'openai' ? (50_000 * 3) / 1e6 : 4.2);
    const [training] = [...server.files.values()];
    expect(training?.rows[0]).toEqual({
      messages: [
        { role: 'user', content: expect.any(String) },
        { role: 'assistant', content: expect.any(String) },
      ],
    });
    expect(server.jobs).toHaveLength(1);
    expect(server.jobs[0]?.request).toMatchObject(
      engine === 'openai'
        ? { seed: 42, method: { type: 'supervised', supervised: { hyperparameters: { n_epochs: 1 } } } }
        : {
            ...{ random_seed: 42, n_epochs: 1, learning_rate: 3e-4 },
            training_type: { type: 'Lora', lora_r: 64, lora_alpha: 16 },
            training_method: { method: 'sft', train_on_inputs: false },
          },
    );
    const record = JSON.parse(await readFile(join(folder.path, 'tuned', 'training.json'), 'utf8'));
    expect(record.model).toMatch(model);
    await folder[Symbol.asyncDispose]();
  });

  test('says the cost before the start, and starts nothing over the budget', async () => {
    const { server, folder, run } = await fixture();
    const planned = await run('--dry-run', '--training-price', '1000');
    expect(planned.stderr).toMatch(engine === 'openai' ? /about \$\d/ : /about \$4\.50/);
    expect(planned.stdout).toContain('Nothing was started');
    const refused = await run('--budget-usd', '1', '--training-price', '1000');
    expect(refused.stderr).toContain('may cost more than the budget allows');
    expect(server.jobs).toHaveLength(0);
    if (engine === 'openai') expect((await run('--budget-usd', '1')).stderr).toContain('needs the price');
    await folder[Symbol.asyncDispose]();
  });

  test('survives being closed: the job is found again, and never started twice', async () => {
    const { server, folder, run, start } = await fixture({ looks: Number.POSITIVE_INFINITY });
    const child = start();
    const ended = finished(child);
    await vi.waitFor(() => expect(server.jobs).toHaveLength(1), { timeout: 30_000 });
    await new Promise((resolve) => setTimeout(resolve, 500));
    child.kill('SIGINT');
    expect((await ended).stdout).toContain('goes on at the provider');
    for (const job of server.jobs) job.left = 1;
    expect((await run()).stdout).toMatch(/Fine-tuned: (openai|together):/);
    expect(server.jobs).toHaveLength(1);
    expect(server.files.size).toBe(2);
    await folder[Symbol.asyncDispose]();
  });

  test('finds a job whose creation was not answered', async () => {
    const { server, folder, run } = await fixture({ silences: 1 });
    expect((await run()).code).toBe(2);
    expect((await run()).stdout).toMatch(/Fine-tuned:/);
    expect(server.jobs).toHaveLength(1);
    await folder[Symbol.asyncDispose]();
  });

  test('says why a job failed', async () => {
    const { folder, run } = await fixture({ fails: true });
    const { code, stderr } = await run();
    expect(code).toBe(2);
    expect(stderr).toContain('The job ended without a model');
    expect(stderr).toContain('The rows are not accepted.');
    await folder[Symbol.asyncDispose]();
  });
});
