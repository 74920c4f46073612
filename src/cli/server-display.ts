import { createLogUpdate } from 'log-update';
import { printable } from '../errors/printable.ts';
import type { ServerNews } from '../models/managed/server-slot.ts';
import { formatDuration } from './command-context.ts';
import { terminalOf } from './guarded-context.ts';

/** A log file gets a line this often while a model is loading. */
const plainLineSeconds = 10;

/** What is done while servers run, for their signals. */
export interface ServerLife {
  started(): void;
  ended(): void;
}

/** What becomes of servers: a line while one is loading its model, and sentences that stay. */
export class ServerDisplay {
  readonly #stream: NodeJS.WriteStream;
  readonly #redraw: ReturnType<typeof createLogUpdate> | null;
  readonly #life: ServerLife;

  constructor(stream: NodeJS.WriteStream, life: ServerLife) {
    this.#stream = stream;
    this.#redraw = stream.isTTY ? createLogUpdate(terminalOf(stream)) : null;
    this.#life = life;
  }

  show(news: ServerNews): void {
    if (news.state === 'starting') this.#life.started();
    if (news.state === 'loading') this.#loading(news);
    else this.#note(sentenceOf(news));
    if (news.state === 'stopped') this.#life.ended();
  }

  /** Takes the line away until it is drawn again. */
  clear(): void {
    this.#redraw?.clear();
  }

  #loading({ model, seconds, line }: Extract<ServerNews, { state: 'loading' }>): void {
    const text = [`${model} is loading`, formatDuration(seconds), line]
      .filter((part) => part !== '')
      .join(' · ');
    const width = (this.#stream.columns ?? 100) - 1;
    if (this.#redraw !== null) this.#redraw(printable(text).slice(0, width));
    else if (seconds > 0 && seconds % plainLineSeconds === 0) this.#stream.write(`${text}\n`);
  }

  #note(text: string): void {
    if (text === '') return;
    this.clear();
    // Shows the cursor again.
    this.#redraw?.done();
    this.#stream.write(`${text}\n`);
  }
}

function sentenceOf(news: Exclude<ServerNews, { state: 'loading' }>): string {
  switch (news.state) {
    case 'starting':
      return `Starting ${news.command} for ${news.model}.`;
    case 'ready':
      return `${news.model} is ready after ${formatDuration(news.seconds)}. Log of its server: ${news.log}`;
    case 'failed':
      return news.message;
    case 'stopping':
      return `Ending the server of ${news.model}.`;
    case 'reused':
      return `${news.model} is served already at ${news.endpoint}; that server is used, and left running.`;
    case 'leftover':
      return `Ended a server that an earlier run had left running: ${news.command}${news.pid === null ? '' : `, process ${news.pid}`}.`;
    case 'stopped':
      return '';
    default:
      return news satisfies never;
  }
}
