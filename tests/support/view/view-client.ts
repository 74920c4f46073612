import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { LiveState } from '../../../src/core/view/view-api.ts';
import { allowedHosts } from '../../../src/server/guard.ts';
import { type RunningServer, serve } from '../../../src/server/serve.ts';
import { LockingRatingService } from '../../../src/server/view/locking-rating-service.ts';
import { LockingWriter } from '../../../src/server/view/locking-writer.ts';
import { StudyService } from '../../../src/server/view/study-service.ts';
import { createViewApp } from '../../../src/server/view/view-app.ts';
import { chooseRatingItems } from '../../../src/stages/choose-rating-items.ts';

const page = '<!doctype html><meta name="hvsb-data" content="server" /><script src="./assets/a.js"></script>';

interface ViewClientOptions {
  readonly token?: string;
  /** Of the points of the scale that people rate on; null for those of the store. */
  readonly labels?: readonly string[] | null;
  /** File of a study to compare with. */
  readonly other?: string;
  readonly readOnly?: boolean;
}

/** The server of `hvsb view` over a store, asked over HTTP. Its page is a dummy. */
export class ViewClient {
  readonly server: RunningServer;
  readonly origin: string;
  readonly #end: () => Promise<void>;

  private constructor(server: RunningServer, end: () => Promise<void>) {
    this.server = server;
    this.origin = new URL(server.url).origin;
    this.#end = end;
  }

  static async start(
    path: string,
    { token, labels = ['no', 'partly', 'yes'], other: otherPath, readOnly = false }: ViewClientOptions = {},
  ): Promise<ViewClient> {
    const folder = await mkdtemp(join(tmpdir(), 'hvsb-page-'));
    await writeFile(join(folder, 'index.html'), page);
    const otherName = otherPath === undefined ? null : basename(otherPath);
    const service = await StudyService.open(path, { name: 'Made study', version: '1.2.3', otherName });
    const other =
      otherPath === undefined
        ? undefined
        : await StudyService.open(otherPath, { name: basename(otherPath), version: '1.2.3' });
    const writer = await LockingWriter.open({ path, reader: service.store, readOnly });
    const rating = new LockingRatingService({
      writer,
      settings: {
        labels,
        ratersPerItem: 2,
        seed: 1,
        guidelines: '',
        contentWarning: '',
      },
      async chooseItems(store) {
        const chosen = await chooseRatingItems({ store, filter: {}, itemsPerModel: 3, seed: 1 });
        await store.addRatingItems(chosen, 1);
      },
    });
    const hosts = allowedHosts('127.0.0.1');
    const app = await createViewApp({
      service,
      other,
      writer,
      rating,
      page: folder,
      token: token ?? null,
      hosts,
    });
    const server = await serve({ app, host: '127.0.0.1', port: 0, token: token ?? null });
    return new ViewClient(server, async () => {
      await server.close();
      await writer.close();
      await other?.close();
      await service.close();
      await rm(folder, { recursive: true });
    });
  }

  ask(path: string, init?: RequestInit): Promise<Response> {
    return fetch(`${this.origin}${path}`, init);
  }

  /** The JSON answer of a view route; the caller says of which type the contract makes it. */
  async get<T>(path: string): Promise<T> {
    const response = await this.ask(`/api/view/${path}`);
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  send(method: string, path: string, body: unknown): Promise<Response> {
    const headers = { 'content-type': 'application/json' };
    return this.ask(path, { method, headers, body: JSON.stringify(body) });
  }

  /** Live states as they come, until the reader stops. */
  async *live(): AsyncGenerator<LiveState> {
    const stop = new AbortController();
    const { body } = await this.ask('/api/view/events', { signal: stop.signal });
    let rest = '';
    try {
      for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
        const events = `${rest}${chunk}`.split('\n\n');
        rest = events.pop() ?? '';
        for (const event of events) {
          const data = /^data: (.*)$/m.exec(event)?.[1];
          if (data !== undefined) yield JSON.parse(data);
        }
      }
    } finally {
      stop.abort();
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#end();
  }
}
