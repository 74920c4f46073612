import { execFileSync, spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { SuiteOptions } from 'vitest';
import { skippedBecause } from './needs.ts';

export interface TransformersRequest {
  readonly ids?: readonly (readonly number[])[];
  readonly texts?: readonly string[];
  readonly messages?: readonly { readonly role: string; readonly content: string }[];
}

export interface TransformersAnswer {
  /** For each sequence, after each of its tokens, a number for each token of the vocabulary. */
  readonly logits: readonly (readonly (readonly number[])[])[];
  readonly encoded: readonly (readonly number[])[];
  readonly decoded: readonly string[];
  readonly chat: string;
}

const script = fileURLToPath(new URL('transformers-run.py', import.meta.url));

/** HVSB_PYTHON or python3. */
const python = process.env.HVSB_PYTHON ?? 'python3';

/** Of tests that need torch and transformers. Where HVSB_PYTHON names a Python, that one has to have them. */
export function neededTransformers(): SuiteOptions {
  try {
    execFileSync(python, ['-c', 'import torch, transformers'], { stdio: 'ignore' });
    return {};
  } catch {
    if (process.env.HVSB_PYTHON !== undefined) throw new Error(`${python} has no torch and transformers.`);
    return skippedBecause(`${python} has no torch and transformers.`, 'transformers');
  }
}

/** What `transformers` makes of a checkpoint's folder. */
export async function askTransformers(
  folder: string,
  request: TransformersRequest,
): Promise<TransformersAnswer> {
  const child = spawn(python, [script, folder], {
    env: { ...process.env, HF_HUB_OFFLINE: '1', TRANSFORMERS_VERBOSITY: 'error' },
  });
  child.stdin.end(JSON.stringify(request));
  const [output, problem, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.once('close', resolve)),
  ]);
  if (code !== 0) throw new Error(`${script} ended with ${code}:\n${problem}`);
  return JSON.parse(output);
}
