import { type AliAgentGroup, groupsOfStatements, statementOf } from '../real/ali-agent-groups.ts';
import { type AliAgentPair, partOfPair, readAliAgentPairs } from '../real/ali-agent-pairs.ts';

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
