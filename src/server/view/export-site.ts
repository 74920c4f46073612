import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { indexHtml } from '../index-html.ts';
import { siteData } from './site-data.ts';
import { SiteFolder } from './site-folder.ts';
import { StudyDesk } from './study-desk.ts';
import type { StudyName } from './study-view.ts';

export interface SiteOptions extends StudyName {
  /** The store's file. */
  readonly path: string;
  /** Where the page goes. */
  readonly folder: string;
  /** Folder of the built page, see `pageFolder`. */
  readonly page: string;
}

/**
 * Writes the page of a study with all its data as files, for any web server. Memory does not grow with the study: a
 * file at a time.
 * @throws UsageError where the folder holds something else; StoreError as `openSqliteStore` for reading.
 */
export async function exportSite(
  options: SiteOptions,
): Promise<{ readonly files: number; readonly bytes: number }> {
  const { path, folder, page, ...name } = options;
  const site = await SiteFolder.begin(folder);
  const desk = new StudyDesk(path, name);
  try {
    await writePage(site, page);
    for await (const { file, content } of siteData(desk)) await site.write(`data/${file}`, content);
    await site.finish();
    return site.written;
  } finally {
    await desk.close();
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
