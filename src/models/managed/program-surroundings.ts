import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { UsageError } from '../../errors/errors.ts';
import { isVariableOfFile } from '../keys/key-hosts.ts';
import type { Environment, Provider } from '../provider.ts';
import { type ServedModel, type ServerProgram, serverPrograms } from './server-programs.ts';

/** Where the program is; null where it is not installed. A variable of a file named `.env` does not count: it may be from anybody. */
export function executableOf(
  { executable, variable }: ServerProgram,
  environment: Environment,
): string | null {
  const named = isVariableOfFile(environment, variable) ? '' : (environment[variable]?.trim() ?? '');
  if (named.includes('/')) return isExecutable(named) ? resolve(named) : null;
  const folders = (environment.PATH ?? process.env.PATH ?? '').split(delimiter);
  const wanted = named === '' ? executable : named;
  return folders.map((folder) => join(folder, wanted)).find(isExecutable) ?? null;
}

/** Each program that hvsb can start, with where it is; null where it is not installed. Starts none of them. */
export async function installedPrograms(
  environment: Environment,
): Promise<readonly { readonly program: ServerProgram; readonly path: string | null }[]> {
  const found = serverPrograms.map(async (program) => ({
    program,
    path: await installed(program, environment),
  }));
  return Promise.all(found);
}

async function installed(program: ServerProgram, environment: Environment): Promise<string | null> {
  const path = executableOf(program, environment);
  const { module } = program;
  return path !== null && (module === undefined || (await hasModule(path, module))) ? path : null;
}

/**
 * As `requireProgram`, and looks for the module of a program that is one: to be known before the models ahead of it are asked.
 * @throws UsageError with what installs it
 */
export async function requireInstalled(
  served: Pick<ServedModel, 'model' | 'program'>,
  environment: Environment,
): Promise<string> {
  const command = requireProgram(served, environment);
  const { model, program } = served;
  if ((await installed(program, environment)) !== null) return command;
  throw new UsageError(`${program.title} is not installed: ${command} has no module ${program.module}.`, {
    where: model,
    advice: `${program.install}.`,
  });
}

/** Whether a Python has a module; it is looked up and not loaded, which would take many seconds. */
function hasModule(python: string, module: string): Promise<boolean> {
  const script = `import importlib.util, sys; sys.exit(importlib.util.find_spec(${JSON.stringify(module)}) is None)`;
  return new Promise((resolve) => {
    execFile(python, ['-c', script], { timeout: 10_000 }, (error) => resolve(error === null));
  });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * Where the program of a model is.
 * @throws UsageError with what installs it
 */
export function requireProgram(
  { model, program }: Pick<ServedModel, 'model' | 'program'>,
  environment: Environment,
): string {
  const command = executableOf(program, environment);
  if (command !== null) return command;
  throw new UsageError(
    `${program.title} is not installed: there is no program "${program.executable}" on the path.`,
    {
      where: model,
      advice: `${program.install}.`,
    },
  );
}

/** What a file named `.env` may say to a program that is started. */
const sharedVariables = /^(?:HF_|HUGGING_FACE_|CUDA_VISIBLE_DEVICES$|HIP_VISIBLE_DEVICES$)/;

/** The process's own variables without the keys of other providers, and of `.env` those that concern the hub and the devices. */
export function variablesFor(
  { provider }: ServerProgram,
  environment: Environment,
  providers: readonly Provider[],
): Readonly<Record<string, string>> {
  const own = new Set(
    providers.flatMap((each) =>
      each.kind === 'network' && each.id === provider ? each.facts.keyVariables : [],
    ),
  );
  const foreign = new Set(
    providers.flatMap((each) => (each.kind === 'network' ? each.facts.keyVariables : [])),
  );
  const isPassed = (name: string) => {
    if (own.has(name) || sharedVariables.test(name)) return true;
    return !foreign.has(name) && !isVariableOfFile(environment, name);
  };
  const all = Object.entries({ ...process.env, ...environment });
  return Object.fromEntries(
    all.flatMap(([name, value]) => (value !== undefined && isPassed(name) ? [[name, value] as const] : [])),
  );
}
