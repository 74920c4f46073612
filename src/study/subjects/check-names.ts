import { closest } from 'fastest-levenshtein';
import { UsageError } from '../../errors/errors.ts';
import type { ScenarioFilter, Store } from '../../store/contract/store.ts';
import type { StudyRuntime } from '../runtime.ts';

/** @throws UsageError that names the nearest one, where a dataset, category, variant or sample of the filter is not in the store. */
export async function checkScenarioNames(
  { datasets: sources }: Pick<StudyRuntime, 'datasets'>,
  store: Store,
  filter: ScenarioFilter,
): Promise<void> {
  const known = [...new Set((await store.countScenarios({})).map((count) => count.dataset))];
  for (const dataset of filter.datasets ?? []) {
    if (!known.includes(dataset))
      throw unknownDataset(
        dataset,
        known,
        sources.map(({ id }) => id),
      );
  }
  await checkFields(store, filter);
  if (filter.sample !== undefined) {
    const samples = (await store.samples()).map((sample) => sample.name);
    if (!samples.includes(filter.sample)) throw unknownSample(filter.sample, samples);
  }
}

function unknownDataset(name: string, stored: readonly string[], published: readonly string[]): UsageError {
  const nearest = closest(name, [...stored, ...published]);
  return new UsageError(`There is no dataset "${name}" in the results file.`, {
    expected: listed(stored, 'a dataset; there is none yet'),
    advice: published.includes(name)
      ? `Make it with "hvsb prepare --dataset ${name}".`
      : `Did you mean "${nearest}"? Scenarios of your own come in with "hvsb import scenarios FILE --dataset ${name}".`,
  });
}

function unknownSample(name: string, known: readonly string[]): UsageError {
  const maker = `make it with "hvsb sample --name ${name}" or under "samples" of a study file`;
  return new UsageError(`There is no sample "${name}" in the results file.`, {
    expected: listed(known, 'a sample; there is none yet'),
    advice:
      known.length === 0
        ? `M${maker.slice(1)}.`
        : `Did you mean "${closest(name, known)}"? If not, ${maker}.`,
  });
}

/** A category or variant that no scenario has would narrow nothing, in silence, beside one that some have. */
async function checkFields(store: Store, filter: ScenarioFilter): Promise<void> {
  const { categories = [], variants = [], datasets } = filter;
  if (categories.length + variants.length === 0) return;
  const known = await store.scenarioNames(datasets === undefined ? {} : { datasets });
  checkKnown('category', categories, known.categories);
  checkKnown('variant', variants, known.variants);
}

function checkKnown(field: string, names: readonly string[], known: readonly string[]): void {
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined || known.length === 0) return;
  throw new UsageError(`No scenario has the ${field} "${unknown}".`, {
    expected: known.join(', '),
    advice: `Did you mean "${closest(unknown, known)}"?`,
  });
}

function listed(names: readonly string[], none: string): string {
  return names.length === 0 ? none : names.join(', ');
}

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
  throw new UsageError(`The results file holds nothing ${relation} "${unknown}".`, {
    expected: known.length === 0 ? 'something to measure; there is none yet' : known.join(', '),
    ...(known.length === 0 ? {} : { advice: `Did you mean "${closest(unknown, known)}"?` }),
  });
}
