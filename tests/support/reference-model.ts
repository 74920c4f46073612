import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { ModelConfig } from '../../src/lm/checkpoint/model-config.ts';
import { readModelConfig } from '../../src/lm/checkpoint/read-model-config.ts';
import { readTensors } from '../../src/lm/checkpoint/read-tensors.ts';
import type { Parameters } from '../../src/lm/decoder/parameters.ts';
import { loadParameters } from '../../src/lm/generation/language-model.ts';

export const referenceNames = ['llama-tied', 'llama3-rope', 'qwen2-untied'] as const;

/** What transformers makes of a text: logits after each token, and the likeliest tokens that it writes on with. */
const references = z.array(
  z.object({
    ids: z.array(z.number()),
    logits: z.array(z.array(z.number())),
    greedy: z.array(z.number()),
  }),
);

export interface ReferenceModel {
  readonly config: ModelConfig;
  readonly parameters: Parameters;
  readonly texts: z.infer<typeof references>;
}

/** A checkpoint of tests/data/checkpoints and what transformers computed with it, see make-reference-checkpoints.py. */
export async function referenceModel(name: (typeof referenceNames)[number]): Promise<ReferenceModel> {
  const folder = fileURLToPath(new URL(`../data/checkpoints/${name}`, import.meta.url));
  const config = await readModelConfig(folder);
  return {
    config,
    parameters: await loadParameters({ tensors: () => readTensors(folder, config) }),
    texts: references.parse(JSON.parse(await readFile(join(folder, 'reference-logits.json'), 'utf8'))),
  };
}
