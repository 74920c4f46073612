import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatasetSource } from '../../src/datasets/dataset-source.ts';
import { downloadDataset } from '../../src/datasets/download.ts';
import type { DownloadedFile } from '../../src/download/download-file.ts';
import type { DownloadOptions } from '../../src/download/options.ts';
import type { PublishedFile } from '../../src/download/verify.ts';
import { DownloadError } from '../../src/errors/errors.ts';

/** Answers one request; `attempt` is its number, from 1. */
export type FileHandler = (request: IncomingMessage, response: ServerResponse, attempt: number) => void;

export interface FileServer {
  readonly origin: string;
  readonly requests: readonly IncomingMessage[];
  close(): Promise<void>;
}

const content = randomBytes(300_000);
const halfway = 150_000;
const quick = { firstWaitMs: 1, longestWaitMs: 5, attempts: 4, environment: {} } as const;

/** A published file, servers on 127.0.0.1 that serve it well or badly, and a fresh folder to download it to. */
export class DownloadFixture {
  readonly content = content;
  readonly halfway = halfway;
  readonly sha256 = createHash('sha256').update(content).digest('hex');
  /** As git would name it. */
  readonly gitBlob = createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
  readonly folder: string;
  readonly #servers: FileServer[] = [];

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async open(): Promise<DownloadFixture> {
    return new DownloadFixture(await mkdtemp(join(tmpdir(), 'hvsb-download-')));
  }

  async close(): Promise<void> {
    for (const server of this.#servers) await server.close();
    await rm(this.folder, { recursive: true });
  }

  /** Where the file stands when it is whole. */
  get path(): string {
    return join(this.folder, 'rows.jsonl');
  }

  /** Starts a server whose every request goes through `handler`. */
  async serve(handler: FileHandler): Promise<FileServer> {
    const requests: IncomingMessage[] = [];
    const server = createServer((request, response) => {
      requests.push(request);
      handler(request, response, requests.length);
    });
    return { ...(await this.listen(server)), requests };
  }

  async listen(server: Server): Promise<FileServer> {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : null;
    const close = async () => {
      server.closeAllConnections();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    };
    const started = { origin: `http://127.0.0.1:${port}`, requests: [], close };
    this.#servers.push(started);
    return started;
  }

  /** A dataset of one file, pinned unless `file` says otherwise. */
  sourceOf(origin: string, file: Partial<PublishedFile> = {}): DatasetSource {
    const pinned = { name: 'rows.jsonl', url: `${origin}/rows.jsonl` };
    const files = [{ ...pinned, sha256: this.sha256, bytes: content.length, ...file }];
    return {
      id: 'test',
      title: 'Test',
      description: '',
      forms: ['statement'],
      publication: { homepage: origin, revision: '1', licence: 'MIT', citation: '', files },
      recognises: () => true,
      async *read() {},
    };
  }

  /** Downloads with short waits and without the user's environment. */
  download(source: DatasetSource, options: DownloadOptions = {}): Promise<readonly DownloadedFile[]> {
    const fetchOptions = { ...quick, ...options.fetchOptions };
    return downloadDataset(source, this.folder, { ...options, fetchOptions });
  }

  /** The error that a download fails with. */
  async failure(source: DatasetSource, options: DownloadOptions = {}): Promise<DownloadError> {
    try {
      await this.download(source, options);
    } catch (error) {
      if (error instanceof DownloadError) return error;
      throw error;
    }
    throw new Error('The download did not fail.');
  }

  /** Whether the file and its record are in the folder, right, and nothing else is. */
  async arrivedWhole(): Promise<boolean> {
    const names = (await readdir(this.folder)).sort().join();
    return names === 'manifest.json,rows.jsonl' && (await readFile(this.path)).equals(content);
  }
}

/** Serves as a good server does: Range, If-Range and a strong ETag. */
export function serveWell(
  request: IncomingMessage,
  response: ServerResponse,
  etag = '"v1"',
  body: Buffer = content,
): void {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const condition = request.headers['if-range'];
  const partial = from > 0 && (condition === undefined || condition === etag);
  const rest = partial ? body.subarray(from) : body;
  response.writeHead(partial ? 206 : 200, {
    etag,
    'content-length': rest.length,
    ...(partial ? { 'content-range': `bytes ${from}-${body.length - 1}/${body.length}` } : {}),
  });
  response.end(rest);
}

/** Promises the whole file, sends half of it and stops there. */
export function stallHalfway(
  response: ServerResponse,
  headers: Readonly<Record<string, string>> = { etag: '"v1"' },
  then: () => void = () => {},
): void {
  response.writeHead(200, { ...headers, 'content-length': content.length });
  response.write(content.subarray(0, halfway), then);
}

/** Promises the whole file, sends half of it and cuts the connection. */
export function cutHalfway(response: ServerResponse, headers?: Readonly<Record<string, string>>): void {
  // A moment, so that the bytes are on their way before the connection is gone.
  stallHalfway(response, headers, () => setTimeout(() => response.destroy(), 20));
}
