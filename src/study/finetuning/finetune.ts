import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FinetuningRow } from '../../core/finetuning.ts';
import { UsageError } from '../../errors/errors.ts';
import { parseJson } from '../../lm/checkpoint/checkpoint-files.ts';
import { parseModelConfig } from '../../lm/checkpoint/read-model-config.ts';
import { finetune } from '../../lm/finetuning/finetune.ts';
import type {
  FinetuningRequest,
  FinetuningResult,
  FinetuningStart,
} from '../../lm/finetuning/finetuning-request.ts';
import { type ModelCardFacts, modelCard } from '../../lm/finetuning/model-card.ts';
import { builtinFolder } from '../../models/checkpoint/checkpoint-providers.ts';

export interface FinetuneModelRequest
  extends Pick<FinetuningRequest, 'start' | 'out' | 'options' | 'signal' | 'onPlan' | 'onProgress'>,
    Pick<ModelCardFacts, 'task' | 'data' | 'prompts'> {
  readonly rows: readonly FinetuningRow[];
  /** What the user named as the model to start from. */
  readonly startName: string;
}

/**
 * Fine-tunes a model and writes its card. Aborting `signal` saves what is learned and stops.
 * @throws UsageError where the folder holds a model already
 */
export async function finetuneModel(request: FinetuneModelRequest): Promise<FinetuningResult> {
  const { startName, task, data, prompts, ...training } = request;
  const { start, out, options } = training;
  refuseOtherModel(out);
  const result = await finetune(training);
  if (result.kind === 'finished') {
    const from = { kind: start.kind, name: startName };
    const card = modelCard({ start: from, task, data, prompts, options, result });
    await writeFile(join(out, 'README.md'), card);
  }
  return result;
}

/** A folder with the state of an interrupted run is resumed; one with a finished model is left alone. */
function refuseOtherModel(out: string): void {
  if (!existsSync(join(out, 'config.json')) || existsSync(join(out, '.training'))) return;
  throw new UsageError('The folder already contains a model.', {
    where: out,
    expected: 'a new folder, an empty one, or one with an interrupted run',
    advice: 'Choose another --out, or remove the folder.',
  });
}

/** What training starts from, by `--from` or `--scratch`. @throws CheckpointError where a shape cannot be read */
export async function finetuningStart({
  from,
  scratch,
}: {
  readonly from?: string;
  readonly scratch?: string;
}): Promise<FinetuningStart> {
  if (scratch === undefined) return { kind: 'checkpoint', folder: baseFolder(from ?? '') };
  const text = await readFile(scratch, 'utf8').catch((cause: unknown) => {
    throw new UsageError('The file given with --scratch cannot be read.', {
      where: scratch,
      expected: 'a config.json as the Hugging Face hub has it',
      found: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  });
  return { kind: 'scratch', config: parseModelConfig(parseJson(text, scratch), scratch), where: scratch };
}

/**
 * The folder that a model to start from names: one of a checkpoint, with or without `checkpoint:`, or a model that ships.
 * @throws UsageError where no model that ships goes by that name
 */
export function baseFolder(name: string): string {
  if (name.startsWith('builtin:')) return builtinFolder(name.slice('builtin:'.length));
  return name.startsWith('checkpoint:') ? name.slice('checkpoint:'.length) : name;
}
