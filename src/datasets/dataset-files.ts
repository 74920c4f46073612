import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, posix, win32 } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sizeOf } from '../download/files.ts';
import { type ManifestEntry, readManifest } from '../download/manifest.ts';
import { filePin, type PublishedFile, pinHolds } from '../download/verify.ts';
import { DataError } from '../errors/errors.ts';
import type { DatasetSource } from './dataset-source.ts';

/** Files of a dataset, found in a folder or named by the user. */
export interface DatasetFiles {
  readonly paths: readonly string[];
  /** Names of published files that a folder was searched for and does not have. */
  readonly missing: readonly string[];
}

/**
 * The files of a dataset: of a folder those that the dataset recognises, in the order of their names (the
 * plain one where it is there beside its `.gz`); a path to a file as it is, whatever its name.
 * @throws DataError when a path is not there, or a folder has no file of the dataset
 */
export async function datasetFiles(
  source: DatasetSource,
  from: string | readonly string[],
): Promise<DatasetFiles> {
  const paths: string[] = [];
  const missing: string[] = [];
  for (const path of typeof from === 'string' ? [from] : from) {
    if (!(await isFolder(path))) {
      paths.push(path);
      continue;
    }
    const names = await filesOf(source, path);
    if (names.length === 0) throw nothingFound(source, path);
    paths.push(...names.map((name) => join(path, name)));
    const found = new Set([...names, ...(await companionsIn(source, path))].map(withoutGz));
    missing.push(...publishedNames(source).filter((name) => !found.has(name)));
  }
  return { paths, missing };
}

async function filesOf(source: DatasetSource, folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
  const all = new Set(names);
  return names
    .filter((name) => source.recognises(withoutGz(name)))
    .filter((name) => name === withoutGz(name) || !all.has(withoutGz(name)))
    .sort();
}

async function companionsIn(source: DatasetSource, folder: string): Promise<readonly string[]> {
  const names = new Set(await readdir(folder));
  return (source.companions ?? []).filter((name) => names.has(name));
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (cause) {
    throw new DataError('There is no such file or folder.', {
      where: path,
      advice: 'Check the path.',
      cause,
    });
  }
}

function nothingFound(source: DatasetSource, folder: string): DataError {
  return new DataError(`The folder has no file of ${source.title}.`, {
    where: folder,
    expected: `${publishedNames(source).join(', ')} (or one of them with .gz)`,
    found: 'none of them',
    advice: `Point to another folder or to a file, or fetch the dataset: hvsb data download ${source.id}`,
  });
}

function publishedNames(source: DatasetSource): readonly string[] {
  return source.publication.files.map((file) => file.name);
}

function withoutGz(name: string): string {
  return name.replace(/\.gz$/i, '');
}

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

export interface DataFolderSurroundings {
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly platform?: NodeJS.Platform;
  readonly home?: string;
  readonly workingFolder?: string;
}

/**
 * The folder of downloads, absolute; each dataset has a folder of its own id in it.
 * `HVSB_DATA` where it is set (relative to the working folder), else the platform's folder for a user's data:
 * `$XDG_DATA_HOME/hvsb/data` or `~/.local/share/hvsb/data`, `~/Library/Application Support/hvsb/data` on macOS,
 * `%LOCALAPPDATA%\hvsb\data` on Windows.
 */
export function dataFolder(surroundings: DataFolderSurroundings = {}): string {
  const { environment = process.env, platform = process.platform, home = homedir() } = surroundings;
  const path = platform === 'win32' ? win32 : posix;
  const chosen = environment.HVSB_DATA;
  if (chosen) return path.resolve(surroundings.workingFolder ?? process.cwd(), chosen);
  return path.join(userDataFolder(environment, platform, home), 'hvsb', 'data');
}

function userDataFolder(
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  home: string,
): string {
  if (platform === 'win32') return environment.LOCALAPPDATA || win32.join(home, 'AppData', 'Local');
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support');
  const xdg = environment.XDG_DATA_HOME;
  // The XDG specification has a relative path ignored.
  return xdg && posix.isAbsolute(xdg) ? xdg : posix.join(home, '.local', 'share');
}

/** Whether a file comes with this package, as a `file:` URL says; then there is nothing to download. */
export function shipsWithPackage(file: PublishedFile): boolean {
  return new URL(file.url).protocol === 'file:';
}
