import type { FinetuningRow } from '../../core/finetuning.ts';
import { UsageError } from '../../errors/errors.ts';
import type { TrainingExample } from '../training/training-example.ts';
import type { BaseModel } from './base-model.ts';
import { encodeRows, type LongRow } from './encode-rows.ts';
import type { FinetuningRequest, FinetuningStart } from './finetuning-request.ts';
import { openBase } from './open-base.ts';
import { scratchBase } from './scratch-base.ts';
import { splitRows } from './split-rows.ts';

/** A model, and what it is to learn. */
export interface TrainingSet {
  readonly base: BaseModel;
  readonly training: readonly TrainingExample[];
  readonly validation: readonly TrainingExample[];
  readonly tooLong: readonly LongRow[];
}

/**
 * Opens the model to start from and encodes the rows for it. No weights are read yet.
 * @throws UsageError where no row to learn from fits the model's context
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
  return new UsageError('there is no row to learn from that fits into the model’s context', {
    expected: `rows of at most ${maxPositions} tokens, prompt and completion together`,
    found:
      shortest === undefined
        ? 'no rows'
        : `at least ${shortest.tokens} tokens, the shortest at ${shortest.where}`,
    advice: 'Shorten the scenarios, or take a model with a longer context.',
  });
}
