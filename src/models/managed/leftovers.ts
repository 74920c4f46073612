import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, hostname } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Environment } from '../provider.ts';
import { findProcess, processesMarked } from './process-table.ts';
import { type ProcessGroup, stopGroup, thisProcess } from './server-process.ts';

/** What is written down of a server while it runs, so that a later run can find it. */
export interface ServerRecord {
  readonly mark: string;
  /** The command as it would be typed. */
  readonly command: string;
  readonly host: string;
  /** The program that started it. */
  readonly owner: { readonly pid: number; readonly startedAt: string };
  /** Leader of the server's process group; null before it runs. */
  readonly server: { readonly pid: number; readonly startedAt: string } | null;
}

/** A server that a run left behind and that was ended now. */
export interface StoppedLeftover {
  readonly command: string;
  readonly pid: number | null;
}

/** Where servers are written down: a folder of the user, because a GPU is shared by all of a user's studies. */
export function recordsFolder(environment: Environment): string {
  const xdg = environment.XDG_STATE_HOME?.trim() ?? '';
  return join(isAbsolute(xdg) ? xdg : join(homedir(), '.local', 'state'), 'hvsb', 'servers');
}

/** Writes down that a server is about to be started; before it is, so that no moment of a kill leaves one unknown. */
export function recordServer(folder: string, mark: string, command: string): ServerRecord {
  const record = { mark, command, host: hostname(), owner: thisProcess(), server: null };
  mkdirSync(folder, { recursive: true });
  write(folder, record);
  return record;
}

/** Writes down the process that a server runs as. */
export function recordProcess(folder: string, record: ServerRecord, pid: number): void {
  write(folder, { ...record, server: { pid, startedAt: findProcess(pid)?.startedAt ?? '' } });
}

/** The server has ended. */
export function removeRecord(folder: string, { mark }: Pick<ServerRecord, 'mark'>): void {
  rmSync(fileOf(folder, mark), { force: true });
}

/**
 * Ends the servers that runs of this user on this machine started and left behind, because they were killed. A server is known by its
 * number and the moment it started, or by its mark; one of a run that still goes on, or that anybody else started, is left alone.
 */
export async function stopLeftovers(folder: string): Promise<readonly StoppedLeftover[]> {
  const stopped: StoppedLeftover[] = [];
  for (const record of recordsIn(folder)) {
    if (record.host !== hostname() || isRunning(record.owner)) continue;
    const group = groupOf(record);
    if (group !== null) {
      await stopGroup(group);
      stopped.push({ command: record.command, pid: record.server?.pid ?? null });
    }
    removeRecord(folder, record);
  }
  return stopped;
}

/** What is left of a server; null where nothing is. */
function groupOf({ mark, server }: ServerRecord): ProcessGroup | null {
  if (server !== null && isRunning(server)) return { group: server.pid, mark };
  const marked = processesMarked(mark);
  if (marked.length === 0) return null;
  // A group keeps its number as long as anything is in it.
  const leader = server?.pid ?? marked[0]?.pid ?? null;
  return { group: marked.some(({ group }) => group === leader) ? leader : null, mark };
}

function isRunning({ pid, startedAt }: { readonly pid: number; readonly startedAt: string }): boolean {
  return startedAt !== '' && findProcess(pid)?.startedAt === startedAt;
}

function recordsIn(folder: string): readonly ServerRecord[] {
  let names: readonly string[];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    try {
      const record: unknown = JSON.parse(readFileSync(join(folder, name), 'utf8'));
      return isRecord(record) && name === `${record.mark}.json` ? [record] : [];
    } catch {
      // Another run is writing or removing it.
      return [];
    }
  });
}

function isRecord(value: unknown): value is ServerRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { mark, command, host, owner, server } = value as Partial<Record<keyof ServerRecord, unknown>>;
  return (
    typeof mark === 'string' &&
    /^[0-9a-f-]{36}$/.test(mark) &&
    typeof command === 'string' &&
    typeof host === 'string' &&
    isNamedProcess(owner) &&
    (server === null || isNamedProcess(server))
  );
}

function isNamedProcess(value: unknown): value is ServerRecord['owner'] {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, startedAt } = value as Partial<Record<'pid' | 'startedAt', unknown>>;
  return typeof pid === 'number' && Number.isSafeInteger(pid) && pid > 1 && typeof startedAt === 'string';
}

function fileOf(folder: string, mark: string): string {
  return join(folder, `${mark}.json`);
}

/** Whole or not at all. */
function write(folder: string, record: ServerRecord): void {
  const path = fileOf(folder, record.mark);
  writeFileSync(`${path}.new`, JSON.stringify(record), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
