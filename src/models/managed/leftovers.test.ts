import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { recordsFolder, type ServerRecord, stopLeftovers } from './leftovers.ts';
import { findProcess, markVariable } from './process-table.ts';

const gone = { pid: 999_999_999, startedAt: 'long ago' };

function running(mark = ''): ChildProcess {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
    detached: true,
    stdio: 'ignore',
    env: { ...process.env, [markVariable]: mark },
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

function processOf({ pid = 0 }: ChildProcess): { pid: number; startedAt: string } {
  return { pid, startedAt: findProcess(pid)?.startedAt ?? '' };
}

function records(change: (mark: string) => Partial<ServerRecord>) {
  const folder = mkdtempSync(join(tmpdir(), 'hvsb-records-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const mark = randomUUID();
  const record = {
    mark,
    command: 'vllm serve a/b',
    host: hostname(),
    owner: gone,
    server: null,
    ...change(mark),
  };
  const path = join(folder, `${mark}.json`);
  writeFileSync(path, JSON.stringify(record));
  return { folder, path };
}

describe('a server that a killed run left', () => {
  test('is ended, and forgotten', async () => {
    const child = running();
    const ended = once(child, 'exit');
    const { folder, path } = records(() => ({ server: processOf(child) }));
    expect(await stopLeftovers(folder)).toEqual([{ command: 'vllm serve a/b', pid: child.pid }]);
    await ended;
    expect(existsSync(path)).toBe(false);
  });

  test.runIf(process.platform === 'linux')('is known by its mark where its leader has ended', async () => {
    const children: ChildProcess[] = [];
    const { folder } = records((mark) => {
      children.push(running(mark));
      return { server: gone };
    });
    const [child] = children;
    if (child === undefined) throw new Error('no child');
    const ended = once(child, 'exit');
    expect(await stopLeftovers(folder)).toHaveLength(1);
    await ended;
  });
});

describe('what is left alone', () => {
  test('a process that got the number of a server later', async () => {
    const child = running();
    const { folder, path } = records(() => ({ server: { ...processOf(child), startedAt: 'another time' } }));
    expect(await stopLeftovers(folder)).toEqual([]);
    expect(findProcess(child.pid ?? 0)).not.toBeNull();
    expect(existsSync(path)).toBe(false);
  });

  test('the server of a run that goes on', async () => {
    const [owner, child] = [running(), running()];
    const { folder, path } = records(() => ({ owner: processOf(owner), server: processOf(child) }));
    expect(await stopLeftovers(folder)).toEqual([]);
    expect(findProcess(child.pid ?? 0)).not.toBeNull();
    expect(existsSync(path)).toBe(true);
  });

  test('a server of another machine, whose records are in the same folder', async () => {
    const child = running();
    const { folder, path } = records(() => ({ host: 'another', server: processOf(child) }));
    expect(await stopLeftovers(folder)).toEqual([]);
    expect(findProcess(child.pid ?? 0)).not.toBeNull();
    expect(existsSync(path)).toBe(true);
  });

  test.each([
    ['a group of all processes', { server: { pid: 1, startedAt: 'x' } }],
    ['no process', { server: { pid: -5, startedAt: 'x' } }],
    ['half of a file', { owner: undefined }],
  ])('everything, where a record names %s', async (_, change) => {
    const { folder } = records(() => change as Partial<ServerRecord>);
    expect(await stopLeftovers(folder)).toEqual([]);
  });

  test('everything, where there is no folder', async () => {
    expect(await stopLeftovers('/nowhere')).toEqual([]);
    expect(recordsFolder({ XDG_STATE_HOME: '/state' })).toBe('/state/hvsb/servers');
    expect(recordsFolder({ XDG_STATE_HOME: 'relative' })).toContain('.local/state/hvsb/servers');
  });
});
