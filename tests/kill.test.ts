import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ScriptedServer } from '../src/testing/server/scripted-server.ts';
import { hvsb, startHvsb, temporaryFolder } from './support/hvsb.ts';
import { writeScenarioFile } from './support/scenario-file.ts';
import { seededChance } from './support/seeded-chance.ts';
import { thorough } from './support/thorough.ts';

const scenarios = thorough ? 5000 : 2000;
const kills = thorough ? 20 : 6;
const concurrency = 8;

describe(`a run that is killed ${kills} times`, () => {
  it('ends with every answer once, and sends no more again than was in flight', {
    timeout: 240_000,
  }, async () => {
    const chance = seededChance('the moments of the kills');
    await using folder = await temporaryFolder();
    await using server = await disposableServer();
    const address = { OPENAI_COMPATIBLE_BASE_URL: server.baseUrl };
    const file = await writeScenarioFile(folder.path, scenarios);
    expect((await hvsb(folder.path, ['import', 'scenarios', file, '--dataset', 'desk'])).code).toBe(0);
    const judge = [
      ...['judge', '--dataset', 'desk', '--model', 'openai-compatible:scripted', '--attack', 'none'],
      ...['--concurrency', String(concurrency), '--json'],
    ];

    for (let kill = 0; kill < kills; kill += 1) {
      const before = server.counts.received;
      const child = startHvsb(folder.path, judge, address);
      const closed = once(child, 'close');
      while (server.counts.received === before && child.exitCode === null) await wait(5);
      await wait(chance() * 300);
      child.kill('SIGKILL');
      await closed;
    }
    expect(server.counts.received).toBeLessThan(scenarios);

    const last = await hvsb(folder.path, judge, address);
    expect(last.stderr).not.toContain('fault');
    expect(last.code).toBe(0);
    const result = JSON.parse(last.stdout);
    expect(result).toMatchObject({ planned: scenarios, failed: 0, partial: false });
    expect(result.stored + result.sent).toBe(scenarios);

    const rows = await exportedJudgments(folder.path);
    expect(rows).toHaveLength(scenarios);
    expect(new Set(rows.map((row) => row.scenario_id)).size).toBe(scenarios);
    expect(server.counts.contents).toBe(scenarios);
    expect(server.counts.repeated).toBeLessThanOrEqual(concurrency * kills);
  });
});

async function disposableServer(): Promise<ScriptedServer & AsyncDisposable> {
  const server = await ScriptedServer.start({ latencyMs: 15 });
  return Object.assign(server, { [Symbol.asyncDispose]: () => server.close() });
}

async function exportedJudgments(folder: string): Promise<readonly { readonly scenario_id: string }[]> {
  const out = join(folder, 'judgments.jsonl');
  const exported = await hvsb(folder, ['export', '--table', 'judgments', '--format', 'jsonl', '--out', out]);
  expect(exported.code).toBe(0);
  return (await readFile(out, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}
