import { Worker } from 'node:worker_threads';
import type { ParquetContent, ParquetQuestion, ParquetReply } from './parquet-thread.ts';

type Answer = Exclude<ParquetReply['answer'], { readonly kind: 'failed' }>;

interface Waiting {
  resolve(answer: ParquetReply['answer']): void;
  reject(error: Error): void;
}

/** The thread that decodes, and the questions that it has not answered. */
interface Decoder {
  readonly thread: Worker;
  readonly waiting: Map<number, Waiting>;
}

/** Memory that a decoder may take: damage may say of two rows that they are two thousand million. */
const maxHeapMb = 4096;

let decoder: Decoder | null = null;
let questions = 0;

/** A Parquet file that the thread has opened. */
export class ParquetReader {
  readonly #file: number;
  readonly #seconds: number;
  readonly columns: readonly string[];
  readonly groupSizes: readonly number[];

  private constructor(file: number, seconds: number, opened: Answer & { kind: 'opened' }) {
    this.#file = file;
    this.#seconds = seconds;
    this.columns = opened.columns;
    this.groupSizes = opened.groupSizes;
  }

  /**
   * @param seconds in which each answer of the thread has to come
   * @throws Error where the file is damaged
   */
  static async open(content: ParquetContent, seconds: number): Promise<ParquetReader> {
    questions += 1;
    const file = questions;
    const opened = await ask({ kind: 'open', file, content }, seconds);
    if (opened.kind !== 'opened') throw new Error('the decoder mixed its answers up');
    return new ParquetReader(file, seconds, opened);
  }

  /** Rows of one group, as many from here on as come at a time. @throws Error where they are damaged */
  async rows(group: number, from: number): Promise<readonly unknown[]> {
    const answer = await ask({ kind: 'rows', file: this.#file, group, from }, this.#seconds);
    return answer.kind === 'rows' ? answer.rows : [];
  }

  close(): void {
    // Without waiting for an answer; where the thread was ended, nothing is open.
    decoder?.thread.postMessage({ id: 0, question: { kind: 'close', file: this.#file } });
  }
}

async function ask(question: ParquetQuestion['question'], seconds: number): Promise<Answer> {
  decoder ??= start();
  const { thread, waiting } = decoder;
  questions += 1;
  const id = questions;
  // A waiting question keeps the process alive, an idle thread does not.
  thread.ref();
  const stop = afterSeconds(seconds, () => end(new Error('its decoding does not end')));
  try {
    const answer = await new Promise<ParquetReply['answer']>((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      thread.postMessage({ id, question } satisfies ParquetQuestion);
    });
    if (answer.kind === 'failed') throw new Error(answer.message);
    return answer;
  } finally {
    stop();
    waiting.delete(id);
    if (waiting.size === 0) thread.unref();
  }
}

function start(): Decoder {
  const thread = new Worker(threadFile(), { resourceLimits: { maxOldGenerationSizeMb: maxHeapMb } });
  const waiting = new Map<number, Waiting>();
  thread.on('message', ({ id, answer }: ParquetReply) => waiting.get(id)?.resolve(answer));
  thread.on('error', (error: Error) => end(error));
  thread.unref();
  return { thread, waiting };
}

/** The thread cannot be asked again. */
function end(error: Error): void {
  const ended = decoder;
  decoder = null;
  void ended?.thread.terminate();
  for (const { reject } of ended?.waiting.values() ?? []) reject(error);
}

/** Counts the seconds in which this process runs, so that a computer that sleeps ends nothing. Gives what stops it. */
function afterSeconds(seconds: number, work: () => void): () => void {
  let passed = 0;
  const timer = setInterval(() => {
    passed += 1;
    if (passed >= seconds) work();
  }, 1000);
  return () => clearInterval(timer);
}

/** Beside this file, whether it runs as it was written or compiled. */
function threadFile(): URL {
  return new URL(`./parquet-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);
}
