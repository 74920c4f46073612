import { hash } from 'node:crypto';
import { mkdir, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../errors/errors.ts';
import { draftPath, removeAbandonedDrafts } from '../export/drafts.ts';
import type { ReportFile } from './report-files.ts';

/** What is written, for messages and for the name of its list. */
export interface WrittenFolder {
  readonly what: 'report' | 'tables';
  /** That names the folder. */
  readonly option: '--out' | '--csv';
}

const report: WrittenFolder = { what: 'report', option: '--out' };

/** Lists the files with their hashes, so that what is written later takes the place of these and of no others. */
const listName = ({ what }: WrittenFolder) => `hvsb-${what}.json`;
const listSchema = z.object({ files: z.record(z.string(), z.string()) });

/**
 * Writes a folder as a whole: it appears, or takes the place of what was written before, when every file is written;
 * a run that is killed leaves what was there.
 * @returns the paths that were written.
 * @throws UsageError where the folder holds something that was not written so, or that was changed since.
 */
export async function writeFolder(
  folder: string,
  files: Iterable<ReportFile>,
  written: WrittenFolder = report,
): Promise<string[]> {
  const target = await realPath(folder);
  await removeAbandonedDrafts(target);
  await checkReplaceable(folder, target, written);
  const draft = draftPath(target);
  try {
    const paths = await writeDraft(draft, files, listName(written));
    await swap(draft, target);
    return paths;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw unwritable(folder, error, written);
  }
}

/** Of a folder that need not be there; of the one behind a link, so that the link stays. */
async function realPath(folder: string): Promise<string> {
  const whole = resolve(folder);
  return realpath(whole).catch(async () =>
    join(await realpath(dirname(whole)).catch(() => dirname(whole)), basename(whole)),
  );
}

async function checkReplaceable(folder: string, target: string, written: WrittenFolder): Promise<void> {
  const there = await stat(target).catch(() => undefined);
  if (there === undefined) return;
  if (!there.isDirectory()) {
    throw new UsageError('A file has the name of the folder.', {
      where: folder,
      advice: `Name another folder with ${written.option}.`,
    });
  }
  const list = await earlierFiles(target, listName(written));
  const foreign: string[] = [];
  for (const entry of await readdir(target, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(target.length + 1).replaceAll('\\', '/');
    if (name === listName(written) && list !== null) continue;
    if (list?.[name] === undefined || (await digest(path)) !== list[name]) foreign.push(name);
  }
  if (foreign.length === 0) return;
  throw new UsageError(
    list === null
      ? `The folder is not empty, and ${written.what === 'report' ? 'no report is' : 'no tables are'} in it.`
      : 'The folder holds files that are not as hvsb wrote them.',
    {
      where: folder,
      found: `${foreign.slice(0, 3).join(', ')}${foreign.length > 3 ? ` and ${foreign.length - 3} more` : ''}`,
      advice: `Nothing was written. Name another folder with ${written.option}, or move these files away.`,
    },
  );
}

async function earlierFiles(target: string, list: string): Promise<Readonly<Record<string, string>> | null> {
  const text = await readFile(join(target, list), 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    return listSchema.parse(JSON.parse(text)).files;
  } catch {
    // Not written by this program: a file like any other.
    return null;
  }
}

async function digest(path: string): Promise<string> {
  return hash('sha256', await readFile(path), 'hex');
}

async function writeDraft(draft: string, files: Iterable<ReportFile>, list: string): Promise<string[]> {
  const digests: Record<string, string> = {};
  for (const { path, content } of files) {
    const place = join(draft, path);
    await mkdir(dirname(place), { recursive: true });
    await writeFile(place, content, { flush: true });
    digests[path] = hash('sha256', content, 'hex');
  }
  await writeFile(join(draft, list), `${JSON.stringify({ files: digests }, null, 2)}\n`, { flush: true });
  return Object.keys(digests);
}

/** What was there goes only when the new folder is in its place. */
async function swap(draft: string, target: string): Promise<void> {
  const earlier = draftPath(target, 'earlier');
  const replaced = await rename(target, earlier).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );
  try {
    await rename(draft, target);
  } catch (error) {
    if (replaced) await rename(earlier, target);
    throw error;
  }
  if (replaced) await rm(earlier, { recursive: true, force: true });
}

/** What the disk refuses is the user's to solve; anything else goes on as it is. */
function unwritable(folder: string, error: unknown, { what }: WrittenFolder): unknown {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return error;
  return new UsageError(`The ${what} cannot be written.`, {
    where: folder,
    found: error.message,
    advice: 'Check the folder, the rights and the space left.',
    cause: error,
  });
}
