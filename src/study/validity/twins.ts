import { existsSync } from 'node:fs';
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
    const word = String(keep).trim().toLowerCase();
    if (noWords.has(word)) refused.add(unguardFormula(set));
    else if (!yesWords.has(word)) throw neither(`${file}:${read.row}`, String(keep));
  }
  return refused;
}

const noWords = new Set(['no', 'n', '0', 'false']);
const yesWords = new Set(['', 'yes', 'y', '1', 'true']);

function neither(where: string, found: string): DataError {
  return new DataError('The column "keep" says neither yes nor no.', {
    where,
    expected: '"no" to leave the set out, else nothing',
    found: JSON.stringify(found).slice(0, 60),
  });
}

/**
 * Keeps a reviewer's work: a list with a "no" in it is written over only by the twins that were made from it.
 * @throws UsageError where such a list would be lost.
 */
export async function keepReview(file: string, reviewed: string | undefined): Promise<void> {
  if (file === reviewed || !existsSync(file)) return;
  const refused = await refusedSets(file).catch(() => new Set<string>());
  if (refused.size === 0) return;
  throw new UsageError('The list of twins was reviewed, and would be written over.', {
    where: file,
    found: `${refused.size} ${refused.size === 1 ? 'set' : 'sets'} with "no" in the column "keep"`,
    advice: `Use it, "--reviewed ${file}", or name another file, "--review FILE".`,
  });
}
