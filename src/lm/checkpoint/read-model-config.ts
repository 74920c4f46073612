import { join } from 'node:path';
import { fileNames } from './file-names.ts';
import type { ModelConfig } from './model-config.ts';
import { parseJson } from './parse-json.ts';
import { parseModelConfig } from './parse-model-config.ts';
import { readText } from './read-text.ts';

/**
 * Reads `config.json` of a Llama-, Qwen2- or SmolLM-type checkpoint.
 * @throws CheckpointError as `parseModelConfig` does, and where the file is missing or no JSON.
 */
export async function readModelConfig(folder: string): Promise<ModelConfig> {
  const path = join(folder, fileNames.config);
  return parseModelConfig(parseJson(await readText(path), path), path);
}
