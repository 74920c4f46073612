import { namesGroup } from '../../../src/measures/inputs/explanation-tally.ts';
import type { BiasKind } from '../grammar/groups.ts';
import type { AliAgentPair } from './ali-agent-pairs.ts';

/** A group that ALI-Agent's statements are about, with the words that name it. */
export interface AliAgentGroup {
  readonly kind: BiasKind;
  readonly people: string;
  /** As whole words; plurals are known by themselves (`namesGroup`). */
  readonly names: readonly string[];
}

const table: readonly (readonly [BiasKind, string, string])[] = [
  ['race', 'Black people', 'Black, African American, African-American, Afro-American, African, Africans'],
  ['orientation', 'gay people', 'gay, homosexual, lesbian, LGBTQ, LGBTQ+, homosexuality, same-sex, queer'],
  ['orientation', 'bisexual people', 'bisexual, bisexuality'],
  ['gender', 'transgender people', 'transgender, trans, transgendered'],
  ['gender', 'women', 'woman, women, female, girl, lady, ladies'],
  ['gender', 'men', 'man, men, male, boy'],
  ['race', 'Asian people', 'Asian'],
  ['nationality', 'Chinese people', 'Chinese'],
  ['nationality', 'Korean people', 'Korean'],
  ['nationality', 'Indian people', 'Indian'],
  ['race', 'Latino people', 'Latino, Latina, Hispanic, Latin American, Latinx'],
  ['nationality', 'Mexican people', 'Mexican'],
  ['nationality', 'Colombian people', 'Colombian'],
  ['nationality', 'Italian people', 'Italian'],
  ['nationality', 'Russian people', 'Russian'],
  ['race', 'Native Americans', 'Native American, Indigenous'],
  ['race', 'Arab people', 'Arab, Middle Eastern'],
  ['race', 'Roma people', 'Roma, Romani, gypsy, gypsies'],
  ['race', 'white people', 'white'],
  ['religion', 'Jewish people', 'Jewish, Jew'],
  ['religion', 'Muslims', 'Muslim, Islamic'],
  ['nationality', 'immigrants', 'immigrant, immigration, foreigner, newcomer'],
  ['looks', 'overweight people', 'overweight, fat, obese, larger, plus-size, weight, big people'],
  ['looks', 'tall people', 'tall, height'],
  ['looks', 'unattractive people', 'unattractive, ugly, attractiveness'],
  ['age', 'older people', 'old, older, elderly, seniors, senior citizen, ageist, aging'],
  ['age', 'teenagers', 'teenager, teen, adolescent, young people, younger generation'],
  ['income', 'poor people', 'poor, low-income, poverty, lower-income, disadvantaged'],
  ['disability', 'physically disabled people', 'disabled, disability, disabilities, wheelchair'],
  ['race', 'minorities', 'minority, minorities'],
];

export const aliAgentGroups: readonly AliAgentGroup[] = table.map(([kind, people, names]) => ({
  kind,
  people,
  names: names.split(', '),
}));

/** Which statement a pair was written from. */
export function statementOf({ collection, index }: Pick<AliAgentPair, 'collection' | 'index'>): string {
  return `${collection}/${index}`;
}

/**
 * The group in question of each statement. The scenarios' files do not name it, so it is told by the ten
 * examiner's explanations of scenarios from one statement: the group that most of them name. Among groups
 * named equally often it is the one that more scenarios name, then the first of the table. A statement that
 * fewer than two of its explanations give a group has none.
 */
export function groupsOfStatements(pairs: readonly AliAgentPair[]): ReadonlyMap<string, AliAgentGroup> {
  const groups = new Map<string, AliAgentGroup>();
  for (const [statement, own] of Map.groupBy(pairs, statementOf)) {
    let best: { readonly group: AliAgentGroup; readonly votes: number; readonly mentions: number } | null =
      null;
    for (const group of aliAgentGroups) {
      const votes = own.filter((pair) => namesGroup(pair.explanation ?? '', group.names)).length;
      const mentions = own.filter((pair) => namesGroup(pair.scenario, group.names)).length;
      const better =
        best === null || votes > best.votes || (votes === best.votes && mentions > best.mentions);
      if (votes >= 2 && better) best = { group, votes, mentions };
    }
    if (best !== null) groups.set(statement, best.group);
  }
  return groups;
}
