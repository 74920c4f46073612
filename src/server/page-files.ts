import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { Hono, type MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import type { DataSource } from '../core/view/view-api.ts';

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
 * @param source where the page finds its data
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

/** The page's own style needs a server, too: this one is in the document, and the policy names it by its hash. */
const diskStyle =
  '.from-disk{max-width:40rem;margin:3rem auto;padding:0 1rem;font:1rem/1.6 ui-sans-serif,system-ui,sans-serif;color:light-dark(#21282a,#e7e5df);animation:wait 2s step-end}' +
  '.from-disk code{font-size:.95em;padding:.1em .35em;border-radius:4px;background:light-dark(#e6efee,#22373a)}' +
  ':root:has(.from-disk){color-scheme:light dark;background:light-dark(#f7f5f0,#15191a)}' +
  '@keyframes wait{from{visibility:hidden}}';

/** What the server says in a header, for a page that no server of ours gives. */
const policy = `<meta http-equiv="content-security-policy" content="default-src 'none'; script-src 'self'; style-src 'self' 'sha256-${createHash('sha256').update(diskStyle).digest('base64')}'; img-src 'self' blob: data:; connect-src 'self'; form-action 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'" />`;

const charset = '<meta charset="utf-8" />';

const marker = /(<meta\s+name="hvsb-data"\s+content=")[^"]*(")/;

/** Browsers load neither script nor style of a page that is opened from a disk. */
const fromDisk = `<div id="page">
      <p class="from-disk">This page cannot run as a file that is opened from a disk. Serve its folder, for example with
      <code>npx http-server</code> or <code>python3 -m http.server</code> inside it, and open the address that it prints.</p>
    </div>`;

const place = '<div id="page"></div>';

const relative = /(\s(?:src|href)=")\.\//g;

/**
 * The page's document for this source of data. As it was built its files are named relative to it, as a folder of
 * files needs; a server gives it for every place, so there they are named from the root.
 */
export function indexHtml(built: string, source: DataSource): string {
  const marked = built.replace(marker, `$1${source}$2`);
  return source === 'files'
    ? marked
        .replace(charset, `${charset}\n    ${policy}\n    <style>${diskStyle}</style>`)
        .replace(place, fromDisk)
    : marked.replaceAll(relative, '$1/');
}

/**
 * What every answer carries: the page runs its own files only (no inline script or style, no markup made from
 * text), talks to this server only, is shown in no frame, and sends no referrer.
 */
export function pageHeaders(): MiddlewareHandler {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      // Figures that are saved as PNG are drawn from blobs that the page made.
      imgSrc: ["'self'", 'blob:', 'data:'],
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
      requireTrustedTypesFor: ["'script'"],
      trustedTypes: ["'none'"],
    },
    referrerPolicy: 'no-referrer',
    xFrameOptions: 'DENY',
    crossOriginResourcePolicy: 'same-origin',
    crossOriginOpenerPolicy: 'same-origin',
    // Plain HTTP on a machine of one's own: a browser that remembered HTTPS for localhost would be locked out.
    strictTransportSecurity: false,
    permissionsPolicy: { camera: [], microphone: [], geolocation: [] },
  });
}
