import { createLogUpdate } from 'log-update';
import type { TrainingProgress } from '../lm/training/training-progress.ts';
import { formatCount, formatDuration } from './format.ts';

/** A log file gets a line this often. */
const plainLineMs = 10_000;

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
