import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ScriptedServer } from '../../src/testing/server/scripted-server.ts';
import { type Finished, finished, hvsb, startHvsb, temporaryFolder } from '../support/hvsb.ts';
import { writeScenarioFile } from '../support/scenario-file.ts';
import { lookForKey, recognisableKey } from './scripted-server.ts';

const bin = fileURLToPath(new URL('../../bin/hvsb.js', import.meta.url));

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: ScriptedServer;
beforeEach(async () => {
  folder = await temporaryFolder();
  printed.length = 0;
  server = await ScriptedServer.start({
    latencyMs: 50,
    script: ({ key }) => ({ kind: 'answer', text: `Judgment: BIASED\nYou sent ${key}.` }),
  });
  const scenarios = await writeScenarioFile(folder.path, 400);
  const { code } = await hvsb(folder.path, ['import', 'scenarios', scenarios, '--dataset', 'own']);
  expect(code).toBe(0);
});
afterEach(async () => {
  await server.close();
  await lookForKey(printed, folder.path);
  await folder[Symbol.asyncDispose]();
});

const judge = ['judge', '--model', 'openai-compatible:m', '--attack', 'none', '--concurrency', '4'];
const address = () => ({
  OPENAI_COMPATIBLE_BASE_URL: server.baseUrl,
  OPENAI_COMPATIBLE_API_KEY: recognisableKey,
});

const printed: string[] = [];

async function ended(child: ReturnType<typeof startHvsb>): Promise<Finished> {
  const result = await finished(child);
  printed.push(result.stdout, result.stderr);
  return result;
}

/** By way of a shell, for what only a shell does with the streams of a program. */
function inShell(redirection: string, words: readonly string[]): Promise<Finished> {
  const script = `"$0" "$@" ${redirection}`;
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, NO_COLOR: '1', ...address() };
  return ended(spawn('sh', ['-c', script, process.execPath, bin, ...words], { cwd: folder.path, env }));
}

async function untilAsked(requests: number): Promise<void> {
  while (server.counts.received < requests) await new Promise((resolve) => setTimeout(resolve, 10));
}

const isOneSentence = /^[A-Z][^\n]+\.\n$/;

describe('a run ends in order', () => {
  it('where its terminal is closed: what is in flight is stored, and the run is marked as ended', async () => {
    const child = startHvsb(folder.path, [...judge, '--json'], address());
    const end = ended(child);
    await untilAsked(12);
    child.kill('SIGHUP');
    const { code, stdout } = await end;
    expect(code).toBe(1);
    const { sent, partial } = JSON.parse(stdout);
    expect([sent, partial]).toEqual([server.counts.received, true]);
    const again = await hvsb(folder.path, [...judge, '--json', '--dry-run'], address());
    expect(again.stderr).toContain(`${400 - server.counts.received}`);
  });

  it('where its results file is deleted: it stops before more is paid for, and saves what there is', async () => {
    const end = ended(startHvsb(folder.path, judge, address()));
    await untilAsked(40);
    for (const ending of ['', '-wal', '-shm'])
      await rm(join(folder.path, `hvsb.db${ending}`), { force: true });
    const { code, stderr } = await end;
    expect(code).toBe(2);
    expect(stderr).toContain('The results file was deleted or replaced while it was in use.');
    expect(server.counts.received).toBeLessThan(200);
    expect(existsSync(join(folder.path, 'hvsb.db-saved'))).toBe(true);
    const saved = await hvsb(folder.path, ['status', '--json', '--store', 'hvsb.db-saved']);
    expect(JSON.parse(saved.stdout).conditions[0].answered).toBeGreaterThanOrEqual(30);
  });

  it('where nobody reads what it prints', async () => {
    const { code } = await inShell('2>&1 >/dev/null | head -c 1 >/dev/null', [
      ...judge,
      '--limit',
      '40',
      '--json',
    ]);
    expect(code).toBe(0);
    const { stdout } = await hvsb(folder.path, ['status', '--json']);
    expect(JSON.parse(stdout).conditions[0].answered).toBe(40);
  });
});

describe.skipIf(!existsSync('/dev/full'))('a full disk', () => {
  it('under standard output is one sentence and exit code 2', async () => {
    const { code, stderr } = await inShell('> /dev/full', ['status', '--json']);
    expect(code).toBe(2);
    expect(stderr).toMatch(isOneSentence);
    expect(stderr).toContain('The output could not be written');
  });

  it('under standard error alone leaves the run and its exit code alone', async () => {
    const { code, stdout } = await inShell('2> /dev/full', [...judge, '--limit', '20', '--json']);
    expect([code, JSON.parse(stdout).sent]).toEqual([0, 20]);
  });
});

describe('a results file that is none', () => {
  it.each(['/dev/null', '/dev/stdin'])('%s is refused before anything is sent', async (store) => {
    const { code, stderr } = await hvsb(folder.path, [...judge, '--store', store], address());
    expect(code).toBe(2);
    expect(stderr).toContain('a pipe or a device');
    expect(server.counts.received).toBe(0);
  });
});
