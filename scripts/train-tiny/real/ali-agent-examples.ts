import { namesGroup } from '../../../src/measures/inputs/explanation-tally.ts';
import { splitSentences } from '../../../src/measures/readability/text-counts.ts';
import type { Example } from '../grammar/example.ts';
import type { Part } from '../training-row.ts';
import { type AliAgentGroup, groupsOfStatements, statementOf } from './ali-agent-groups.ts';
import { partOfPair, readAliAgentPairs } from './ali-agent-pairs.ts';

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

/** The examples of the parts that may be learnt from, each scenario of a group that can be told. */
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
