import type { AnswerOutcome } from '../../core/bbq-question.ts';
import { type BbqAnswerTable, bbqChoices } from './bbq-score.ts';
import { Numbering } from '../inputs/numbering.ts';

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

/** Collects answers as they come into the columns that `bbqScore` reads; texts are not kept. */
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
