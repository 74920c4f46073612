import { readdir, readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { Hono } from 'hono';
import type { DataSource } from '../core/view/view-api.ts';
import { indexHtml } from './index-html.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
};

interface PageFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly headers: Record<string, string>;
}

/**
 * Serves a built page. Its files are read once: a path is looked up, never opened, so none leads out of the
 * folder. Any other path without a file ending is a place within the page.
 * @param source what the page is told of where its data is.
 */
export async function pageFiles(folder: string, source: DataSource): Promise<Hono> {
  const files = new Map<string, PageFile>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const path = file.slice(folder.length).split(sep).join('/');
    files.set(path.startsWith('/') ? path : `/${path}`, await readPageFile(file, source));
  }
  const page = new Hono();
  page.get('*', (context) => {
    const { path } = context.req;
    const file = files.get(path) ?? (extname(path) === '' ? files.get('/index.html') : undefined);
    return file === undefined ? context.notFound() : context.body(file.bytes, 200, file.headers);
  });
  return page;
}

async function readPageFile(file: string, source: DataSource): Promise<PageFile> {
  const hashed = file.includes(`${sep}assets${sep}`);
  const content = await readFile(file);
  const isIndex = extname(file) === '.html';
  return {
    bytes: new Uint8Array(isIndex ? Buffer.from(indexHtml(content.toString('utf8'), source)) : content),
    headers: {
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      'cache-control': hashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    },
  };
}
