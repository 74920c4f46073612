import { freemem } from 'node:os';
import { CheckpointError } from '../../errors/errors.ts';
import type { GgufSettings } from './gguf-settings.ts';
import type { ContextSize, Llama, LlamaModel } from './llama-library.ts';

/** Tokens that a prompt and its answer have room for where the user does not say. */
const usualTokens = 2048;
const usualSequences = 8;
/** Share of the free memory that is taken where the user sets no limit. */
const usualShare = 0.8;
/** Tokens that are evaluated at once. */
export const batchTokens = 512;

/** What a model is run with, and what it takes in memory. Bytes. */
export interface FittingContext extends ContextSize {
  readonly neededBytes: number;
  readonly limitBytes: number;
}

/**
 * The most sequences, up to eight, with room for 2,048 tokens each (or as the user says) that fit into the memory. The weights
 * count where no graphics processor holds them.
 * @throws CheckpointError where not even one fits
 */
export async function fittingContext(
  llama: Llama,
  model: LlamaModel,
  settings: GgufSettings,
): Promise<FittingContext> {
  const onGpu = llama.gpu !== false && model.gpuLayers > 0;
  const free = onGpu ? (await llama.getVramState()).free : freemem();
  // Free memory is what is free beside the weights, which are loaded by now.
  const limitBytes = settings.memoryBytes ?? usualShare * free + model.size;
  const contextSize = Math.min(settings.contextTokens ?? usualTokens, model.trainContextSize);
  for (
    let sequences = settings.sequences ?? usualSequences;
    sequences >= 1;
    sequences = Math.floor(sequences / 2)
  ) {
    const neededBytes = model.size + (await contextBytes(model, { contextSize, sequences }, onGpu));
    if (neededBytes <= limitBytes) return { contextSize, sequences, neededBytes, limitBytes };
  }
  throw await doesNotFit(model, contextSize, limitBytes, onGpu);
}

async function contextBytes(model: LlamaModel, size: ContextSize, onGpu: boolean): Promise<number> {
  const { cpuRam, gpuVram } = await model.fileInsights.estimateContextResourceRequirementsV2({
    ...size,
    modelGpuLayers: model.gpuLayers,
    batchSize: batchTokens,
  });
  return onGpu ? gpuVram : cpuRam;
}

async function doesNotFit(
  model: LlamaModel,
  contextSize: number,
  limitBytes: number,
  onGpu: boolean,
): Promise<CheckpointError> {
  const needed = model.size + (await contextBytes(model, { contextSize, sequences: 1 }, onGpu));
  return new CheckpointError('The model does not fit into the memory.', {
    expected: `at most ${gigabytes(limitBytes)}`,
    found: `${gigabytes(needed)} for the weights and one text of ${contextSize} tokens`,
    advice: 'Choose a smaller quantization, set HVSB_GGUF_CONTEXT lower, or HVSB_GGUF_MEMORY_GB higher.',
  });
}

/** @example gigabytes(1_250_000_000); // '1.25 GB' */
export function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(2)} GB`;
}
