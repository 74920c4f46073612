import { twinsOf } from '../../core/twins.ts';
import { readTable } from '../../datasets/formats/read-table.ts';
import { DataError, UsageError } from '../../errors/errors.ts';
import { makeTwins, type TwinRequest, type TwinSet, type TwinsMade } from '../../stages/twins/make-twins.ts';
import type { ScenarioFilter, Store } from '../../store/contract/store.ts';
import { csvFile, unguardFormula } from '../../tables/csv.ts';

/** What `hvsb twins --json` prints of each dataset, and every set of scenarios for review. */
export interface Twins {
  readonly made: readonly TwinsMade[];
  readonly sets: readonly TwinSet[];
}

/**
 * Makes twins of stored scenarios, see `makeTwins`.
 * @throws UsageError where no stored dataset has what twins are made of.
 */
export async function twinsFor(request: TwinRequest): Promise<Twins> {
  const twins = await makeTwins(request);
  if (twins.made.length > 0) return twins;
  throw new UsageError('There is nothing to make twins of.', {
    expected: 'scenarios of BBQ or a dataset made after it, or pairs of CrowS-Pairs',
    found: request.datasets?.join(', ') ?? 'none of them in the results file',
    advice: 'Prepare one first: "hvsb prepare --dataset bbq".',
  });
}

/** The twins of these datasets that are stored. */
export async function storedTwins(store: Store, datasets: readonly string[]): Promise<ScenarioFilter> {
  const stored = (await store.scenarioNames({})).datasets;
  return { datasets: datasets.map(twinsOf).filter((name) => stored.includes(name)) };
}

const columns = [
  ...['keep', 'dataset', 'set', 'category', 'state', 'reason', 'method', 'group', 'twin_group'],
  ...['original', 'twin'],
];

/** Every set as a row of a file that people review: "no" in the column `keep` takes a set out, see `refusedSets`. */
export function reviewFile(sets: readonly TwinSet[]): string {
  const order = ['made', 'refused', 'rejected', 'not drawn'];
  const sorted = sets.toSorted((one, other) => order.indexOf(one.state) - order.indexOf(other.state));
  return csvFile(
    columns,
    sorted.map((one) => [
      ...[one.state === 'refused' ? 'no' : '', one.dataset, one.set, one.category, one.state],
      ...[one.reason, one.method, one.group, one.twinGroup, one.original, one.twin],
    ]),
  );
}

/**
 * The sets that a reviewed file takes out.
 * @throws DataError where it is no such file.
 */
export async function refusedSets(file: string): Promise<ReadonlySet<string>> {
  const refused = new Set<string>();
  for await (const read of readTable(file)) {
    if (read.kind !== 'row') throw read.error;
    const { keep, set } = read.value as Readonly<Record<string, unknown>>;
    if (typeof set !== 'string' || keep === undefined) {
      throw new DataError('The file is no list of twins for review.', {
        where: `${file}:${read.row}`,
        expected: 'the columns keep and set, as "hvsb twins" wrote them',
        found: Object.keys(read.value).slice(0, 12).join(', '),
      });
    }
    if (/^(?:no|n|0|false)$/i.test(String(keep).trim())) refused.add(unguardFormula(set));
  }
  return refused;
}
