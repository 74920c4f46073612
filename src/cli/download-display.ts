import { createLogUpdate } from 'log-update';
import type { DownloadProgress } from '../download/download-progress.ts';

const barWidth = 24;

/** A bar for the file that is being fetched; elsewhere than on a terminal, a line when it is there. */
export class DownloadDisplay {
  readonly #stream: NodeJS.WriteStream;
  readonly #redraw: ReturnType<typeof createLogUpdate> | null;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    this.#redraw = stream.isTTY ? createLogUpdate(stream) : null;
  }

  show(progress: DownloadProgress): void {
    if (progress.kind === 'progress')
      this.#redraw?.(this.#bar(progress.file, progress.bytes, progress.total));
    else this.#line(describe(progress));
  }

  end(): void {
    this.#redraw?.clear();
  }

  #line(text: string): void {
    this.#redraw?.clear();
    this.#stream.write(`${text}\n`);
  }

  #bar(file: string, bytes: number, total: number | null): string {
    const megabytes = (count: number) => `${(count / 1e6).toFixed(1)} MB`;
    if (total === null || total === 0) return `${file} ${megabytes(bytes)}`;
    const filled = Math.round((barWidth * bytes) / total);
    const bar = `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}`;
    const line = `${bar} ${String(Math.floor((100 * bytes) / total)).padStart(3)} % ${file} ${megabytes(bytes)} of ${megabytes(total)}`;
    return line.slice(0, (this.#stream.columns || 100) - 1);
  }
}

function describe(progress: Exclude<DownloadProgress, { kind: 'progress' }>): string {
  if (progress.kind === 'done')
    return `${progress.file}: ${progress.fetched ? 'fetched and checked' : 'already here'}`;
  const { file, problem, waitMs, attempt, attempts } = progress;
  return `${file}: ${problem}; attempt ${attempt} of ${attempts}, trying again in ${(waitMs / 1000).toFixed(1)} s`;
}
