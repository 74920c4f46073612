import type { Message } from '../../../../src/core/model.ts';

/** What the program asks of a model that `builtin:tiny` answers. */
export const tasks = ['judge', 'explain', 'agree', 'answer'] as const;
export type Task = (typeof tasks)[number];

/** One thing to learn: what the program sends, word for word, and the answer that its parsers read. */
export interface TrainingRow {
  readonly task: Task;
  readonly messages: readonly Message[];
  readonly completion: string;
  /** Where the text comes from: `grammar`, `bbq` or `ali-agent`. */
  readonly source: string;
}

/** Rows to learn from, and rows to tell by when to stop. They share no BBQ template, no statement, no draw. */
export type Part = 'training' | 'validation';
