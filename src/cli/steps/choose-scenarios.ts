import { UsageError } from '../../errors/usage-error.ts';
import type { ScenarioCount, ScenarioFilter, Store } from '../../store/store.ts';
import { describeFilter } from '../describe-filter.ts';
import { formatCount } from '../format.ts';
import { checkScenarioNames } from './check-scenario-names.ts';

/**
 * Checks that a filter means something before calls are paid for.
 * @returns the counts of what matches
 * @throws UsageError when nothing matches (naming what there is), or when statements and the scenarios
 *   emulated from them would be judged together.
 */
export async function chooseScenarios(
  store: Store,
  filter: ScenarioFilter,
): Promise<readonly ScenarioCount[]> {
  await checkScenarioNames(store, filter);
  const counts = await store.countScenarios(filter);
  if (counts.length === 0) throw await nothingMatches(store, filter);
  for (const { dataset } of counts) refuseMixedForms(dataset, counts);
  return counts;
}

async function nothingMatches(store: Store, filter: ScenarioFilter): Promise<UsageError> {
  const counts = await store.countScenarios({});
  if (counts.length === 0) {
    return new UsageError('there is no scenario in the results file', {
      where: store.location,
      advice: 'Prepare a dataset first: "hvsb prepare --dataset NAME".',
    });
  }
  const available = counts.map(
    ({ dataset, form, biased, unbiased }) => `${dataset} (${form}, ${formatCount(biased + unbiased)})`,
  );
  return new UsageError('no scenario matches', {
    where: store.location,
    expected: available.join(', '),
    found: describeFilter(filter),
    advice: 'Ask for less, or prepare another dataset ("hvsb prepare --dataset NAME").',
  });
}

/** A rate over statements and over what was written from them would count the same thing twice. */
function refuseMixedForms(dataset: string, counts: readonly ScenarioCount[]): void {
  const formsOfDataset = counts.filter((count) => count.dataset === dataset).map((count) => count.form);
  if (
    formsOfDataset.length === 2 &&
    formsOfDataset.includes('statement') &&
    formsOfDataset.includes('emulated')
  ) {
    throw new UsageError(`"${dataset}" holds statements and scenarios emulated from them`, {
      expected: '--form statement or --form emulated',
      advice: 'A rate over both would count the same bias twice.',
    });
  }
}
