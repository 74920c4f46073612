import { hash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../errors/errors.ts';
import type { ReportFile } from './report-files.ts';

/** Lists the files of the report with their hashes, so that a later report takes the place of these and of no others. */
const listName = 'hvsb-report.json';
const listSchema = z.object({ files: z.record(z.string(), z.string()) });

/**
 * Writes a report as a whole: the folder appears, or takes the place of an earlier report, when every file is
 * written; a run that is killed leaves what was there before.
 * @returns the paths that were written.
 * @throws UsageError where the folder holds something that no report wrote, or that was changed since.
 */
export async function writeReport(folder: string, files: Iterable<ReportFile>): Promise<string[]> {
  const target = await realPath(folder);
  await checkReplaceable(folder, target);
  const draft = `${target}.${randomUUID()}.part`;
  try {
    const written = await writeDraft(draft, files);
    await swap(draft, target);
    return written;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw unwritable(folder, error);
  }
}

/** Of a folder that need not be there; of the one behind a link, so that the link stays. */
async function realPath(folder: string): Promise<string> {
  const whole = resolve(folder);
  return realpath(whole).catch(async () =>
    join(await realpath(dirname(whole)).catch(() => dirname(whole)), basename(whole)),
  );
}

async function checkReplaceable(folder: string, target: string): Promise<void> {
  const there = await stat(target).catch(() => undefined);
  if (there === undefined) return;
  if (!there.isDirectory()) {
    throw new UsageError('a report is a folder, and a file has this name', {
      where: folder,
      advice: 'Name another folder with --out.',
    });
  }
  const list = await earlierReport(target);
  const foreign: string[] = [];
  for (const entry of await readdir(target, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(target.length + 1).replaceAll('\\', '/');
    if (name === listName && list !== null) continue;
    if (list?.[name] === undefined || (await digest(path)) !== list[name]) foreign.push(name);
  }
  if (foreign.length === 0) return;
  throw new UsageError(
    list === null
      ? 'the folder is not empty, and no report is in it'
      : 'the folder holds files that are not as hvsb wrote them',
    {
      where: folder,
      found: `${foreign.slice(0, 3).join(', ')}${foreign.length > 3 ? ` and ${foreign.length - 3} more` : ''}`,
      advice: 'Nothing was written. Name another folder with --out, or move these files away.',
    },
  );
}

async function earlierReport(target: string): Promise<Readonly<Record<string, string>> | null> {
  const text = await readFile(join(target, listName), 'utf8').catch(() => null);
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

async function writeDraft(draft: string, files: Iterable<ReportFile>): Promise<string[]> {
  const digests: Record<string, string> = {};
  for (const { path, content } of files) {
    const place = join(draft, path);
    await mkdir(dirname(place), { recursive: true });
    await writeFile(place, content, { flush: true });
    digests[path] = hash('sha256', content, 'hex');
  }
  await writeFile(join(draft, listName), `${JSON.stringify({ files: digests }, null, 2)}\n`, { flush: true });
  return Object.keys(digests);
}

/** The earlier report goes only when the new one is in its place. */
async function swap(draft: string, target: string): Promise<void> {
  const earlier = `${target}.${randomUUID()}.part`;
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
function unwritable(folder: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return error;
  return new UsageError('the report cannot be written', {
    where: folder,
    found: error.message,
    advice: 'Check the folder, the rights and the space left.',
    cause: error,
  });
}
