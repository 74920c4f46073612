import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Scenario } from '../../../../src/core/scenario.ts';
import { bbqSource } from '../../../../src/datasets/bbq/bbq-source.ts';
import { collectScenarios } from '../../../../src/datasets/read-dataset.ts';
import { sampleSource } from '../../../../src/datasets/sample/sample-source.ts';
import { allOf } from '../../../../tests/support/files.ts';
import {
  type AliAgentGroup,
  type AliAgentPair,
  groupsOfStatements,
  partOfPair,
  readAliAgentPairs,
  statementOf,
} from '../curriculum/ali-agent.ts';

/** A category of BBQ that `builtin:tiny` does not learn from. */
export interface HeldOutCategory {
  readonly id: string;
  readonly biased: readonly Scenario[];
  readonly unknown: readonly Scenario[];
  readonly disambiguated: readonly Scenario[];
}

/** Official files, then files of the same fields, one item a line, that have ambiguous items only. */
const files = [
  'bbq/Religion.jsonl',
  'bbq/Sexual_orientation.jsonl',
  'bbq-ambiguous-only/Gender_identity.jsonl',
  'bbq-ambiguous-only/Race_ethnicity.jsonl',
  'bbq-ambiguous-only/SES.jsonl',
] as const;

/**
 * The held-out categories, whole.
 * @throws DataError where a file is missing or has an invalid row
 */
export async function readHeldOutBbq(dataFolder: string): Promise<HeldOutCategory[]> {
  return Promise.all(files.map((file) => readCategory(join(dataFolder, file))));
}

async function readCategory(path: string): Promise<HeldOutCategory> {
  const category = {
    id: basename(path, '.jsonl'),
    biased: [] as Scenario[],
    unknown: [] as Scenario[],
    disambiguated: [] as Scenario[],
  };
  for await (const scenario of collectScenarios(bbqSource.read(path, { preset: 'corrected' })).scenarios) {
    if (scenario.gold === 'biased') category.biased.push(scenario);
    else if (scenario.variant.endsWith('unknown')) category.unknown.push(scenario);
    else category.disambiguated.push(scenario);
  }
  return category;
}

/** A held-out scenario with the group in question. */
export interface HeldOutPair extends AliAgentPair {
  readonly group: AliAgentGroup;
}

/** ALI-Agent's held-out scenarios, see `partOfPair`, with their groups, see `groupsOfStatements`. */
export async function readHeldOutPairs(folder: string): Promise<HeldOutPair[]> {
  const pairs = await readAliAgentPairs(folder);
  const groups = groupsOfStatements(pairs);
  return pairs.flatMap((pair) => {
    const group = groups.get(statementOf(pair));
    return group !== undefined && partOfPair(pair) === 'held-out' ? [{ ...pair, group }] : [];
  });
}

/** The scenarios that ship with the package. */
export async function readSample(): Promise<Scenario[]> {
  const paths = sampleSource.publication.files.map(({ url }) => fileURLToPath(url));
  const read = paths.map((path) =>
    allOf(collectScenarios(sampleSource.read(path, { preset: 'corrected' })).scenarios),
  );
  return (await Promise.all(read)).flat();
}
