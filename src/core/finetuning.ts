import type { Message } from './model.ts';

/** What a model is fine-tuned to do. */
export const finetuningTasks = ['explain', 'judge'] as const;
export type FinetuningTask = (typeof finetuningTasks)[number];

/** One thing to learn: what the program asks, word for word, and the answer that its parsers read. */
export interface FinetuningRow {
  readonly messages: readonly Message[];
  readonly completion: string;
  /** Rows of one group, such as those about one scenario, are not independent: they stay on one side of a split. */
  readonly group: string;
  /** Where the row is, for people: a file and a line, or an id in the store. */
  readonly where: string;
}
