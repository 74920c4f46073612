import { fileURLToPath } from 'node:url';
import { closest } from 'fastest-levenshtein';
import { UsageError } from '../../errors/usage-error.ts';

/** Models that ship with the package. */
const builtinModels = ['tiny'];

/**
 * Where a model that ships with the package lies: at its root, from src/ and from dist/ alike.
 * @throws UsageError where none goes by that name
 */
export function builtinFolder(name: string): string {
  if (builtinModels.includes(name)) return fileURLToPath(new URL(`../../../models/${name}`, import.meta.url));
  throw new UsageError(`there is no built-in model "${name}"`, {
    where: `builtin:${name}`,
    expected: builtinModels.map((model) => `builtin:${model}`).join(', '),
    advice: `Did you mean builtin:${closest(name, builtinModels)}?`,
  });
}
