import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** A process of this machine that has not ended. */
export interface RunningProcess {
  readonly pid: number;
  readonly group: number;
  /** When it started, in whatever words the system has: the same number again is another process where this differs. */
  readonly startedAt: string;
}

/** Variable in which each process of a server carries the server's mark. */
export const markVariable = 'HVSB_SERVER';

/** The process of this number; null where there is none, or where it has ended and only its parent has not asked yet. */
export function findProcess(pid: number): RunningProcess | null {
  return process.platform === 'linux' ? fromProc(pid) : (fromPs(['-p', String(pid)])[0] ?? null);
}

/** All processes of a group. */
export function processesOfGroup(group: number): readonly RunningProcess[] {
  const all = process.platform === 'linux' ? pids().flatMap((pid) => fromProc(pid) ?? []) : fromPs(['-A']);
  return all.filter((one) => one.group === group);
}

/** All processes that carry this mark, also those that left their group. Empty where the system does not show variables. */
export function processesMarked(mark: string): readonly RunningProcess[] {
  if (process.platform !== 'linux') return [];
  const wanted = `${markVariable}=${mark}`;
  return pids().flatMap((pid) => {
    const variables = read(`/proc/${pid}/environ`)?.split('\0') ?? [];
    return variables.includes(wanted) ? (fromProc(pid) ?? []) : [];
  });
}

function pids(): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** `PID (name) state parent group …`, the start as the 22nd; the name may hold anything. */
function fromProc(pid: number): RunningProcess | null {
  const text = read(`/proc/${pid}/stat`);
  if (text === null) return null;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state = '', , group = '0'] = fields;
  if (/^[ZXx]/.test(state)) return null;
  // Ticks since the machine started: another start of it has another name.
  const boot = read('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
  return { pid, group: Number(group), startedAt: `${boot} ${fields[19]}` };
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function fromPs(which: readonly string[]): readonly RunningProcess[] {
  try {
    const format = 'pid=,pgid=,state=,lstart=';
    const environment = { ...process.env, LC_ALL: 'C' };
    const text = execFileSync('ps', [...which, '-o', format], {
      encoding: 'utf8',
      env: environment,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return text.split('\n').flatMap((line) => {
      const [, pid, group, state = '', startedAt = ''] =
        /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.+?)\s*$/.exec(line) ?? [];
      return pid === undefined || state.startsWith('Z')
        ? []
        : [{ pid: Number(pid), group: Number(group), startedAt }];
    });
  } catch {
    return [];
  }
}
