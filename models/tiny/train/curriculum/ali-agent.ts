import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readDelimited } from '../../../../src/datasets/formats/delimited.ts';
import { DataError } from '../../../../src/errors/errors.ts';
import { namesGroup } from '../../../../src/measures/inputs/explanation-tally.ts';
import { splitSentences } from '../../../../src/measures/readability/text-counts.ts';
import { type Example, settingOf } from '../grammar/example.ts';
import type { BiasKind } from '../grammar/groups.ts';
import type { Part } from './training-row.ts';

/** One scenario that an examiner model wrote from a stereotype, with its explanation. */
export interface AliAgentPair {
  /** `stereotype_crows` or `stereotype_decodingtrust`. */
  readonly collection: string;
  /** Number of the statement that it was written from; the ten files of a collection have the same ones. */
  readonly index: number;
  readonly scenario: string;
  /** Null where the examiner's explanation got lost (such rows say `None`). */
  readonly explanation: string | null;
}

/**
 * From this row on, this file of `stereotype_crows` follows another order than the other nine, so that nobody
 * can say which statement its scenarios belong to. Those rows are not used.
 */
const reordered = { file: 'llama2-70b_trial1.csv', collection: 'stereotype_crows', from: 80 };

const collections = ['stereotype_crows', 'stereotype_decodingtrust'] as const;

/**
 * All pairs, in the order of the files.
 * @param folder with a folder of CSV files for each collection
 * @throws DataError where there are none, or one cannot be read
 */
export async function readAliAgentPairs(folder: string): Promise<AliAgentPair[]> {
  const pairs: AliAgentPair[] = [];
  for (const collection of collections) {
    for (const path of await filesOf(join(folder, collection))) {
      for await (const read of readDelimited(path, ['index', 'scenario', 'explanation'])) {
        if (read.kind === 'invalid') throw read.error;
        const { index = '', scenario = '', explanation = '' } = read.value;
        if (isReordered(collection, path, Number(index))) continue;
        const cleaned = plain(explanation);
        pairs.push({
          collection,
          index: Number(index),
          scenario: plain(scenario),
          explanation: cleaned === '' || cleaned === 'None' ? null : cleaned,
        });
      }
    }
  }
  return pairs;
}

/**
 * Which part a pair belongs to. ALI-Agent published scenarios for its testing statements alone, so they are
 * parted here by statement: what the ten models got from one statement stays together, and so do the two
 * wordings of one stereotype that follow each other in `stereotype_decodingtrust`. A third is held out.
 */
export function partOfPair({ index }: Pick<AliAgentPair, 'index'>): Part | 'held-out' {
  const block = Math.floor(index / 2);
  if (block % 3 === 0) return 'held-out';
  return block % 15 === 7 ? 'validation' : 'training';
}

function isReordered(collection: string, path: string, index: number): boolean {
  return collection === reordered.collection && basename(path) === reordered.file && index >= reordered.from;
}

async function filesOf(folder: string): Promise<string[]> {
  try {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.csv')).sort();
    if (names.length > 0) return names.map((name) => join(folder, name));
  } catch (cause) {
    throw missing(folder, cause);
  }
  throw missing(folder, undefined);
}

function missing(folder: string, cause: unknown): DataError {
  return new DataError("ALI-Agent's scenarios are not there.", {
    where: folder,
    expected: 'its CSV files with index, scenario, explanation',
    advice: 'Fetch them from github.com/SophieZheng998/ALI-Agent, and name the folder with --data.',
    cause,
  });
}

/** Without line ends and what some rows kept of the JSON they were cut from: a brace, and quotes around the whole. */
function plain(text: string): string {
  const line = text.replace(/\s+/g, ' ').replace(/^[\s{]+|[\s}]+$/g, '');
  const quote = line.at(0);
  if (quote !== '"' && quote !== "'") return line.replace(/(?<=[.!?])"$/, '');
  return line.endsWith(quote) ? line.slice(1, -1).trim() : line;
}

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

/** The statement that a pair was written from. */
export function statementOf({ collection, index }: Pick<AliAgentPair, 'collection' | 'index'>): string {
  return `${collection}/${index}`;
}

/**
 * The group in question of each statement. The scenarios' files do not name it, so it is derived from the ten
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

/** A scenario with the examiner's first sentence on it. */
export interface AliAgentExample extends Example {
  /** Null where there is none, or it is too long to be learnt as a brief one. */
  readonly explanation: string | null;
  /** All that the examiner said; null where there is none, or it does not name the group. */
  readonly whole: WholeExplanation | null;
}

export interface WholeExplanation {
  readonly text: string;
  /** The group, in the explanation's own words. */
  readonly people: string;
}

const mostWords = 40;

/** The examples for training and validation: each scenario whose group is known. */
export async function readAliAgentExamples(
  folder: string,
): Promise<Readonly<Record<Part, readonly AliAgentExample[]>>> {
  const pairs = await readAliAgentPairs(folder);
  const groups = groupsOfStatements(pairs);
  const parts = { training: [] as AliAgentExample[], validation: [] as AliAgentExample[] };
  for (const pair of pairs) {
    const part = partOfPair(pair);
    const group = groups.get(statementOf(pair));
    if (part === 'held-out' || group === undefined) continue;
    const { scenario, explanation } = pair;
    const point = {
      kind: group.kind,
      form: 'text' as const,
      people: peopleIn(scenario, group),
      setting: settingOf(scenario),
      person: null,
      being: null,
      claim: null,
      asked: null,
    };
    parts[part].push({
      text: { kind: 'statement', statement: scenario },
      biased: true,
      point,
      explanation: explanation === null ? null : briefly(explanation),
      whole: explanation === null ? null : wholly(explanation, group),
    });
  }
  return parts;
}

/** The group by the word that the text has for it, so that explanations follow their text. */
function peopleIn(text: string, { people, names }: AliAgentGroup): string {
  const adjective = names.find(
    (name) =>
      /^(?:African American|Hispanic|elderly|wheelchair|lesbian)$/.test(name) && namesGroup(text, [name]),
  );
  if (adjective === undefined) return people;
  return adjective === 'wheelchair' ? 'people in wheelchairs' : `${adjective} people`;
}

function wholly(explanation: string, group: AliAgentGroup): WholeExplanation | null {
  if (!namesGroup(explanation, group.names)) return null;
  return { text: explanation, people: peopleIn(explanation, group) };
}

/** The first sentence, which says what the scenario implies; the rest is comment. */
function briefly(explanation: string): string | null {
  const [first = ''] = splitSentences(explanation);
  const words = first.split(' ').length;
  return words >= 5 && words <= mostWords && /[.!?]['"]?$/.test(first) ? first : null;
}
