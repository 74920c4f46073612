import { createLogUpdate } from 'log-update';
import type { DownloadProgress } from '../download/options.ts';
import type { EngineRun, ModelRunProgress } from '../engine/engine.ts';
import type { TrainingProgress } from '../lm/training/train.ts';
import { formatCount, formatDuration, formatUsd } from './format.ts';

const redrawMs = 200;
/** A log file gets a line a model this often. */
const plainLineMs = 10_000;

interface Labels {
  readonly planned: readonly number[];
  readonly labels: (modelRun: number) => Readonly<Record<string, number>>;
}

/** One line a model while calls run: redrawn on a terminal, printed now and then elsewhere. */
export class ProgressDisplay {
  readonly #stream: NodeJS.WriteStream;
  readonly #labels: Labels;
  readonly #redraw: ReturnType<typeof createLogUpdate> | null;
  #timer: NodeJS.Timeout | undefined;
  #startedAt = 0;
  #run: EngineRun | undefined;
  #hasEnded = false;

  constructor(stream: NodeJS.WriteStream, labels: Labels) {
    this.#stream = stream;
    this.#labels = labels;
    this.#redraw = stream.isTTY ? createLogUpdate(stream) : null;
  }

  start(run: EngineRun): void {
    this.#run = run;
    this.#startedAt = performance.now();
    this.#timer = setInterval(() => this.#show(), this.#redraw === null ? plainLineMs : redrawMs);
    this.#timer.unref();
  }

  /** A line that stays, above the progress. */
  note(text: string): void {
    this.#redraw?.clear();
    this.#stream.write(`${text}\n`);
  }

  /** Shows where everything ended. */
  end(): void {
    clearInterval(this.#timer);
    this.#hasEnded = true;
    this.#show();
    this.#redraw?.done();
  }

  #show(): void {
    if (this.#run === undefined) return;
    const seconds = (performance.now() - this.#startedAt) / 1000;
    const lines = this.#run.progress().map((modelRun, position) => this.#line(modelRun, position, seconds));
    if (this.#redraw === null) this.#stream.write(`${lines.join('\n')}\n`);
    else this.#redraw(lines.map((line) => line.slice(0, (this.#stream.columns ?? 100) - 1)).join('\n'));
  }

  #line(modelRun: ModelRunProgress, position: number, seconds: number): string {
    const planned = Math.max(this.#labels.planned[position] ?? 0, modelRun.planned);
    const finished = modelRun.stored + modelRun.answered + modelRun.failed;
    const rate = (modelRun.answered + modelRun.failed) / Math.max(seconds, 0.001);
    const left = planned - finished;
    const parts = [
      modelRun.model,
      `${formatCount(finished)}/${formatCount(planned)}`,
      ...(left > 0 && rate > 0 && !this.#hasEnded && modelRun.stopped === null
        ? [`${formatCount(Math.round(rate))}/s, ${formatDuration(left / rate)} left`]
        : []),
      Object.entries(this.#labels.labels(position))
        .filter(([, count]) => count > 0)
        .map(([label, count]) => `${label} ${formatCount(count)}`)
        .join(', '),
      ...(modelRun.failed > 0 ? [`failed ${formatCount(modelRun.failed)}`] : []),
      ...(modelRun.retries > 0 ? [`retries ${formatCount(modelRun.retries)}`] : []),
      ...usage(modelRun),
      ...(modelRun.stopped === null ? [] : [`stopped (${modelRun.stopped.reason})`]),
    ];
    return parts.filter((part) => part !== '').join(' · ');
  }
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

/** A log file gets a line this often. */

/** One line while a model is trained: redrawn on a terminal, printed now and then elsewhere. What validation says stays. */
export class TrainingDisplay {
  readonly #stream: NodeJS.WriteStream;
  readonly #redraw: ReturnType<typeof createLogUpdate> | null;
  #printedAt = Number.NEGATIVE_INFINITY;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    this.#redraw = stream.isTTY ? createLogUpdate(stream) : null;
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
