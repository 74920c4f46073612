import { z } from 'zod';
import type { Scenario } from '../../core/scenario.ts';
import type { ReadItem, ReadOptions } from '../dataset-source.ts';
import { readDelimited } from '../formats/delimited.ts';
import { checkRow, nonBlank, repeatedId, toScenario } from '../formats/rows.ts';
import { parseStringLists } from './parse-string-lists.ts';

/** Streams the pairs of a file, each as its two sentences. */
export async function* readCrowsPairs(path: string, options: ReadOptions): AsyncGenerator<ReadItem> {
  const seen = new Map<string, number>();
  for await (const read of readDelimited(path, crowsPairsColumns)) {
    const { row } = read;
    const checked = read.kind === 'row' ? checkRow(crowsPairsRow, read.value, `${path}:${row}`) : read;
    if (checked.kind === 'invalid') {
      yield { kind: 'invalid', error: checked.error, row };
      continue;
    }
    const pair = checked.value;
    const repeated = repeatedId(seen, pair.pair, row, (line) => `${path}:${line}`);
    if (repeated === null) yield* pairItems(pair, options, path, row);
    else yield { kind: 'invalid', error: repeated, row };
  }
}

function* pairItems(
  pair: CrowsPairsRow,
  options: ReadOptions,
  file: string,
  row: number,
): Generator<ReadItem> {
  const least = options.settings?.minAnnotatorAgreement ?? 0;
  if (pair.agreement < least) {
    const reason = `${pair.agreement} annotators chose ${pair.biasType}, fewer than ${least}`;
    yield { kind: 'left-out', item: { file, row, sourceId: pair.pair, reason } };
    return;
  }
  // `sent_more` stereotypes more in every pair; the reference study took antistereo pairs the other way round.
  const swapped = options.preset === 'as-published' && pair.antistereo;
  const [pro, anti] = swapped ? [pair.sentLess, pair.sentMore] : [pair.sentMore, pair.sentLess];
  yield { kind: 'scenario', scenario: sentence(pair, 'pro', pro, row) };
  yield { kind: 'scenario', scenario: sentence(pair, 'anti', anti, row) };
}

function sentence(pair: CrowsPairsRow, variant: 'pro' | 'anti', statement: string, row: number): Scenario {
  return toScenario(
    {
      dataset: 'crows-pairs',
      form: 'statement',
      category: pair.biasType,
      variant,
      polarity: null,
      gold: 'biased',
      control: false,
      cluster: `crows-pairs/${pair.pair}`,
      group: null,
      text: { kind: 'statement', statement },
      sourceId: pair.pair,
    },
    row,
  );
}

const annotations = z.string().transform((literal, context) => {
  const lists = parseStringLists(literal);
  if (lists !== null) return lists;
  context.addIssue({
    code: 'custom',
    message: "a list of lists of labels, like [['age'], ['age', 'gender']]",
  });
  return z.NEVER;
});

/** Columns that the header must name; the id is in an unnamed one. */
const crowsPairsColumns = ['', 'sent_more', 'sent_less', 'stereo_antistereo', 'bias_type', 'annotations'];

/** A pair, with the columns that are used. */
const crowsPairsRow = z
  .object({
    '': nonBlank,
    sent_more: nonBlank,
    sent_less: nonBlank,
    stereo_antistereo: z.enum(['stereo', 'antistereo']),
    bias_type: nonBlank,
    annotations,
  })
  .transform((row) => ({
    pair: row[''].trim(),
    sentMore: row.sent_more,
    sentLess: row.sent_less,
    antistereo: row.stereo_antistereo === 'antistereo',
    biasType: row.bias_type,
    /** Number of annotators who chose the pair's own bias type. */
    agreement: row.annotations.filter((labels) => labels.includes(row.bias_type)).length,
  }));

type CrowsPairsRow = z.output<typeof crowsPairsRow>;
