import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The program, as a user starts it. */
export const hvsbProgram = fileURLToPath(new URL('../../bin/hvsb.js', import.meta.url));
/** Each of some two hundred starts takes half the processor time where Node finds its modules compiled. */
export const compileCache = fileURLToPath(new URL('../../node_modules/.cache/hvsb-tests', import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Real keys of the machine must not reach a test. */
export function environment(extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env;
  return { PATH, HOME, TMPDIR, NO_COLOR: '1', NODE_COMPILE_CACHE: compileCache, ...extra };
}

/** Starts the program as a user would, in a folder of its own. */
export function startHvsb(
  folder: string,
  words: readonly string[],
  extra: Readonly<Record<string, string>> = {},
): ChildProcess {
  return spawn(process.execPath, [hvsbProgram, ...words], { cwd: folder, env: environment(extra) });
}

/** Runs the program to its end. */
export async function hvsb(
  folder: string,
  words: readonly string[],
  extra: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  return finished(startHvsb(folder, words, extra));
}

/** Waits for the end of a started program and gives what it printed. */
export function finished(child: ChildProcess): Promise<Finished> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** A folder that is removed when the test is over. */
export async function temporaryFolder(): Promise<{
  readonly path: string;
  [Symbol.asyncDispose](): Promise<void>;
}> {
  const path = await mkdtemp(join(tmpdir(), 'hvsb-test-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
