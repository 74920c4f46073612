import type { FinetuningRow } from '../../core/finetuning.ts';
import { CheckpointError } from '../../errors/errors.ts';
import type { ModelConfig } from '../checkpoint/model-config.ts';
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

/**
 * Rows as the model meets them; those that are longer than its context are left out and listed.
 * @throws CheckpointError where the tokenizer gives a token that the model has no embedding of
 */
export function encodeRows(
  encoder: ChatEncoder,
  rows: readonly FinetuningRow[],
  { maxPositions, vocabularySize }: Pick<ModelConfig, 'maxPositions' | 'vocabularySize'>,
): EncodedRows {
  const examples: TrainingExample[] = [];
  const tooLong: LongRow[] = [];
  for (const { messages, completion, where } of rows) {
    const example = chatExample(encoder, messages, completion);
    const unknown = example.ids.find((id) => id >= vocabularySize);
    if (unknown !== undefined) throw unknownToken(unknown, vocabularySize, where);
    if (example.ids.length <= maxPositions) examples.push(example);
    else tooLong.push({ where, tokens: example.ids.length });
  }
  return { examples, tooLong };
}

function unknownToken(id: number, vocabularySize: number, where: string): CheckpointError {
  return new CheckpointError('The tokenizer has a token that the model does not know.', {
    where,
    expected: `token ids below "vocab_size", ${vocabularySize}`,
    found: String(id),
    advice: 'tokenizer.json and config.json are not of one checkpoint: fetch it again.',
  });
}
