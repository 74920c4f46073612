import type {
  BatchFile,
  BatchService,
  KnownBatches,
  RemoteBatch,
  RemoteLine,
  StoredBatch,
} from '../../core/batch.ts';
import type { ModelRequest } from '../../core/model.ts';
import { field } from '../http/json-body.ts';
import type { ProviderHttp } from '../http/provider-http.ts';
import { malformedBatch } from './batch-lines.ts';

/** A page of a list: what is on it, and the path of the next; null after the last. */
interface Page {
  readonly items: unknown;
  readonly next: string | null;
}

/** A clock at the provider may differ from ours. */
const clockMs = 3_600_000;

/** What the batches of all providers share: a connection, a model, lines in a file. */
export abstract class ProviderBatches implements BatchService {
  abstract readonly most: BatchService['most'];
  readonly frame: BatchService['frame'] = { before: '', between: '\n', after: '\n' };
  readonly http: ProviderHttp;
  readonly model: string;

  constructor(http: ProviderHttp, model: string) {
    this.http = http;
    this.model = model;
  }

  abstract line(key: string, request: ModelRequest): string;
  abstract submit(file: BatchFile, marker: string): Promise<string>;
  abstract find(batch: StoredBatch, known: KnownBatches): Promise<string | null | 'unresolved'>;
  abstract look(remoteId: string): Promise<RemoteBatch>;
  abstract results(remoteId: string): AsyncIterable<RemoteLine>;
  abstract cancel(remoteId: string): Promise<void>;

  instruction(_remoteId: string): string | null {
    return null;
  }

  close(): Promise<void> {
    return this.http.close();
  }

  /** Items of a list of several pages. @throws ModelError where a page is no list */
  async *listed(first: string, read: (page: unknown) => Page): AsyncGenerator<unknown> {
    for (let path: string | null = first; path !== null; ) {
      const { items, next }: Page = read(await this.http.get(path));
      // Some leave an empty list out.
      if (items === undefined || items === null) return;
      if (!Array.isArray(items)) throw malformedBatch('The list of batches is not a list.');
      yield* items;
      path = items.length === 0 ? null : next;
    }
  }

  /** The lines of files that are named in an answer; a file that is not named is passed over. */
  async *filesOf(
    answer: unknown,
    names: readonly string[],
    read: (file: string) => AsyncIterable<RemoteLine>,
  ): AsyncGenerator<RemoteLine> {
    for (const name of names) {
      const file = field(answer, name);
      if (typeof file === 'string' && file !== '') yield* read(file);
    }
  }
}

/** Whether something was made long before the batch; false where its time cannot be read. Times are Unix seconds, or texts. */
export function isOlder(createdAt: unknown, batch: StoredBatch): boolean {
  const ms = typeof createdAt === 'number' ? createdAt * 1000 : Date.parse(String(createdAt));
  return ms < batch.createdAt - clockMs;
}

/** What is said of a batch that ended otherwise than by finishing, with its own reasons after it. */
export function endOf(
  ends: Readonly<Record<string, string>>,
  status: string,
  reasons: readonly (string | undefined)[] = [],
): string | null {
  const end = Object.hasOwn(ends, status) ? ends[status] : undefined;
  if (end === undefined) return null;
  const given = reasons.filter((text) => text !== undefined && text !== '').slice(0, mostReasons);
  return [end, ...given].join(' ');
}

const mostReasons = 3;
