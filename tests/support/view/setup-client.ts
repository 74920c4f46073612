import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StudyJob } from '../../../src/core/view/setup-page.ts';
import { allowedHosts } from '../../../src/server/guard.ts';
import { type RunningServer, serve } from '../../../src/server/serve.ts';
import type { StudyPlace } from '../../../src/server/view/shown-study.ts';
import { createViewSite } from '../../../src/server/view/view-server.ts';
import { pageStudy } from '../../../src/study/file/load-study.ts';
import { compileCache } from '../hvsb.ts';

const bin = fileURLToPath(new URL('../../../bin/hvsb.js', import.meta.url));
const dummy =
  '<!doctype html><meta name="hvsb-data" content="server" /><script src="./assets/a.js"></script>';
const organiserToken = 'organiser-4f1d09a27c';

interface SetupClientOptions {
  readonly token?: string | null;
  readonly readOnly?: boolean;
  /** Variables of the server, which runs get, too. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Folder of the built page; a dummy if absent. */
  readonly page?: string;
}

/** The server of `hvsb view` in a folder without results, asked over HTTP as the organiser. */
export class SetupClient {
  /** Of the studies. */
  readonly folder: string;
  readonly origin: string;
  readonly #end: () => Promise<void>;
  #cookie = '';

  private constructor(folder: string, server: RunningServer, end: () => Promise<void>) {
    this.folder = folder;
    this.origin = new URL(server.url).origin;
    this.#end = end;
  }

  /** @param studies folder of the studies, which stays; else one of its own. */
  static async start(
    { token = null, readOnly = false, environment = {}, page }: SetupClientOptions = {},
    studies?: string,
  ): Promise<SetupClient> {
    const outer = await mkdtemp(join(tmpdir(), 'hvsb-setup-'));
    const folder = studies ?? join(outer, 'studies');
    await mkdir(folder, { recursive: true });
    await writeFile(join(outer, 'index.html'), dummy);
    const { PATH = '' } = process.env;
    const variables = {
      PATH,
      HOME: outer,
      NODE_COMPILE_CACHE: compileCache,
      HVSB_DATA: join(outer, 'data'),
      ...environment,
    };
    const placeOf = async (file: string): Promise<StudyPlace> => {
      const { name, store, rating, labels } = await pageStudy({ study: join(folder, file) });
      const { itemsPerModel: _, ...settings } = rating;
      return {
        path: store ?? '',
        name: name ?? '',
        version: '0.0.0',
        labels,
        settings,
        chooseItems: async () => {},
      };
    };
    const settings = { labels: null, ratersPerItem: 1, seed: 1, guidelines: '', contentWarning: '' };
    const nothing = { path: join(folder, 'hvsb.db'), name: 'Nothing', version: '0.0.0', settings, readOnly };
    const site = await createViewSite({
      place: { ...nothing, chooseItems: async () => {} },
      setup: readOnly
        ? null
        : {
            ...{ folder, datasets: [], providers: [], environment: variables, organiserToken, placeOf },
            program: { command: process.execPath, args: [bin] },
          },
      page: page ?? outer,
      token,
      hosts: allowedHosts('127.0.0.1'),
    });
    const server = await serve({ app: site.app, host: '127.0.0.1', port: 0, token });
    const client = new SetupClient(folder, server, async () => {
      await server.close();
      await site.close();
      await rm(outer, { recursive: true, force: true });
    });
    return client;
  }

  /** As the organiser's address brings in. */
  get entrance(): string {
    return `${this.origin}/setup#organiser=${organiserToken}`;
  }

  async open(token = organiserToken): Promise<Response> {
    const answer = await this.send('POST', '/api/organiser/session', { token });
    this.#cookie = answer.headers
      .getSetCookie()
      .map((each) => each.split(';')[0])
      .join('; ');
    return answer;
  }

  ask(path: string, { headers, ...init }: RequestInit = {}): Promise<Response> {
    return fetch(`${this.origin}${path}`, {
      ...init,
      headers: { ...(this.#cookie === '' ? {} : { cookie: this.#cookie }), ...headers },
    });
  }

  send(method: string, path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    const type = { 'content-type': 'application/json' };
    return this.ask(path, { method, headers: { ...type, ...headers }, body: JSON.stringify(body) });
  }

  /** The answer of a setup route; the caller says of which type the contract makes it. */
  async do<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await (body === undefined
      ? this.ask(`/api/setup/${path}`, { method })
      : this.send(method, `/api/setup/${path}`, body));
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** The run of a study when it has come so far. */
  async until(id: string, isSo: (job: StudyJob) => boolean): Promise<StudyJob> {
    for (;;) {
      const jobs = await this.do<readonly StudyJob[]>('GET', 'jobs');
      const job = jobs.find((each) => each.id === id);
      if (job !== undefined && isSo(job)) return job;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#end();
  }
}
