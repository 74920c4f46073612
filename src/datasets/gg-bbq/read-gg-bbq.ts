import { z } from 'zod';
import { DataError } from '../../errors/errors.ts';
import { type PersonItem, personItems } from '../bbq/person-items.ts';
import { conditionField, optionField, polarityField, textsField } from '../bbq/row-fields.ts';
import { singleTarget } from '../bbq/target-person.ts';
import type { ReadItem, ReadOptions } from '../dataset-source.ts';
import { parsePythonLiteral } from '../formats/python-literal.ts';
import { contentHash, nonBlank, readRows } from '../formats/rows.ts';

/** The tags of three choices, as `{0: ['Der Mann', 'M'], …}`, where a tag is `M`, `F`, `non_binary` or `unknown`. */
const choiceTags = z.string().transform((literal, context) => {
  const info = parsePythonLiteral(literal);
  const tags = ['0', '1', '2'].map((option) => {
    const choice = info instanceof Map ? info.get(option) : undefined;
    return Array.isArray(choice) ? choice[1] : undefined;
  });
  if (tags.every((tag) => typeof tag === 'string')) return tags;
  context.addIssue({ code: 'custom', message: "name and tag of each choice, like {0: ['A', 'F'], …}" });
  return z.NEVER;
});

const ggBbqRow = z.object({
  context: nonBlank,
  question: nonBlank,
  label: optionField,
  choice_0: nonBlank,
  choice_1: nonBlank,
  choice_2: nonBlank,
  question_type: polarityField,
  context_type: conditionField,
  known_stereotyped_groups: textsField,
  choice_info: choiceTags,
});

type GgBbqRow = z.output<typeof ggBbqRow>;

/** The dataset has this one category of BBQ. */
const category = 'GenderIdentity';

/**
 * Streams one file of GG-BBQ. Rows are numbered within a file only, so an item's id is made of its content; a row that
 * says the same as an earlier one is left out. The file is read twice, first for the pairs of questions.
 */
export async function* readGgBbq(path: string, options: ReadOptions): AsyncGenerator<ReadItem> {
  const clusters = await questionPairs(path, options);
  const seen = new Map<string, number>();
  for await (const read of readRows(path, ggBbqRow, options.file)) {
    if (read.kind === 'invalid') {
      yield read;
      continue;
    }
    const { value, row } = read;
    const { context, question, choice_0, choice_1 } = value;
    const sourceId = contentHash(context, question, choice_0, choice_1);
    const place = { file: path, row, sourceId };
    const earlier = seen.get(sourceId);
    if (earlier === undefined) {
      seen.set(sourceId, row);
      yield* personItems(ggBbqItem(value, sourceId, clusters.get(question) ?? contentHash(question)), place);
    } else {
      yield { kind: 'left-out', item: { ...place, reason: `the row says the same as row ${earlier}` } };
    }
  }
}

function ggBbqItem(row: GgBbqRow, sourceId: string, cluster: string): PersonItem {
  const answer = (option: 0 | 1 | 2) => {
    const text = row[`choice_${option}`];
    const tag = row.choice_info[option] ?? '';
    return { text, name: text, tag, unknown: tag === 'unknown', correct: row.label === option };
  };
  const answers = [answer(0), answer(1), answer(2)] as const;
  const groups = row.known_stereotyped_groups;
  return {
    dataset: 'gg-bbq',
    language: 'de',
    category,
    cluster: `gg-bbq/${cluster}`,
    polarity: row.question_type,
    ambiguous: row.context_type === 'ambiguous',
    context: row.context,
    question: row.question,
    answers,
    target: singleTarget({ answers, stereotypedGroups: groups }, ({ tag }) => groupOf(tag, groups)),
    sourceId,
  };
}

/** The stereotyped group that a tag means: `F` and `M` name themselves, and trans people have the tag `non_binary`. */
function groupOf(tag: string, groups: readonly string[]): string | null {
  if (groups.includes(tag)) return tag;
  return tag === 'non_binary' && groups.includes('trans') ? 'trans' : null;
}

/**
 * The cluster of each question: rows have no template, but a template asks two questions about one context. A cluster
 * is named after the pair, so it is the same in the ambiguous and the disambiguated file.
 */
async function questionPairs(path: string, options: ReadOptions): Promise<ReadonlyMap<string, string>> {
  const byContext = new Map<string, Set<string>>();
  try {
    for await (const read of readRows(path, ggBbqRow, options.file)) {
      if (read.kind === 'invalid') continue;
      const { context, question } = read.value;
      byContext.set(context, (byContext.get(context) ?? new Set()).add(question));
    }
  } catch (error) {
    // The reader of the rows meets the same fault and reports it with its context.
    if (!(error instanceof DataError)) throw error;
  }
  const pairs = new Map<string, Set<string>>();
  for (const questions of byContext.values()) join(pairs, questions);
  return new Map([...pairs].map(([question, pair]) => [question, contentHash(...[...pair].sort())]));
}

/** Puts questions into one set with all that any of them was in before. */
function join(sets: Map<string, Set<string>>, questions: ReadonlySet<string>): void {
  const joined = new Set([...questions].flatMap((question) => [question, ...(sets.get(question) ?? [])]));
  for (const question of joined) sets.set(question, joined);
}
