import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileNames } from '../checkpoint/file-names.ts';
import { readText } from '../checkpoint/read-text.ts';
import type { TokenizerFiles } from './tokenizer-files.ts';

/**
 * Reads the tokenizer's files of a checkpoint's folder. `tokenizer.json` must be there.
 * @throws CheckpointError where it is not.
 */
export async function readTokenizerFiles(folder: string): Promise<TokenizerFiles> {
  const tokenizerJson = await readText(join(folder, fileNames.tokenizer));
  const tokenizerConfigJson = (await readOptional(join(folder, fileNames.tokenizerConfig))) ?? '{}\n';
  const chatTemplate = await readOptional(join(folder, fileNames.chatTemplate));
  return { tokenizerJson, tokenizerConfigJson, chatTemplate };
}

async function readOptional(path: string): Promise<string | null> {
  return existsSync(path) ? readText(path) : null;
}
