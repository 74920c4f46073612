import type {
  BatchFile,
  BatchService,
  KnownBatches,
  RemoteBatch,
  RemoteLine,
  StoredBatch,
} from '../../core/batch.ts';
import type { ModelRequest } from '../../core/model.ts';
import type { ModelError } from '../../errors/errors.ts';
import { textField } from '../http/json-body.ts';
import type { ProviderHttp } from '../http/provider-http.ts';
import { malformedBatch } from './batch-lines.ts';

/** A page of a list: what is on it, and the path of the next; null after the last. */
interface Page {
  readonly items: unknown;
  readonly next: string | null;
}

/** The provider's clock may differ from ours by hours: a time zone that is set wrongly. */
const clockMs = 86_400_000;

/** The words of a provider for the state of a batch, in lower case. */
interface StateWords {
  readonly running: ReadonlySet<string>;
  /** Of batches that finished. */
  readonly finished: ReadonlySet<string>;
  /** Of batches that ended otherwise, with what is said of them. */
  readonly ends: Readonly<Record<string, string>>;
}

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

  /**
   * The lines of files that are named in an answer; a file that is not named is passed over.
   * @throws ModelError where a batch that is finished names none: its lines are not missing, they are not there yet
   */
  async *filesOf(
    answer: unknown,
    names: readonly string[],
    isFinished: boolean,
    read: (file: string) => AsyncIterable<RemoteLine>,
  ): AsyncGenerator<RemoteLine> {
    const files = names.flatMap((name) => textField(answer, name) ?? []).filter((file) => file !== '');
    if (isFinished && files.length === 0) throw nameless();
    for (const file of files) yield* read(file);
  }
}

/** Whether something was made long before the batch; false where its time cannot be read. Times are Unix seconds, or texts. */
export function isOlder(createdAt: unknown, batch: StoredBatch): boolean {
  return timeOf(createdAt) < batch.createdAt - clockMs;
}

/** Whether it was made long after it: a batch is sent when it is written, or never. */
export function isNewer(createdAt: unknown, batch: StoredBatch): boolean {
  return timeOf(createdAt) > batch.createdAt + clockMs;
}

function timeOf(createdAt: unknown): number {
  return typeof createdAt === 'number' ? createdAt * 1000 : Date.parse(String(createdAt));
}

/**
 * How a batch stands by the provider's word for it, with the provider's reasons after what is said of an end. A word that is not
 * known does not end it: the calls of a batch that has ended are sent again where they have no result.
 * @throws ModelError where there is no word
 */
export function readState(
  { running, finished, ends }: StateWords,
  status: string | undefined,
  reasons: readonly (string | undefined)[] = [],
): RemoteBatch {
  if (status === undefined || status === '')
    throw malformedBatch('The answer does not say how the batch is.');
  const word = status.toLowerCase();
  if (running.has(word)) return { state: 'running', problem: null };
  if (finished.has(word)) return { state: 'ended', problem: null };
  const end = Object.hasOwn(ends, word) ? ends[word] : undefined;
  if (end === undefined) {
    return { state: 'running', problem: `The provider says "${status}" of it, which hvsb does not know.` };
  }
  const given = reasons.filter((text) => text !== undefined && text !== '').slice(0, mostReasons);
  return { state: 'ended', problem: [end, ...given].join(' ') };
}

/** Of a batch that is finished and names no results: they are not there yet, and not missing. */
export function nameless(): ModelError {
  return malformedBatch('The batch is finished, but names no results.');
}

/** Whether the provider's word is that of a batch that finished. */
export function isFinished({ finished }: StateWords, status: string | undefined): boolean {
  return finished.has((status ?? '').toLowerCase());
}

const mostReasons = 3;
