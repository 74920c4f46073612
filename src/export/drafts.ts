import { hash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** `draft`: what is being written; `earlier`: what it is about to replace. */
type DraftKind = 'draft' | 'earlier';

const host = hash('sha256', hostname(), 'hex').slice(0, 6);

/**
 * A name beside a file or folder for what is to become it, or has been it, while that is under way. It says which process of which
 * machine is at work, so that what a killed one left is not taken for what another is writing.
 */
export function draftPath(target: string, kind: DraftKind = 'draft', prefix = ''): string {
  const name = `${prefix}${basename(target)}.${host}-${process.pid}-${randomUUID().slice(0, 8)}-${kind}.part`;
  return join(dirname(target), name);
}

/**
 * Removes what killed processes of this machine left of earlier writings of the same file or folder. Where one was killed while it
 * put the new in the place of the old, the old comes back first.
 */
export async function removeAbandonedDrafts(target: string): Promise<void> {
  const folder = dirname(target);
  const own = new RegExp(
    `^\\.?${RegExp.escape(basename(target))}\\.${host}-(\\d+)-[0-9a-f]{8}-(draft|earlier)\\.part$`,
  );
  for (const name of await readdir(folder).catch((): string[] => [])) {
    const [, pid, kind] = own.exec(name) ?? [];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const path = join(folder, name);
    if (kind === 'earlier' && !existsSync(target)) await rename(path, target);
    else await rm(path, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user is alive too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
