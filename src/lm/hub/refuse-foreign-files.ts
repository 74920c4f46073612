import { join } from 'node:path';
import { sizeOf } from '../../download/files.ts';
import { readManifest } from '../../download/manifest.ts';
import { filePin, type PublishedFile, pinHolds } from '../../download/verify.ts';
import { UsageError } from '../../errors/errors.ts';

/**
 * Refuses to write over files that no download from this repository brought, such as a model that was trained there.
 * Right files are welcome, wherever they come from.
 * @throws UsageError
 */
export async function refuseForeignFiles(
  folder: string,
  files: readonly PublishedFile[],
  repository: string,
): Promise<void> {
  const manifest = await readManifest(folder);
  for (const file of files) {
    if (manifest.get(file.name)?.url.startsWith(repository)) continue;
    const path = join(folder, file.name);
    if ((await sizeOf(path)) === null) continue;
    const pin = filePin(file);
    if (pin !== null && (await pinHolds(pin, path))) continue;
    throw new UsageError('The folder holds another model.', {
      where: folder,
      expected: `an empty folder, or files of ${repository.slice(0, -1)}`,
      found: `another ${file.name}`,
      advice: 'Name another folder with --out.',
    });
  }
}
