import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.csv': 'text/csv',
};

/** Any web server: files of a folder under `/copy/`, and nothing else. */
export async function staticServer(
  folder: string,
): Promise<AsyncDisposable & { readonly url: string; readonly missing: readonly string[] }> {
  const missing: string[] = [];
  const server = createServer(async ({ url = '' }, response) => {
    const { pathname } = new URL(url, 'http://localhost');
    const name = pathname === '/copy/' ? 'index.html' : pathname.replace(/^\/copy\//, '');
    const content = pathname.startsWith('/copy/')
      ? await readFile(join(folder, name)).catch(() => null)
      : null;
    if (content === null) missing.push(pathname);
    response.writeHead(content === null ? 404 : 200, {
      'content-type': types[extname(name)] ?? 'application/octet-stream',
    });
    response.end(content);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/copy/`,
    missing,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
