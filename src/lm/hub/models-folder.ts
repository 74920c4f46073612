import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Where models that are downloaded by name lie: `HVSB_MODELS`, else a folder in the user's cache.
 * @example modelsFolder({ HVSB_MODELS: '/disk/models' }); // '/disk/models'
 */
export function modelsFolder(environment: Readonly<Record<string, string | undefined>>): string {
  const own = environment.HVSB_MODELS?.trim() || null;
  if (own !== null) return resolve(own);
  return join(environment.XDG_CACHE_HOME?.trim() || join(homedir(), '.cache'), 'hvsb', 'models');
}

/**
 * Whether a GGUF file of this name is of the quantization, which publishers write in upper or lower case.
 * @example isFileOf('smollm2-135m-instruct-q8_0.gguf', 'Q8_0'); // true
 */
export function isFileOf(file: string, quantization: string): boolean {
  const [, name = ''] = /^(.+?)(?:-\d{5}-of-\d{5})?\.gguf$/i.exec(file) ?? [];
  return name.toLowerCase().split(/[-.]/).includes(quantization.toLowerCase());
}

/** Whether it is a later part of a model in several files: llama.cpp is given the first. */
export function isLaterPart(file: string): boolean {
  return /-(?!00001)\d{5}-of-\d{5}\.gguf$/i.test(file);
}
