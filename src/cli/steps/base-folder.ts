import { builtinFolder } from '../../models/checkpoint/builtin-folder.ts';

/**
 * The folder that `--from` names: one of a checkpoint, with or without `checkpoint:`, or a model that ships.
 * @throws UsageError where no model that ships goes by that name
 */
export function baseFolder(name: string): string {
  if (name.startsWith('builtin:')) return builtinFolder(name.slice('builtin:'.length));
  return name.startsWith('checkpoint:') ? name.slice('checkpoint:'.length) : name;
}
