import { Writable } from 'node:stream';
import type { CommandContext } from '../../src/cli/command-context.ts';
import { runWords } from '../../src/cli/main.ts';
import type { Extensions } from '../../src/study/config.ts';
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
  const code = await runWords(words, context);
  return { code, stdout: stdout.text, stderr: stderr.text };
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
