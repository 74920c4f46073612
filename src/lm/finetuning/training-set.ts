import type { FinetuningRow } from '../../core/finetuning.ts';
import { CheckpointError, UsageError } from '../../errors/errors.ts';
import type { ModelConfig } from '../checkpoint/model-config.ts';
import { shuffledIndices } from '../random.ts';
import { type ChatEncoder, chatExample, type TrainingExample } from '../training/training-example.ts';
import { type BaseModel, openBase, scratchBase } from './base-model.ts';
import type { FinetuningRequest, FinetuningStart, LongRow } from './finetuning-request.ts';

/** A model to start from, and the examples to train it on. */
export interface TrainingSet {
  readonly base: BaseModel;
  readonly training: readonly TrainingExample[];
  readonly validation: readonly TrainingExample[];
  readonly tooLong: readonly LongRow[];
}

/**
 * Opens the model to start from and encodes the rows for it. No weights are read yet.
 * @throws UsageError if no training row fits the model's context
 */
export async function prepareTrainingSet({
  start,
  rows,
  options,
}: Pick<FinetuningRequest, 'start' | 'rows' | 'options'>): Promise<TrainingSet> {
  const split = splitRows(rows, options.validationShare, options.seed);
  const base = await openStart(start, split.training, options.seed);
  const training = encodeRows(base.encoder, split.training, base.config);
  const validation = encodeRows(base.encoder, split.validation, base.config);
  const tooLong = [...training.tooLong, ...validation.tooLong];
  if (training.examples.length === 0) throw nothingFits(tooLong, base.config.maxPositions);
  return { base, training: training.examples, validation: validation.examples, tooLong };
}

async function openStart(
  start: FinetuningStart,
  rows: readonly FinetuningRow[],
  seed: number,
): Promise<BaseModel> {
  if (start.kind === 'checkpoint') return openBase(start.folder);
  return scratchBase(start.config, rows, seed, start.where);
}

function nothingFits(tooLong: readonly LongRow[], maxPositions: number): UsageError {
  const shortest = tooLong.toSorted((a, b) => a.tokens - b.tokens)[0];
  return new UsageError('No row fits the context of the model.', {
    expected: `rows of at most ${maxPositions} tokens, prompt and completion together`,
    found:
      shortest === undefined
        ? 'no rows'
        : `at least ${shortest.tokens} tokens, the shortest at ${shortest.where}`,
    advice: 'Shorten the scenarios, or take a model with a longer context.',
  });
}

interface SplitRows {
  readonly training: readonly FinetuningRow[];
  readonly validation: readonly FinetuningRow[];
}

/**
 * Holds out whole groups up to this share of the rows; at least one group if there are two, never all. The same rows and seed give the same split.
 *
 * @param share 0 or more, below 1
 */
export function splitRows(rows: readonly FinetuningRow[], share: number, seed: number): SplitRows {
  const sizes = new Map<string, number>();
  for (const { group } of rows) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  if (share === 0 || sizes.size < 2) return { training: rows, validation: [] };
  const groups = [...sizes];
  const held = new Set<string>();
  let room = share * rows.length;
  for (const index of shuffledIndices(groups.length, seed, 0)) {
    const [group = '', size = 0] = groups[index] ?? [];
    if (size > room) continue;
    held.add(group);
    room -= size;
  }
  if (held.size === 0) held.add(smallest(groups));
  return {
    training: rows.filter(({ group }) => !held.has(group)),
    validation: rows.filter(({ group }) => held.has(group)),
  };
}

function smallest(groups: readonly (readonly [string, number])[]): string {
  return groups.toSorted(([, a], [, b]) => a - b)[0]?.[0] ?? '';
}

interface EncodedRows {
  readonly examples: readonly TrainingExample[];
  readonly tooLong: readonly LongRow[];
}

/**
 * Rows as token ids. Rows that are longer than the model's context are left out and listed.
 * @throws CheckpointError if the tokenizer gives a token that the model has no embedding for
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
  return new CheckpointError('The tokenizer has a token that the model lacks.', {
    where,
    expected: `token ids below "vocab_size", ${vocabularySize}`,
    found: String(id),
    advice:
      'The files tokenizer.json and config.json are from different checkpoints: fetch the checkpoint again.',
  });
}
