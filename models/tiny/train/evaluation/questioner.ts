import type { Completion, Message, Model } from '../../../../src/core/model.ts';
import { proportion } from '../../../../src/measures/inputs/cells.ts';
import { type Task, tasks } from '../curriculum/training-row.ts';

/** Longest answers by task, in tokens. */
const maxTokens: Readonly<Record<Task, number>> = { judge: 12, explain: 90, agree: 200, answer: 12 };

export interface QuestionerOptions {
  readonly model: Model;
  /** Questions under way at a time; a model that answers in batches needs several. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
}

/** Asks a model many questions of one task, and counts the answers that could be read. */
export class Questioner {
  readonly #options: QuestionerOptions;
  readonly #asked = new Map<Task, number>();
  readonly #read = new Map<Task, number>();

  constructor(options: QuestionerOptions) {
    this.#options = options;
  }

  /**
   * Asks about each subject and reads the answers, in the order of the subjects.
   * @param read what the parser makes of an answer; null where it cannot be read
   * @throws what the model throws: an evaluation with holes is none
   */
  async ask<Subject, Parsed>(
    task: Task,
    subjects: readonly Subject[],
    messages: (subject: Subject) => readonly Message[],
    read: (completion: Completion, subject: Subject) => Parsed | null,
  ): Promise<(Parsed | null)[]> {
    const { model, concurrency, signal } = this.#options;
    const results: (Parsed | null)[] = [];
    const sampling = { temperature: 0, maxTokens: maxTokens[task] };
    const left = subjects.entries();
    const work = async () => {
      for (const [number, subject] of left) {
        const completion = await model.complete({ messages: messages(subject), sampling, repeat: 0 }, signal);
        const parsed = read(completion, subject);
        results[number] = parsed;
        this.#count(task, parsed !== null);
      }
    };
    await Promise.all(Array.from({ length: concurrency }, work));
    return results;
  }

  /** Answers that could be read of all so far, by task. */
  parsed() {
    const of = (task: Task) => proportion(this.#read.get(task) ?? 0, this.#asked.get(task) ?? 0);
    const [judge, explain, agree, answer] = tasks;
    return { judge: of(judge), explain: of(explain), agree: of(agree), answer: of(answer) };
  }

  #count(task: Task, read: boolean): void {
    this.#asked.set(task, (this.#asked.get(task) ?? 0) + 1);
    if (read) this.#read.set(task, (this.#read.get(task) ?? 0) + 1);
  }
}
