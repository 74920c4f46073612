import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { DataError } from '../errors/errors.ts';
import { replaceFile } from './files.ts';

const entrySchema = z.object({
  url: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().nonnegative(),
  downloadedAt: z.iso.datetime(),
});
const manifestSchema = z.object({ version: z.literal(1), files: z.record(z.string(), entrySchema) });

/** What was downloaded: where from, its hash and size. */
export type ManifestEntry = Readonly<z.infer<typeof entrySchema>>;

/** Name of the manifest in a dataset's folder. */
export const manifestName = 'manifest.json';

/**
 * What the manifest of a folder records, by file name; empty where there is no manifest.
 * @throws DataError where the manifest is not one.
 */
export async function readManifest(folder: string): Promise<ReadonlyMap<string, ManifestEntry>> {
  const path = join(folder, manifestName);
  try {
    const manifest = manifestSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    return new Map(Object.entries(manifest.files));
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return new Map();
    if (!(cause instanceof SyntaxError || cause instanceof z.ZodError)) throw cause;
    throw new DataError('The record of what was downloaded cannot be read.', {
      where: path,
      found: cause instanceof z.ZodError ? z.prettifyError(cause) : cause.message,
      advice: 'Remove this file; the next download checks the files again.',
      cause,
    });
  }
}

/** Adds or replaces one file's entry, on disk when the promise resolves. */
export async function recordInManifest(folder: string, name: string, entry: ManifestEntry): Promise<void> {
  const files = Object.fromEntries([...(await readManifest(folder)), [name, entry]]);
  await replaceFile(join(folder, manifestName), `${JSON.stringify({ version: 1, files }, null, 2)}\n`);
}
