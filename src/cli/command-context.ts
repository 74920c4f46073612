import type { Extensions } from '../study/extensions/define-config.ts';

/** What a command may touch of the world. */
export interface CommandContext {
  /** Environment variables, those of `.env` included. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Results. */
  readonly stdout: NodeJS.WriteStream;
  /** Progress, plans, notices. */
  readonly stderr: NodeJS.WriteStream;
  /** What `hvsb.config.ts` or `--config` adds, loaded when it is first asked for. @throws UsageError */
  readonly extensions: () => Promise<Extensions>;
  /** What `--config` names; absent where it was not given. */
  readonly config?: string | undefined;
  exitCode: number;
  /** True once the user has asked to stop: what is under way ends, nothing more begins. */
  interrupted: boolean;
}

/** `findings`: the command did its work and something in it failed or is missing. */
export const exitCodes = { done: 0, findings: 1, couldNotRun: 2, undecided: 3 } as const;

/** Columns of the terminal; elsewhere what COLUMNS says, else 100. */
export function terminalWidth({ stdout, environment }: CommandContext): number {
  const given = Number(environment.COLUMNS);
  return stdout.columns || (Number.isSafeInteger(given) && given > 0 ? given : 100);
}

/** One object, on standard output, for other programs. Shapes: docs/json.md. */
export function printJson(context: CommandContext, value: object): void {
  context.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** Ctrl-C, a request to end, and a terminal that is closed. */
export const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Resolves at one of `stopSignals`. */
export function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of stopSignals) process.once(signal, () => resolve());
  });
}

/** 12345 → `12,345`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** Dollars; four decimals below ten cents so that small runs do not read as free. */
export function formatUsd(amount: number): string {
  const digits = amount !== 0 && amount < 0.1 ? 4 : 2;
  return `$${amount.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}

/** Seconds → `8 s`, `3 min 20 s`, `2 h 05 min`. */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`;
}

/** A word as it would be typed: in quotes where a shell would divide or change it. */
export function shellWord(word: string): string {
  return /^[\w./:@%+,=~-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
