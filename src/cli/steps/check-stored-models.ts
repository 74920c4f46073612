import { closest } from 'fastest-levenshtein';
import { UsageError } from '../../errors/usage-error.ts';
import type { Store } from '../../store/store.ts';

interface AskedFor {
  readonly models?: readonly string[];
  readonly attacks?: readonly string[];
}

/** @throws UsageError that names the nearest one, where nothing in the store was asked of a model or under an attack. */
export async function checkStoredModels(
  store: Store,
  { models = [], attacks = [] }: AskedFor,
): Promise<void> {
  const conditions = await store.conditions();
  check('of the model', models, new Set(conditions.map(({ model }) => model)));
  check('under the attack', attacks, new Set(conditions.map(({ attack }) => attack)));
}

function check(relation: string, names: readonly string[], stored: ReadonlySet<string>): void {
  const unknown = names.find((name) => !stored.has(name));
  if (unknown === undefined) return;
  const known = [...stored];
  throw new UsageError(`the results file holds nothing ${relation} "${unknown}"`, {
    expected: known.length === 0 ? 'something to measure; there is none yet' : known.join(', '),
    ...(known.length === 0 ? {} : { advice: `Did you mean "${closest(unknown, known)}"?` }),
  });
}
