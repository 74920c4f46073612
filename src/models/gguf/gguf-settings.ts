import { UsageError } from '../../errors/errors.ts';
import type { Environment } from '../provider.ts';

/** How GGUF models are run. Null: chosen when the model is loaded. */
export interface GgufSettings {
  /** `auto`, `cuda`, `metal`, `vulkan` or `none`. */
  readonly gpu: string;
  readonly threads: number | null;
  /** Most bytes that the weights and all texts in work may take. */
  readonly memoryBytes: number | null;
  /** Most tokens of a prompt and its answer together. */
  readonly contextTokens: number | null;
  /** Calls that are answered side by side. */
  readonly sequences: number | null;
}

const gpus = ['auto', 'cuda', 'metal', 'vulkan', 'none'];

/**
 * Reads `HVSB_GGUF_GPU`, `HVSB_GGUF_THREADS`, `HVSB_GGUF_MEMORY_GB`, `HVSB_GGUF_CONTEXT` and `HVSB_GGUF_SEQUENCES`.
 * @throws UsageError for a value that cannot be used
 */
export function ggufSettings(environment: Environment): GgufSettings {
  const gpu = environment.HVSB_GGUF_GPU?.trim() || 'auto';
  if (!gpus.includes(gpu)) throw unusable('HVSB_GGUF_GPU', `one of ${gpus.join(', ')}`, gpu);
  const gigabytes = amount(
    environment,
    'HVSB_GGUF_MEMORY_GB',
    /^\d+(?:\.\d+)?$/,
    'gigabytes, such as 6 or 0.5',
  );
  return {
    gpu,
    threads: wholeNumber(environment, 'HVSB_GGUF_THREADS'),
    memoryBytes: gigabytes === null ? null : gigabytes * 1e9,
    contextTokens: wholeNumber(environment, 'HVSB_GGUF_CONTEXT'),
    sequences: wholeNumber(environment, 'HVSB_GGUF_SEQUENCES'),
  };
}

function wholeNumber(environment: Environment, name: string): number | null {
  return amount(environment, name, /^\d{1,9}$/, 'a whole number from 1');
}

function amount(environment: Environment, name: string, form: RegExp, expected: string): number | null {
  const text = environment[name]?.trim() ?? '';
  if (text === '') return null;
  if (!form.test(text) || Number(text) === 0) throw unusable(name, expected, text);
  return Number(text);
}

function unusable(where: string, expected: string, found: string): UsageError {
  return new UsageError('The setting cannot be used.', { where, expected, found });
}
