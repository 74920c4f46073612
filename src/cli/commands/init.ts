import { constants } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { UsageError } from '../../errors/errors.ts';
import type { CommandContext } from '../command-context.ts';

const template = new URL('../../../examples/study.yaml', import.meta.url);

export function initCommand(context: CommandContext): Command {
  return new Command('init')
    .description('write a study file to start from')
    .argument('[folder]', 'where to', '.')
    .action((folder: string) => init(context, folder));
}

async function init(context: CommandContext, folder: string): Promise<void> {
  const file = join(folder, 'study.yaml');
  try {
    await mkdir(folder, { recursive: true });
    await copyFile(fileURLToPath(template), file, constants.COPYFILE_EXCL);
  } catch (cause) {
    throw unwritable(file, cause);
  }
  context.stdout.write(
    `Wrote ${file}. Check it, then:\n  hvsb run ${file} --dry-run   what would be sent, and its price\n  hvsb run ${file}             run it; an interrupted run resumes where it stopped\n`,
  );
}

/** What the disk refuses is the user's to solve; anything else is a bug and is thrown unchanged. */
function unwritable(file: string, cause: unknown): unknown {
  if (!(cause instanceof Error) || !('code' in cause)) return cause;
  if (cause.code === 'EEXIST' && 'syscall' in cause && cause.syscall === 'copyfile') {
    return new UsageError('There is a study file here already; it was not changed.', {
      where: file,
      cause,
    });
  }
  return new UsageError('The study file cannot be written.', {
    where: file,
    found: cause.message,
    advice: 'Check the folder and the rights.',
    cause,
  });
}
