import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { ScriptedServer } from '../../src/testing/index.ts';
import { linesIn } from '../support/batch-servers/batch-server.ts';
import { answeredLine } from '../support/batch-servers/chat-results.ts';
import { serverWith } from '../support/batch-servers/judge-in-batches.ts';
import { hvsb, temporaryFolder } from '../support/hvsb.ts';

// Each test starts the program several times.
vi.setConfig({ testTimeout: 180_000 });

test('the command line sends, lists, waits and collects', async () => {
  const name = 'openai:gpt-test';
  const server = await serverWith(name, { end: () => null });
  await using folder = await temporaryFolder();
  const settings = { OPENAI_API_KEY: 'a-key-of-nobody', OPENAI_BASE_URL: server.baseUrl };
  await hvsb(folder.path, ['prepare', '--dataset', 'sample']);
  const words = ['judge', '--model', 'openai:gpt-4o-mini', '--attack', 'none', '--limit', '5', '--batch'];
  const sent = await hvsb(folder.path, words, settings);
  expect(sent.stdout + sent.stderr).toContain('5 calls wait for a batch');
  expect(sent.stdout + sent.stderr).not.toMatch(/stopped|partial/);
  const listed = await hvsb(folder.path, ['batch'], settings);
  expect(listed.stdout).toContain('under way');
  expect((await hvsb(folder.path, ['status'], settings)).stdout).toContain('5 calls wait in batches');
  const agreed = await hvsb(folder.path, ['agree', '--rater', 'openai:gpt-4o-mini', '--batch'], settings);
  expect(agreed.stderr).toContain('Explanations may wait in 1 batch');
  for (const batch of server.batches) batch.end = 'completed';
  let isFirst = true;
  server.script.rewrite = (body) => {
    const text = isFirst ? 'Bad gateway' : body;
    isFirst = false;
    return text;
  };
  const waited = await hvsb(folder.path, ['batch', 'wait', '--every', '1'], settings);
  expect(waited.stderr).toContain('It is asked again.');
  expect(waited.stdout).toContain('All batches have ended');
  // What was taken from the provider stays, a month later too.
  for (const batch of server.batches) batch.deleted = true;
  const collected = await hvsb(folder.path, [...words, '--json'], settings);
  expect(JSON.parse(collected.stdout)).toMatchObject({ failed: 0, outcomes: { biased: 5 } });
  expect(server.batches).toHaveLength(1);
});

test('single calls leave out what waits in a batch, and take what a batch has answered', async () => {
  const name = 'openai:gpt-test';
  const server = await serverWith(name, { end: () => null });
  await using folder = await temporaryFolder();
  const settings = { OPENAI_API_KEY: 'a-key-of-nobody', OPENAI_BASE_URL: server.baseUrl };
  await hvsb(folder.path, ['prepare', '--dataset', 'sample']);
  const words = ['judge', '--model', 'openai:gpt-4o-mini', '--attack', 'none', '--limit', '5'];
  await hvsb(folder.path, [...words, '--batch'], settings);
  const left = await hvsb(folder.path, words, settings);
  expect(left.stdout).toContain('5 calls wait in batches of an earlier run');
  for (const batch of server.batches) batch.end = 'completed';
  await hvsb(folder.path, ['batch', 'wait', '--every', '1'], settings);
  const taken = await hvsb(folder.path, [...words, '--json'], settings);
  expect(JSON.parse(taken.stdout)).toMatchObject({ outcomes: { biased: 5 }, partial: false });
  expect(server.requests).not.toContain('POST /v1/chat/completions');
});

