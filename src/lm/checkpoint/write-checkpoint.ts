import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TokenizerFiles } from '../tokenizer/tokenizer-files.ts';
import { configJson } from './config-json.ts';
import { fileNames } from './file-names.ts';
import { generationJson } from './generation-json.ts';
import type { GenerationSettings } from './generation-settings.ts';
import type { ModelConfig } from './model-config.ts';
import { replaceWhole } from './replace-whole.ts';
import { type TensorToWrite, writeSafetensors } from './write-safetensors.ts';

export interface CheckpointToWrite {
  readonly config: ModelConfig;
  readonly generation: GenerationSettings;
  readonly tokenizerFiles: TokenizerFiles;
  /** Every parameter that `parameterShapes` names. */
  readonly tensors: Iterable<TensorToWrite>;
  readonly type: 'F16' | 'F32';
}

/**
 * Writes a checkpoint's folder as the Hugging Face hub has it, so that `transformers` loads it unchanged. Each file is
 * written whole or not at all, the weights last. Other files of the folder stay.
 * @throws CheckpointError as `writeSafetensors` does.
 */
export async function writeCheckpoint(folder: string, checkpoint: CheckpointToWrite): Promise<void> {
  const { config, generation, tokenizerFiles, tensors, type } = checkpoint;
  await mkdir(folder, { recursive: true });
  await writeText(join(folder, fileNames.config), jsonText(configJson(config, type)));
  await writeText(join(folder, fileNames.generation), jsonText(generationJson(generation)));
  await writeText(join(folder, fileNames.tokenizer), tokenizerFiles.tokenizerJson);
  await writeText(join(folder, fileNames.tokenizerConfig), tokenizerFiles.tokenizerConfigJson);
  const templatePath = join(folder, fileNames.chatTemplate);
  if (tokenizerFiles.chatTemplate === null) await rm(templatePath, { force: true });
  else await writeText(templatePath, tokenizerFiles.chatTemplate);
  await writeSafetensors(join(folder, fileNames.weights), tensors, { type });
}

function writeText(path: string, text: string): Promise<void> {
  return replaceWhole(path, (handle) => handle.writeFile(text));
}

function jsonText(value: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
