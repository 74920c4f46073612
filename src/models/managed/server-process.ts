import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { findProcess, processesMarked, processesOfGroup } from './process-table.ts';

/** How long a server may take to end when it is asked to. */
const graceMs = 10_000;
const pollMs = 50;

/** How a process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why it could not be started at all; null where it ran. */
  readonly error: NodeJS.ErrnoException | null;
}

/** What is known of a process that leads a group of its own. */
export interface ProcessGroup {
  /** Null where the group is not known to be the server's any more: then its mark alone says which processes are. */
  readonly group: number | null;
  readonly mark: string;
}

/** A program in a process group of its own, which does not outlive this process where that can be helped. */
export class ServerProcess {
  readonly mark: string;
  /** Resolves when the process has ended, or could not be started. */
  readonly ended: Promise<ProcessEnd>;
  readonly #child: ChildProcess;
  #end: ProcessEnd | null = null;

  /** @param output file descriptor that both outputs are written to */
  constructor(
    command: string,
    args: readonly string[],
    { mark, output, environment }: { mark: string; output: number; environment: NodeJS.ProcessEnv },
  ) {
    this.mark = mark;
    this.#child = spawn(command, args, {
      // A group of its own: Ctrl-C in the terminal reaches this program alone, which ends the server in order.
      detached: true,
      stdio: ['ignore', output, output],
      env: environment,
    });
    this.ended = new Promise((resolve) => {
      const settle = (end: ProcessEnd) => {
        this.#end ??= end;
        resolve(this.#end);
      };
      this.#child.once('error', (error) => settle({ code: null, signal: null, error }));
      this.#child.once('exit', (code, signal) => settle({ code, signal, error: null }));
    });
    guard(this);
    // Waiting for calls keeps this process alive, a server by itself does not.
    this.#child.unref();
  }

  /** Null while it runs. */
  get end(): ProcessEnd | null {
    return this.#end;
  }

  /** Null where it could not be started. */
  get pid(): number | null {
    return this.#child.pid ?? null;
  }

  /** Ends the whole group: asks, and after ten seconds, or once `atOnce` is aborted, does not ask any more. */
  async stop(atOnce: AbortSignal): Promise<void> {
    if (this.pid !== null) await stopGroup({ group: this.pid, mark: this.mark }, atOnce);
    unguard(this);
  }

  /** Ends the whole group without waiting, for when this process ends. */
  kill(): void {
    if (this.pid !== null) signalGroup({ group: this.pid, mark: this.mark }, 'SIGKILL');
  }
}

/** Ends all processes of a group, and those that left it but carry its mark. */
export async function stopGroup(group: ProcessGroup, atOnce?: AbortSignal): Promise<void> {
  signalGroup(group, 'SIGTERM');
  const until = performance.now() + graceMs;
  while (isAlive(group) && performance.now() < until && atOnce?.aborted !== true) await wait(pollMs);
  for (let round = 0; isAlive(group) && round < graceMs / pollMs; round += 1) {
    signalGroup(group, 'SIGKILL');
    await wait(pollMs);
  }
}

function isAlive({ group, mark }: ProcessGroup): boolean {
  return (group !== null && processesOfGroup(group).length > 0) || processesMarked(mark).length > 0;
}

function signalGroup({ group, mark }: ProcessGroup, signal: NodeJS.Signals): void {
  if (group !== null && process.platform === 'win32') {
    // There are no groups; this ends a process with those that it started.
    spawnSync('taskkill', ['/pid', String(group), '/T', '/F'], { stdio: 'ignore' });
  } else if (group !== null) send(-group, signal);
  for (const { pid, group: own } of processesMarked(mark)) if (own !== group) send(pid, signal);
}

function send(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal);
  } catch {
    // It has ended by itself.
  }
}

/** Servers that run now; while there are any, the end of this process is theirs. */
const guarded = new Set<ServerProcess>();
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function guard(server: ServerProcess): void {
  if (guarded.size === 0) {
    process.on('exit', killAll);
    for (const signal of signals) process.on(signal, endWith);
  }
  guarded.add(server);
}

function unguard(server: ServerProcess): void {
  if (!guarded.delete(server) || guarded.size > 0) return;
  process.off('exit', killAll);
  for (const signal of signals) process.off(signal, endWith);
}

function killAll(): void {
  for (const server of guarded) server.kill();
}

/** Where nobody else listens, the signal would have ended this process, and does so now. */
function endWith(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  killAll();
  for (const each of signals) process.off(each, endWith);
  process.kill(process.pid, signal);
}

/** This process, as others can recognise it. */
export function thisProcess(): { readonly pid: number; readonly startedAt: string } {
  return { pid: process.pid, startedAt: findProcess(process.pid)?.startedAt ?? '' };
}
