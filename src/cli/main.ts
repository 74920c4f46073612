import { CommanderError } from 'commander';
import { HvsbError, UsageError } from '../errors/errors.ts';
import { printable } from '../errors/printable.ts';
import { loadEnvironment } from '../models/connection.ts';
import type { Extensions } from '../study/extensions/define-config.ts';
import { type CommandContext, exitCodes } from './command-context.ts';
import { keepHeapSmall } from './keep-heap-small.ts';
import { program } from './program.ts';

/**
 * Runs one command line.
 * @returns the exit code: 0 done, 1 done with findings (something failed or is missing), 2 could not run
 */
export async function main(given: readonly string[]): Promise<number> {
  enterUsersFolder();
  keepHeapSmall();
  let extensions: Promise<Extensions> | null = null;
  let environment: CommandContext['environment'] | null = null;
  const { words, config } = withoutConfig(given);
  const context: CommandContext = {
    get environment() {
      environment ??= loadEnvironment(process.cwd(), process.env);
      return environment;
    },
    stdout: process.stdout,
    stderr: process.stderr,
    extensions: () => {
      extensions ??= import('../study/extensions/config.ts').then(({ loadConfig }) =>
        loadConfig(config, process.cwd()),
      );
      return extensions;
    },
    config,
    exitCode: exitCodes.done,
    interrupted: false,
  };
  const output = new OutputState();
  output.watch(process.stdout, process.stderr);
  try {
    if (config === '') throw noConfigNamed();
    await (await program(context, words)).parseAsync(words, { from: 'user' });
    return await output.exitCode(context);
  } catch (error) {
    return report(error, context);
  }
}

/** `--config FILE` and `--config=FILE`, before or after the command: it is the program's, whichever command is named. */
function withoutConfig(given: readonly string[]): {
  readonly words: string[];
  readonly config: string | undefined;
} {
  const words = [...given];
  const end = words.indexOf('--');
  const position = words.findIndex(
    (word, place) => (end === -1 || place < end) && (word === '--config' || word.startsWith('--config=')),
  );
  if (position === -1) return { words, config: undefined };
  const [word = '', next = ''] = words.slice(position);
  const isPair = word === '--config';
  words.splice(position, isPair ? 2 : 1);
  return { words, config: isPair ? next : word.slice('--config='.length) };
}

function noConfigNamed(): UsageError {
  return new UsageError('The option --config needs a file.', {
    advice: 'For example: hvsb judge --config my.config.ts --model mine:model.',
  });
}

/** `npm run hvsb` starts in the package's folder; paths in arguments are relative to the user's folder. */
function enterUsersFolder(): void {
  const { npm_lifecycle_event: script, INIT_CWD: usersFolder } = process.env;
  if (script === 'hvsb' && usersFolder !== undefined) process.chdir(usersFolder);
}

/**
 * What became of what was printed. A reader that goes away (`hvsb ... | head`, a closed terminal) is no error: what is under way
 * goes on to its end, and what is stored is. A full disk under standard output is one.
 */
class OutputState {
  #failure: NodeJS.ErrnoException | null = null;

  watch(stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream): void {
    stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'EIO') this.#failure ??= error;
    });
    // There is nowhere to say so.
    stderr.on('error', () => {});
  }

  async exitCode({ stderr, exitCode }: CommandContext): Promise<number> {
    // A stream says what went wrong a little later.
    await new Promise(setImmediate);
    if (this.#failure === null) return exitCode;
    stderr.write(`The output could not be written: ${this.#failure.message}.\n`);
    return exitCodes.couldNotRun;
  }
}

async function report(error: unknown, context: CommandContext): Promise<number> {
  // Commander has printed its own message (or the help) by now.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.couldNotRun;
  const text =
    error instanceof HvsbError
      ? error.describe()
      : `This is a fault in hvsb, please report it:\n${error instanceof Error ? error.stack : String(error)}`;
  const [{ redact }, { providers, secretsIn }, own] = await Promise.all([
    import('../models/keys/redact.ts'),
    import('../models/open-model.ts'),
    context.extensions().catch(() => null),
  ]);
  const secrets = secretsIn(context.environment, [...providers, ...(own?.providers ?? [])]);
  context.stderr.write(`${printable(redact(text, secrets))}\n`);
  return exitCodes.couldNotRun;
}
