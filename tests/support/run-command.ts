import { Writable } from 'node:stream';
import type { CommandContext } from '../../src/cli/command-context.ts';
import { program } from '../../src/cli/program.ts';
import { HvsbError } from '../../src/errors/errors.ts';
import type { Extensions } from '../../src/study/extensions/define-config.ts';
import type { Finished } from './hvsb.ts';

const nothing: Extensions = { datasets: [], providers: [], measures: [], prompts: undefined };

/**
 * Runs one command line in this process, as `hvsb` would: a tenth of the time of a process of its own. Paths have to be
 * absolute, as there is no folder to be in. Variables are only those that are given.
 */
export async function runCommand(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  const [stdout, stderr] = [new Captured(), new Captured()];
  const context: CommandContext = {
    environment: { NO_COLOR: '1', COLUMNS: '200', ...environment },
    stdout: stdout.asTerminal,
    stderr: stderr.asTerminal,
    extensions: async () => nothing,
    exitCode: 0,
    interrupted: false,
  };
  try {
    await (await program(context, words)).parseAsync([...words], { from: 'user' });
  } catch (error) {
    // Anything else is a fault, which fails the test with its stack.
    if (!(error instanceof HvsbError)) throw error;
    context.exitCode = 2;
    context.stderr.write(`${error.describe()}\n`);
  }
  return { code: context.exitCode, stdout: stdout.text, stderr: stderr.text };
}

class Captured extends Writable {
  text = '';

  /** What commands use of a stream to a file: it can be written to, and is no terminal. */
  get asTerminal(): NodeJS.WriteStream {
    return this as unknown as NodeJS.WriteStream;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString('utf8');
    done();
  }
}
