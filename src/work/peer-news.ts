import type { Peers } from '../engine/engine.ts';
import type { SharedDatabase } from '../store/contract/shared-database.ts';
import { workSchema } from './work-tables.ts';

/** What is said between workers: a server asked one of them to wait. */
interface News {
  readonly worker: number;
  readonly endpoint: string;
  readonly waitMs: number;
}

/** A server may ask for more, which concerns one model of one worker only. */
const longestWaitMs = 10 * 60_000;

/** A session of the database in which a worker hears what others say, and by which they see that it is there. */
export class PeerNews {
  readonly #database: SharedDatabase;
  readonly #heard = new Set<(news: News) => void>();
  #session = 0;
  #stop: (() => Promise<void>) | null = null;

  constructor(database: SharedDatabase) {
    this.#database = database;
  }

  /** Once, before anything is heard. */
  async begin(): Promise<void> {
    this.#stop = await this.#database.listen(
      workSchema(this.#database),
      (payload) => {
        const said = readNews(payload);
        if (said !== null) for (const heard of this.#heard) heard(said);
      },
      (session) => {
        this.#session = session;
      },
    );
  }

  /** Number of the session; another one after a lost connection. */
  get session(): number {
    return this.#session;
  }

  /** The others, as the engine of this worker knows them. */
  peersOf(worker: number): Peers {
    return {
      slowed: (endpoint, waitMs) => {
        const news: News = { worker, endpoint, waitMs };
        const channel = workSchema(this.#database);
        const said = this.#database.query('select pg_notify($1, $2)', [channel, JSON.stringify(news)]);
        // Whoever does not hear of it learns it from the server.
        said.catch(() => undefined);
      },
      follow: (heard) => {
        const hear = (news: News) => {
          if (news.worker !== worker) heard(news.endpoint, news.waitMs);
        };
        this.#heard.add(hear);
        return () => void this.#heard.delete(hear);
      },
    };
  }

  async close(): Promise<void> {
    await this.#stop?.();
  }
}

/** What `slowed` of another worker has written; null for anything else that came by this channel, to which every user may write. */
function readNews(payload: string): News | null {
  try {
    const said: Partial<News> | null = JSON.parse(payload);
    const { worker, endpoint, waitMs } = said ?? {};
    if (typeof worker !== 'number' || typeof endpoint !== 'string' || typeof waitMs !== 'number') return null;
    return waitMs > 0 && waitMs <= longestWaitMs ? { worker, endpoint, waitMs } : null;
  } catch {
    return null;
  }
}
