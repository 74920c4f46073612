import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { UsageError } from '../../../errors/errors.ts';
import { draftPath, removeAbandonedDrafts } from '../../../export/drafts.ts';
import { indexHtml } from '../../page-files.ts';
import { StudyService } from '../study-service.ts';
import type { StudyName } from '../study-view.ts';
import { siteData } from './site-data.ts';

/** What is written, and where. */
export interface SiteOptions extends StudyName {
  /** The store's file. */
  readonly path: string;
  /** The prompt pack whose judgments are shown: `default` if judged, else the newest. */
  readonly pack?: string | undefined;
  /** Where the page goes. */
  readonly folder: string;
  /** Folder of the built page, see `pageFolder`. */
  readonly page: string;
}

/**
 * Writes the page of a study with all its data as files, for any web server. Memory does not grow with the study: a
 * file at a time.
 * @throws UsageError where the folder holds something else; StoreError as `openStore` for reading.
 */
export async function exportSite(
  options: SiteOptions,
): Promise<{ readonly files: number; readonly bytes: number }> {
  const { path, pack, folder, page, ...name } = options;
  const site = await SiteFolder.begin(folder);
  const service = await StudyService.open(path, name, pack).catch(async (error: unknown) => {
    await site.discard();
    throw error;
  });
  try {
    await writePage(site, page);
    for await (const { file, content } of siteData(service)) await site.write(`data/${file}`, content);
    await site.finish();
    return site.written;
  } finally {
    await service.close();
    await site.discard();
  }
}

async function writePage(site: SiteFolder, built: string): Promise<void> {
  for (const entry of await readdir(built, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const content = await readFile(file);
    const isIndex = entry.name.endsWith('.html');
    await site.write(
      relative(built, file).split(sep).join('/'),
      isIndex ? indexHtml(content.toString('utf8'), 'files') : content,
    );
  }
}

/** Says that a folder was written by an export, so that another may take its place. */
const signature = 'hvsb-site.json';

/**
 * A folder of files that gets its name when it is complete, and not before. One that an export wrote earlier gives
 * way to it; anybody else's is left alone.
 */
export class SiteFolder {
  readonly #target: string;
  readonly #draft: string;
  readonly #made = new Set<string>();
  #files = 0;
  #bytes = 0;

  private constructor(target: string) {
    this.#target = target;
    this.#draft = draftPath(target, 'draft', '.');
  }

  /** @throws UsageError where the folder holds something else. */
  static async begin(path: string): Promise<SiteFolder> {
    const target = resolve(path);
    await removeAbandonedDrafts(target);
    await requireOwn(target);
    const folder = new SiteFolder(target);
    await mkdir(folder.#draft, { recursive: true });
    await folder.write(signature, JSON.stringify({ made: 'by hvsb view --export' }));
    return folder;
  }

  get written(): { readonly files: number; readonly bytes: number } {
    return { files: this.#files, bytes: this.#bytes };
  }

  /** @param path relative, with slashes. */
  async write(path: string, content: string | Uint8Array | AsyncIterable<string>): Promise<void> {
    const file = join(this.#draft, path);
    const parent = dirname(file);
    if (!this.#made.has(parent)) await mkdir(parent, { recursive: true });
    this.#made.add(parent);
    // An iterable is written as it comes; a text or bytes in one piece.
    await writeFile(file, content);
    this.#files += 1;
    this.#bytes += (await stat(file)).size;
  }

  /** Puts the files under the folder's name. */
  async finish(): Promise<void> {
    await requireOwn(this.#target);
    const earlier = draftPath(this.#target, 'earlier', '.');
    const hadEarlier = await rename(this.#target, earlier).then(
      () => true,
      () => false,
    );
    await rename(this.#draft, this.#target);
    if (hadEarlier) await rm(earlier, { recursive: true });
  }

  /** Leaves nothing behind. */
  async discard(): Promise<void> {
    await rm(this.#draft, { recursive: true, force: true });
  }
}

async function requireOwn(target: string): Promise<void> {
  const entries = await readdir(target).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return [];
    throw new UsageError('The page cannot be written here.', {
      where: target,
      found: error.code === 'ENOTDIR' ? 'a file of that name' : error.message,
      advice: 'Name another folder with --export.',
      cause: error,
    });
  });
  if (entries.length === 0 || entries.includes(signature)) return;
  throw new UsageError('The folder holds something else than an exported page.', {
    where: target,
    expected: 'a folder that is not there, is empty, or was written by an earlier export',
    found: entries.slice(0, 3).join(', '),
    advice: 'Name another folder with --export.',
  });
}
