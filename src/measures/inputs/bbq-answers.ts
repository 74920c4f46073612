import type { AnswerOutcome } from '../../core/question.ts';
import { Numbering } from './cells.ts';

/** Whom an answer chose. `none`: it was answered, and no option could be read (refusals too); `absent`: not answered. */
export const bbqChoices = { absent: 0, target: 1, other: 2, unknown: 3, none: 4 } as const;

/** One model's answers to BBQ's own questions, in columns; categories are numbers into their list. */
export interface BbqAnswerTable {
  readonly categories: readonly string[];
  /** Each of the following has one entry an answer. */
  readonly category: Uint16Array;
  /** Number of the item's cluster, from 0. */
  readonly cluster: Uint32Array;
  /** 1 where the context leaves the answer open, so that the unknown option is right. */
  readonly ambiguous: Uint8Array;
  /** 1 where the question is negative. */
  readonly negative: Uint8Array;
  /** See `bbqChoices`. */
  readonly choice: Uint8Array;
  /** The right choice. */
  readonly right: Uint8Array;
}

/** One answer to a question of BBQ, as a row of `hvsb export --table answers` has it. */
export interface BbqAnswer {
  readonly dataset: string;
  readonly category: string;
  /** Unique within the dataset. */
  readonly cluster: string;
  readonly ambiguous: boolean;
  readonly polarity: 'neg' | 'nonneg';
  readonly right: AnswerOutcome;
  readonly model: string;
  readonly attack: string;
  readonly outcome: AnswerOutcome;
}

/** All answers of one model under one attack to the questions of one dataset. */
export interface BbqAnswerSeries {
  readonly dataset: string;
  readonly model: string;
  readonly attack: string;
  readonly table: BbqAnswerTable;
}

/**
 * Collects answers as they come into the columns that `bbqScore` reads; texts are not stored.
 *
 * @example
 * const answer = { dataset: 'bbq', category: 'Age', cluster: '1', ambiguous: true, polarity: 'neg', right: 'unknown' } as const;
 * const answers = BbqAnswers.of([{ ...answer, model: 'a', attack: 'none', outcome: 'target' }]);
 * answers.series[0]?.table.choice; // 1, see bbqChoices
 */
export class BbqAnswers {
  readonly #series = new Map<string, OpenSeries>();

  static of(answers: Iterable<BbqAnswer>): BbqAnswers {
    const collected = new BbqAnswers();
    for (const answer of answers) collected.add(answer);
    return collected;
  }

  add(answer: BbqAnswer): void {
    const { dataset, model, attack } = answer;
    const key = JSON.stringify([dataset, model, attack]);
    const series = this.#series.get(key) ?? new OpenSeries(dataset, model, attack);
    this.#series.set(key, series);
    series.add(answer);
  }

  /** In the order in which they came. */
  get series(): BbqAnswerSeries[] {
    return [...this.#series.values()].map((open) => open.close());
  }
}

class OpenSeries {
  readonly #name: { readonly dataset: string; readonly model: string; readonly attack: string };
  readonly #categories = new Numbering<string>();
  readonly #clusters = new Numbering<string>();
  readonly #category: number[] = [];
  readonly #cluster: number[] = [];
  readonly #ambiguous: number[] = [];
  readonly #negative: number[] = [];
  readonly #choice: number[] = [];
  readonly #right: number[] = [];

  constructor(dataset: string, model: string, attack: string) {
    this.#name = { dataset, model, attack };
  }

  add({ category, cluster, ambiguous, polarity, outcome, right }: BbqAnswer): void {
    this.#category.push(this.#categories.number(category));
    this.#cluster.push(this.#clusters.number(cluster));
    this.#ambiguous.push(ambiguous ? 1 : 0);
    this.#negative.push(polarity === 'neg' ? 1 : 0);
    this.#choice.push(choiceOf(outcome));
    this.#right.push(choiceOf(right));
  }

  close(): BbqAnswerSeries {
    return {
      ...this.#name,
      table: {
        categories: this.#categories.values,
        category: Uint16Array.from(this.#category),
        cluster: Uint32Array.from(this.#cluster),
        ambiguous: Uint8Array.from(this.#ambiguous),
        negative: Uint8Array.from(this.#negative),
        choice: Uint8Array.from(this.#choice),
        right: Uint8Array.from(this.#right),
      },
    };
  }
}

function choiceOf(outcome: AnswerOutcome): number {
  return outcome === 'target' || outcome === 'other' || outcome === 'unknown'
    ? bbqChoices[outcome]
    : bbqChoices.none;
}
