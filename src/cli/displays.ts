import { createLogUpdate } from 'log-update';
import type { DownloadOptions, DownloadProgress } from '../download/options.ts';
import type { ModelRunProgress } from '../engine/engine.ts';
import { clockTime } from '../engine/server-waits.ts';
import { printable } from '../errors/printable.ts';
import type { TrainingProgress } from '../lm/training/train.ts';
import type { ProgressEvent, StageProgress } from '../study/events.ts';
import {
  type CommandContext,
  exitCodes,
  formatCount,
  formatDuration,
  formatUsd,
  stopSignals,
} from './command-context.ts';
import { terminalOf } from './guarded-context.ts';

/** A log file gets a line a model this often. */
const plainLineMs = 10_000;

/** One line a model while calls run: redrawn on a terminal, printed now and then elsewhere. */
export class ProgressDisplay {
  readonly #stream: NodeJS.WriteStream;
  readonly #redraw: ReturnType<typeof createLogUpdate> | null;
  #printedAt = performance.now();

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    this.#redraw = stream.isTTY ? createLogUpdate(terminalOf(stream)) : null;
  }

  show(progress: ProgressEvent): void {
    const lines = progress.models.map((model) => progressLine(model, progress));
    if (this.#redraw !== null) {
      const width = (this.#stream.columns ?? 100) - 1;
      this.#redraw(lines.map((line) => printable(line).slice(0, width)).join('\n'));
      if (progress.ended) this.#redraw.done();
    } else if (progress.ended || this.#isDue()) this.#stream.write(`${lines.join('\n')}\n`);
  }

  /** A line that stays, above the progress. */
  note(text: string): void {
    this.clear();
    this.#stream.write(`${text}\n`);
  }

  /** Takes the lines away until they are drawn again. */
  clear(): void {
    this.#redraw?.clear();
  }

  #isDue(): boolean {
    const now = performance.now();
    if (now - this.#printedAt < plainLineMs) return false;
    this.#printedAt = now;
    return true;
  }
}

/** The line of one model. */
export function progressLine(
  model: StageProgress,
  { seconds, ended }: Pick<ProgressEvent, 'seconds' | 'ended'>,
): string {
  const planned = Math.max(model.total, model.planned);
  const finished = model.stored + model.answered + model.failed;
  const rate = (model.answered + model.failed) / Math.max(seconds, 0.001);
  const left = planned - finished;
  const parts = [
    model.model,
    `${formatCount(finished)}/${formatCount(planned)}`,
    ...(left > 0 && rate > 0 && !ended && model.stopped === null
      ? [`${formatRate(rate)}, ${formatDuration(left / rate)} left`]
      : []),
    Object.entries(model.outcomes)
      .filter(([, count]) => count > 0)
      .map(([label, count]) => `${label} ${formatCount(count)}`)
      .join(', '),
    ...(model.failed > 0 ? [`failed ${formatCount(model.failed)}`] : []),
    ...(model.retries > 0 ? [`retries ${formatCount(model.retries)}`] : []),
    ...usage(model),
    ...(model.pausedUntil === null || ended
      ? []
      : [`waits until ${clockTime(model.pausedUntil - Date.now())}`]),
    ...(model.stopped === null ? [] : [stopWord(model.stopped.reason)]),
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

function stopWord(reason: NonNullable<ModelRunProgress['stopped']>['reason']): string {
  return reason === 'batch' ? 'waits for a batch' : `stopped (${reason})`;
}

/** `250/s`, `0.5/s`, and by the minute where it is less than one in ten seconds. */
export function formatRate(perSecond: number): string {
  if (perSecond >= 9.95) return `${formatCount(Math.round(perSecond))}/s`;
  return perSecond >= 0.1 ? `${perSecond.toFixed(1)}/s` : `${(perSecond * 60).toFixed(1)}/min`;
}

/** Nothing where nothing was used: baselines are not measured in tokens. */
function usage({ inputTokens, outputTokens, costUsd }: ModelRunProgress): string[] {
  const tokens = inputTokens + outputTokens;
  if (tokens === 0 && costUsd === 0) return [];
  return [`${formatCount(tokens)} tokens`, ...(costUsd === null ? [] : [formatUsd(costUsd)])];
}

const barWidth = 24;

/** A bar for the file that is being fetched; elsewhere than on a terminal, a line when it is there. */
export class DownloadDisplay {
  readonly #stream: NodeJS.WriteStream;
  readonly #redraw: ReturnType<typeof createLogUpdate> | null;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    this.#redraw = stream.isTTY ? createLogUpdate(terminalOf(stream)) : null;
  }

  show(progress: DownloadProgress): void {
    if (progress.kind === 'progress')
      this.#redraw?.(printable(this.#bar(progress.file, progress.bytes, progress.total)));
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

/** Runs downloads and shows their progress; Ctrl-C stops them, says so, and keeps what arrived. */
export async function downloadWithDisplay(
  context: CommandContext,
  download: (options: DownloadOptions) => Promise<void>,
): Promise<void> {
  const stopping = new AbortController();
  const stop = () => {
    // A second Ctrl-C does not wait.
    if (stopping.signal.aborted) process.exit(exitCodes.findings);
    stopping.abort();
  };
  const display = new DownloadDisplay(context.stderr);
  // Not `once`: what restores the cursor ends the program at a signal that nobody else listens to any more.
  for (const signal of stopSignals) process.on(signal, stop);
  try {
    await download({
      signal: stopping.signal,
      fetchOptions: { environment: context.environment },
      onProgress: (progress) => display.show(progress),
    });
  } catch (error) {
    if (error !== stopping.signal.reason) throw error;
    display.end();
    context.stderr.write('Stopped; what arrived is saved, and the same command resumes from there.\n');
    context.exitCode = exitCodes.findings;
  } finally {
    display.end();
    for (const signal of stopSignals) process.off(signal, stop);
  }
}

/** One line while a model is trained: redrawn on a terminal, printed now and then elsewhere. What validation says stays. */
export class TrainingDisplay {
  readonly #stream: NodeJS.WriteStream;
  readonly #redraw: ReturnType<typeof createLogUpdate> | null;
  #printedAt = Number.NEGATIVE_INFINITY;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    this.#redraw = stream.isTTY ? createLogUpdate(terminalOf(stream)) : null;
  }

  show(progress: TrainingProgress): void {
    const line = this.#line(progress);
    const stays = progress.validationLoss !== null || progress.step === progress.steps;
    if (stays || (this.#redraw === null && this.#isDue())) this.note(line);
    else this.#redraw?.(line.slice(0, (this.#stream.columns ?? 100) - 1));
  }

  /** A line that stays, above the progress. */
  note(text: string): void {
    this.#redraw?.clear();
    this.#stream.write(`${text}\n`);
  }

  end(): void {
    this.#redraw?.clear();
    this.#redraw?.done();
  }

  #isDue(): boolean {
    const now = performance.now();
    if (now - this.#printedAt < plainLineMs) return false;
    this.#printedAt = now;
    return true;
  }

  #line({ step, steps, loss, validationLoss, tokensPerSecond, secondsLeft }: TrainingProgress): string {
    const parts = [
      `step ${formatCount(step)}/${formatCount(steps)}`,
      `loss ${loss.toFixed(3)}`,
      ...(validationLoss === null ? [] : [`validation ${validationLoss.toFixed(3)}`]),
      `${formatCount(Math.round(tokensPerSecond))} tokens/s`,
      ...(step === steps ? [] : [`${formatDuration(secondsLeft)} left`]),
    ];
    return parts.join(' · ');
  }
}