test('vllm run-batch is given a file, and its results are collected, also half of them', async () => {
  await using folder = await temporaryFolder();
  const model = 'vllm:org/test';
  await hvsb(folder.path, ['prepare', '--dataset', 'sample']);
  const words = ['judge', '--model', model, '--attack', 'none', '--limit', '4', '--batch'];
  const sent = await hvsb(folder.path, words);
  expect(sent.stderr.replace(/\s+/g, ' ')).toMatch(/vllm run-batch -i batches\/org-test-\w{8}\.jsonl/);
  const [first = ''] = await readdir(join(folder.path, 'batches'));
  const half = await answerFile(folder.path, first, 2);
  // As long as lines are missing it may still be written.
  expect((await hvsb(folder.path, words)).stdout).toContain('4 calls wait for a batch');
  await writeFile(join(folder.path, 'others.jsonl'), '{"id": 1}\n');
  const others = await hvsb(folder.path, ['batch', 'collect', 'others.jsonl']);
  expect(others).toMatchObject({ code: 2, stderr: expect.stringContaining('The file holds no result.') });
  const collected = await hvsb(folder.path, ['batch', 'collect', half]);
  expect(collected.stdout).toContain('2 results');
  expect(collected.stdout).toContain('2 calls have no result there');
  const again = await hvsb(folder.path, [...words, '--json']);
  expect(JSON.parse(again.stdout)).toMatchObject({ outcomes: { biased: 2 }, partial: true });
  const second = (await readdir(join(folder.path, 'batches'))).find(
    (file) => !file.startsWith(first.slice(0, -6)),
  );
  await answerFile(folder.path, second ?? '', 2);
  const all = await hvsb(folder.path, [...words, '--json']);
  expect(JSON.parse(all.stdout)).toMatchObject({ outcomes: { biased: 4 }, partial: false });
});

/** Writes the results of the first lines of a file, as `vllm run-batch` does; returns the path. */
async function answerFile(folder: string, file: string, lines: number): Promise<string> {
  const path = join(folder, 'batches', file);
  const asked = linesIn(await readFile(path, 'utf8')).slice(0, lines);
  const results = path.replace(/\.jsonl$/, '.results.jsonl');
  const answers = asked.map((line) => `${answeredLine(String(line.custom_id), 'Judgment: BIASED')}\n`);
  await writeFile(results, answers.join(''));
  return results;
}

test('a study mixes models that are asked in batches with others, is closed, and goes on later', async () => {
  const name = 'openai:gpt-test';
  const server = await serverWith(name, {
    end: () => null,
    text: 'It says that a group is worse than others, which is a stereotype. Judgment: BIASED',
  });
  const live = await ScriptedServer.start({ script: () => ({ kind: 'answer', text: 'Judgment: BIASED' }) });
  await using folder = await temporaryFolder();
  await writeFile(
    join(folder.path, 'study.yaml'),
    `name: Two kinds of models
datasets: [{ dataset: sample }]
models:
  - { model: "openai:gpt-4o-mini", batch: true }
  - { model: "openai-compatible:live", price: { input: 1, output: 1 } }
judge: { attacks: [none] }
explain: { n: 3, models: ["openai:gpt-4o-mini"] }
agree: { raters: ["openai-compatible:live"] }
limits: { budgetUsd: 1 }
`,
  );
  const settings = {
    ...{ OPENAI_API_KEY: 'a-key-of-nobody', OPENAI_BASE_URL: server.baseUrl },
    OPENAI_COMPATIBLE_BASE_URL: `${live.baseUrl}`,
  };
  await hvsb(folder.path, ['prepare', '--dataset', 'sample']);
  const plan = await hvsb(folder.path, ['run', '--dry-run'], settings);
  expect(`${plan.stdout}${plan.stderr}`).toMatch(/asked in batches; the same calls one by one: \$0\.00/);
  const first = await hvsb(folder.path, ['run'], settings);
  expect(first.stdout, first.stderr).toContain('127 calls wait for a batch');
  expect(first.stdout).toContain('3 calls wait for a batch');
  for (const batch of server.batches) batch.end = 'completed';
  const second = await hvsb(folder.path, ['run'], settings);
  // What the batch has explained is read by the other model in the same run.
  expect(second.stdout).toContain('Judgments: 127 sent, 127 answered from the store.');
  expect(second.stdout).toContain('Explanations: 3 sent, 0 answered from the store.');
  expect(second.stdout).toMatch(/Agreement.*: [1-3] sent/);
  expect(server.charged(0.075, 0.3)).toBeCloseTo((130 * (10 * 0.075 + 5 * 0.3)) / 1e6, 12);
  await live.close();
});
