import { fileURLToPath } from 'node:url';

const builtinTiny = 'builtin:tiny';

/** The folder that `--from` names: one of a checkpoint, with or without `checkpoint:`, or that of the model that ships. */
export function baseFolder(name: string): string {
  if (name === builtinTiny) return fileURLToPath(new URL('../../../models/tiny', import.meta.url));
  return name.replace(/^checkpoint:/, '');
}
