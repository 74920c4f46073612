import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ScriptedServer } from '../../src/testing/server/scripted-server.ts';
import { hvsb, temporaryFolder } from '../support/hvsb.ts';
import { neededPostgres, PostgresServer } from '../support/postgres.ts';

describe('hvsb run on a store in PostgreSQL', neededPostgres(), () => {
  let server: PostgresServer;
  let model: ScriptedServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  // One for each test and each time that it is tried: it counts which prompts come again.
  beforeEach(async () => {
    let count = 0;
    model = await ScriptedServer.start({
      latencyMs: 40,
      script: ({ rawBody }) => {
        count += 1;
        const usage = { inputTokens: 40, outputTokens: 4 };
        if (rawBody.includes('AGREE or DISAGREE')) return { kind: 'answer', text: 'AGREE', ...usage };
        if (!rawBody.includes('Explanation:')) return { kind: 'answer', text: 'Judgment: BIASED', ...usage };
        return { kind: 'answer', text: `Explanation: it generalises, as number ${count} says.`, ...usage };
      },
    });
  });
  afterEach(async () => {
    await model?.close();
  });
  afterAll(async () => {
    await server?.remove();
  });

  /** A study of two models, the second of which needs a GPU, in a folder and a schema of its own. */
  async function begin(budgetTokens = 900_000) {
    const folder = await temporaryFolder();
    const choice = (name: string, more = '') =>
      `  - { model: 'openai-compatible:${name}', baseUrl: '${model.baseUrl}'${more} }`;
    const store = server.emptyStore();
    const study = [
      ...[`store: ${store}`, 'datasets: [sample]', 'models:', choice('a'), choice('b', ', needs: [gpu]')],
      ...['judge: { attacks: [none, targeted] }', 'explain: { n: 12 }', 'agree: {}'],
      ...[`limits: { concurrency: 8, budgetTokens: ${budgetTokens} }`, ''],
    ];
    await writeFile(join(folder.path, 'study.yaml'), study.join('\n'));
    const run = (...words: readonly string[]) => hvsb(folder.path, ['run', 'study.yaml', '--json', ...words]);
    return { folder, store, run, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
  }

  it('is divided between workers that run at the same time', { timeout: 240_000 }, async () => {
    await using study = await begin();
    const before = model.counts.repeated;
    const workers = await Promise.all([study.run('--labels', 'gpu'), study.run('--labels', 'gpu,eu')]);
    const sent = workers.map(({ code, stdout, stderr }) => {
      expect([code, stderr]).toEqual([0, expect.any(String)]);
      const { judged, explained, agreed } = JSON.parse(stdout);
      return [judged, explained, agreed].map((stage) => stage.sent);
    });
    const sums = [0, 1, 2].map((at) => sent.reduce((sum, own) => sum + (own[at] ?? 0), 0));
    expect(sums).toEqual([2 * 2 * 127, 24, 48]);
    expect(Math.min(...sent.map(([judged = 0]) => judged))).toBeGreaterThan(40);
    expect(model.counts.repeated).toBe(before);

    const status = await hvsb(study.folder.path, ['status', '--json', '--store', study.store]);
    const { work } = JSON.parse(status.stdout);
    expect(work.workers).toMatchObject([
      { state: 'ended', command: 'hvsb run study.yaml' },
      { state: 'ended' },
    ]);
    const calls = work.workers.reduce((sum: number, worker: { calls: number }) => sum + worker.calls, 0);
    expect(calls).toBe(sums.reduce((sum, count) => sum + count, 0));
    expect(
      work.ranges.every((own: { waiting: number; active: number }) => own.waiting + own.active === 0),
    ).toBe(true);
    // Four tokens of each answer and forty of each question, and nothing that was only reserved.
    expect(work.takenTokens).toBe(44 * calls);
    const again = JSON.parse((await study.run('--labels', 'gpu')).stdout);
    expect([again.judged.sent, again.explained.sent, again.agreed.sent]).toEqual([0, 0, 0]);
  });

  it('stops when the budget of all workers is used up, and not before', { timeout: 240_000 }, async () => {
    await using study = await begin(12_000);
    const before = model.counts.received;
    const workers = await Promise.all([study.run('--labels', 'gpu'), study.run('--labels', 'gpu')]);
    for (const { code, stderr } of workers)
      expect([code, stderr]).toEqual([1, expect.stringContaining('The budget that all workers share')]);
    const spent = 44 * (model.counts.received - before);
    expect(spent).toBeLessThanOrEqual(12_000);
    // The last call may need a thousand, as far as anybody knows before it is answered.
    expect(spent).toBeGreaterThan(9_000);
    const status = await hvsb(study.folder.path, ['status', '--json', '--store', study.store]);
    expect(JSON.parse(status.stdout).work.takenTokens).toBe(spent);
  });

  it('leaves models to machines that can ask them, and agreeing until all have explained', {
    timeout: 240_000,
  }, async () => {
    await using study = await begin();
    const first = await study.run();
    expect(first.code).toBe(1);
    expect(first.stderr).toMatch(
      /Nobody works on \d+ ranges? of the stage "explain" \(openai-compatible:b\)\. What builds on it follows/,
    );
    expect(first.stderr).toContain('Nobody asks openai-compatible:b in the stage "judge" now');
    const { judged, agreed } = JSON.parse(first.stdout);
    expect([judged.models.length, judged.sent, agreed]).toEqual([1, 254, null]);
    const second = await study.run(
      '--only-models',
      'openai-compatible:b',
      '--labels',
      'gpu',
      '--ranges',
      '1',
    );
    // Its own part is complete, the study is not.
    expect([second.code, second.stderr]).toEqual([
      1,
      expect.stringContaining('Nobody asks openai-compatible:a in the stage "agree" now'),
    ]);
    expect(JSON.parse(second.stdout)).toMatchObject({
      judged: { sent: 254 },
      explained: { sent: 12 },
      agreed: { sent: 24 },
    });
    const third = await study.run('--labels', 'gpu');
    expect(third.code).toBe(0);
    expect(JSON.parse(third.stdout)).toMatchObject({ judged: { sent: 0 }, agreed: { sent: 24 } });
  });

  it('says so where the others have another study file', { timeout: 240_000 }, async () => {
    await using study = await begin();
    const other = (await readFile(join(study.folder.path, 'study.yaml'), 'utf8')).replace(', targeted', '');
    await writeFile(join(study.folder.path, 'other.yaml'), other);
    const words = ['--labels', 'gpu'];
    const runs = await Promise.all([
      study.run(...words),
      hvsb(study.folder.path, ['run', 'other.yaml', '--json', ...words]),
    ]);
    for (const { code, stderr } of runs) expect([code, stderr]).toEqual([0, expect.any(String)]);
    expect(runs.map(({ stderr }) => stderr).join('')).toMatch(
      /Other workers have a study file that asks something else of openai-compatible:a, openai-compatible:b in the stage "judge"/,
    );
  });

  it('says what is wrong before anything is asked', { timeout: 120_000 }, async () => {
    await using study = await begin();
    const before = model.counts.received;
    const unknown = await study.run('--only-models', 'openai-compatible:c');
    expect([unknown.code, unknown.stderr]).toEqual([
      2,
      expect.stringContaining('The study has no model "openai-compatible:c".'),
    ]);
    await hvsb(study.folder.path, ['prepare', '--dataset', 'sample', '--store', study.store]);
    await study.run('--dry-run');
    const idle = await study.run('--only-models', 'openai-compatible:b', '--labels', 'eu');
    expect(idle.code).toBe(1);
    const schema = `${new URL(study.store).searchParams.get('schema')}_work`;
    await server.run(
      'study',
      `insert into ${schema}.worker (run, host, pid, command, settings, models, session, seen_at)
      select number, 'far', 7, 'hvsb run', '{"hvsb": "0.0.9", "parsers": "2.2.2.2.1"}', '[]', 1, now() + interval '1 h'
      from ${schema}.shared_run`,
    );
    const refused = await study.run('--labels', 'gpu');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(
      /This worker differs from process 7 on far, which works on the same store\./,
    );
    expect(refused.stderr).toMatch(
      /expected: hvsb 0\.0\.9, parsers 2\.2\.2\.2\.1\n\s+found: +hvsb 0\.1\.0, parsers 2\.2\.2\.2\.2/,
    );
    expect(model.counts.received).toBe(before);
  });
});
