import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataFolder } from '../../datasets/data-folder.ts';
import { datasetPresence } from '../../datasets/dataset-presence.ts';
import type { DatasetSource } from '../../datasets/dataset-source.ts';
import { shipsWithPackage } from '../../datasets/ships-with-package.ts';
import { UsageError } from '../../errors/usage-error.ts';
import type { CommandContext } from '../command-context.ts';

/** The folder that a dataset's downloaded files are kept in, or the package's own where they ship with it. */
export function downloadFolder(source: DatasetSource, context: CommandContext): string {
  const [file] = source.publication.files;
  if (file !== undefined && shipsWithPackage(file)) return dirname(fileURLToPath(file.url));
  return join(dataFolder({ environment: context.environment }), source.id);
}

/**
 * Where a dataset's files are: what the user names, else what was downloaded.
 * @throws UsageError that says how to get them.
 */
export async function datasetLocation(
  source: DatasetSource,
  from: string | undefined,
  context: CommandContext,
): Promise<string> {
  if (from !== undefined) {
    if (existsSync(from)) return resolve(from);
    throw new UsageError('there is no such folder or file', { where: `--from ${from}` });
  }
  const folder = downloadFolder(source, context);
  const { state } = await datasetPresence(source, folder);
  if (state === 'present') return folder;
  throw new UsageError(
    `${source.title} is not on this machine${state === 'absent' ? '' : ' as it should be'}`,
    {
      expected: `its files in ${folder}`,
      found: state,
      advice: `Fetch it with "hvsb data download ${source.id}", or name a folder with --from.`,
    },
  );
}
