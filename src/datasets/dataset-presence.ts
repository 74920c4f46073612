import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filePin } from '../download/file-pin.ts';
import { type ManifestEntry, readManifest } from '../download/manifest.ts';
import { pinHolds } from '../download/pin-holds.ts';
import type { PublishedFile } from '../download/published-file.ts';
import { sizeOf } from '../download/size-of.ts';
import type { DatasetSource } from './dataset-source.ts';
import { shipsWithPackage } from './ships-with-package.ts';

/**
 * Of a file: `partial` is a download that broke off, `wrong-hash` a file of another size or hash than it should have.
 * Of a dataset: `partial` is some files but not all.
 */
type Presence = 'present' | 'partial' | 'absent' | 'wrong-hash';

interface FilePresence {
  readonly name: string;
  readonly path: string;
  readonly state: Presence;
  /** Bytes that are there, of the whole file or of a download that broke off; null where nothing is. */
  readonly bytes: number | null;
  /** Whether the hash is vouched for: just computed, or recorded when a file of this size was downloaded. */
  readonly verified: boolean;
}

export interface DatasetPresence {
  readonly state: Presence;
  readonly files: readonly FilePresence[];
}

/**
 * What of a dataset lies in a folder. Looks at sizes and the folder's manifest only; with `hash`, reads every file and
 * compares its SHA-256 or git blob id. A file whose right hash nobody knows is `present` and not verified.
 */
export async function datasetPresence(
  source: DatasetSource,
  folder: string,
  options: { readonly hash?: boolean } = {},
): Promise<DatasetPresence> {
  const manifest = await readManifest(folder);
  const files: FilePresence[] = [];
  for (const file of source.publication.files) {
    files.push(await filePresence(file, folder, manifest.get(file.name), options.hash ?? false));
  }
  return { state: overall(files.map((file) => file.state)), files };
}

async function filePresence(
  file: PublishedFile,
  folder: string,
  recorded: ManifestEntry | undefined,
  hash: boolean,
): Promise<FilePresence> {
  const shipped = shipsWithPackage(file);
  const path = shipped ? fileURLToPath(file.url) : join(folder, file.name);
  const { name } = file;
  const bytes = await sizeOf(path);
  if (bytes === null) {
    const begun = await sizeOf(`${path}.part`);
    return { name, path, state: begun === null ? 'absent' : 'partial', bytes: begun, verified: false };
  }
  if (shipped) return { name, path, state: 'present', bytes, verified: true };
  const pin = filePin(file, recorded);
  const record = recordFits(file, recorded) ? recorded : undefined;
  const size = file.bytes ?? record?.bytes ?? bytes;
  const wrong = { name, path, state: 'wrong-hash', bytes, verified: true } as const;
  if (bytes !== size) return wrong;
  if (hash && pin !== null && !(await pinHolds(pin, path))) return wrong;
  const verified = pin !== null && (hash || record !== undefined);
  return { name, path, state: 'present', bytes, verified };
}

/** Whether the record is of this very file, which was checked when it was recorded. */
function recordFits(file: PublishedFile, recorded: ManifestEntry | undefined): boolean {
  return file.sha256 === null ? recorded?.url === file.url : recorded?.sha256 === file.sha256;
}

function overall(states: readonly Presence[]): Presence {
  if (states.includes('wrong-hash')) return 'wrong-hash';
  if (states.every((state) => state === 'present')) return 'present';
  return states.every((state) => state === 'absent') ? 'absent' : 'partial';
}
