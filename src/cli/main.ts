import { CommanderError } from 'commander';
import { HvsbError } from '../errors/errors.ts';
import { loadEnvironment } from '../models/connection.ts';
import { secretsIn } from '../models/open-model.ts';
import { redact } from '../models/redact.ts';
import { type CommandContext, exitCodes } from './command-context.ts';
import { keepHeapSmall } from './keep-heap-small.ts';
import { program } from './program.ts';

/**
 * Runs one command line.
 * @returns the exit code: 0 done, 1 done with findings (something failed or is missing), 2 could not run
 */
export async function main(words: readonly string[]): Promise<number> {
  enterUsersFolder();
  keepHeapSmall();
  const context: CommandContext = {
    environment: loadEnvironment(process.cwd(), process.env),
    stdout: process.stdout,
    stderr: process.stderr,
    exitCode: exitCodes.done,
    interrupted: false,
  };
  ignoreClosedPipe(process.stdout);
  try {
    await (await program(context, words)).parseAsync(words, { from: 'user' });
    return context.exitCode;
  } catch (error) {
    return report(error, context);
  }
}

/** `npm run hvsb` starts in the package's folder; paths in arguments are meant from where the user stands. */
function enterUsersFolder(): void {
  const { npm_lifecycle_event: script, INIT_CWD: usersFolder } = process.env;
  if (script === 'hvsb' && usersFolder !== undefined) process.chdir(usersFolder);
}

/** `hvsb ... | head` is no error. */
function ignoreClosedPipe(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCodes.done);
    throw error;
  });
}

function report(error: unknown, context: CommandContext): number {
  // Commander has printed its own message (or the help) by now.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.couldNotRun;
  const text =
    error instanceof HvsbError
      ? error.describe()
      : `This is a fault in hvsb, please report it:\n${error instanceof Error ? error.stack : String(error)}`;
  context.stderr.write(`${redact(text, secretsIn(context.environment))}\n`);
  return exitCodes.couldNotRun;
}
