import type { FinetuningRow } from '../../core/finetuning.ts';
import { type ChatEncoder, chatExample } from '../training/chat-example.ts';
import type { TrainingExample } from '../training/training-example.ts';

/** A row that does not fit into the model's context. */
export interface LongRow {
  readonly where: string;
  /** Tokens of prompt and completion, the one that ends it included. */
  readonly tokens: number;
}

export interface EncodedRows {
  readonly examples: readonly TrainingExample[];
  readonly tooLong: readonly LongRow[];
}

/** Rows as the model meets them; those that are longer than its context are left out and listed. */
export function encodeRows(
  encoder: ChatEncoder,
  rows: readonly FinetuningRow[],
  maxPositions: number,
): EncodedRows {
  const examples: TrainingExample[] = [];
  const tooLong: LongRow[] = [];
  for (const { messages, completion, where } of rows) {
    const example = chatExample(encoder, messages, completion);
    if (example.ids.length <= maxPositions) examples.push(example);
    else tooLong.push({ where, tokens: example.ids.length });
  }
  return { examples, tooLong };
}
