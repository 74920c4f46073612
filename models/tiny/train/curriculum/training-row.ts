import type { JudgeQuestion } from '../../../../src/core/judge-question.ts';
import type { Message } from '../../../../src/core/model.ts';

/** The tasks of the program that `builtin:tiny` answers. */
export const tasks = ['judge', 'explain', 'agree', 'answer'] as const;
export type Task = (typeof tasks)[number];

/** One row to train on: the program's prompt, word for word, and the answer that its parsers read. */
export interface TrainingRow {
  readonly task: Task;
  readonly messages: readonly Message[];
  readonly completion: string;
  /** Of a judging row: wording, label order and label words. */
  readonly question?: JudgeQuestion;
  /** Where the text comes from: `grammar`, `bbq` or `ali-agent`. */
  readonly source: string;
}

/** Training rows and validation rows. They share no BBQ template, no statement and no draw. */
export type Part = 'training' | 'validation';
