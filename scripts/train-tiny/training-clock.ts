import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const spent = z.object({ seconds: z.number().nonnegative() });

/** How long a training took, over all the sittings that it was done in. */
export class TrainingClock {
  readonly #file: string;
  readonly #secondsBefore: number;
  readonly #startedAt = performance.now();

  private constructor(file: string, secondsBefore: number) {
    this.#file = file;
    this.#secondsBefore = secondsBefore;
  }

  /** Goes on from what the file says; from nothing where there is none. */
  static async open(file: string): Promise<TrainingClock> {
    const text = await readFile(file, 'utf8').catch(() => '{"seconds":0}');
    return new TrainingClock(file, spent.parse(JSON.parse(text)).seconds);
  }

  get minutes(): number {
    return this.#seconds / 60;
  }

  /** At once, so that it can be done between two steps. */
  save(): void {
    writeFileSync(this.#file, `${JSON.stringify({ seconds: this.#seconds })}\n`);
  }

  get #seconds(): number {
    return this.#secondsBefore + (performance.now() - this.#startedAt) / 1000;
  }
}
