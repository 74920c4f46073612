import { z } from 'zod';
import type { Scenario } from '../../core/scenario.ts';
import { DataError } from '../../errors/errors.ts';
import type { ReadItem, ReadOptions } from '../dataset-source.ts';
import { parseStringLists } from '../formats/python-literal.ts';
import { contentHash, nonBlank, readRows, repeatedId, toScenario } from '../formats/rows.ts';

/** Streams the pairs of a file, each as its two sentences. */
export async function* readCrowsPairs(path: string, options: ReadOptions): AsyncGenerator<ReadItem> {
  const seen = new Map<string, number>();
  for await (const read of readRows(path, crowsPairsRow, options.file)) {
    if (read.kind === 'invalid') {
      yield read;
      continue;
    }
    const { value: pair, row } = read;
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
  const missing = missingColumn(pair, options);
  if (missing !== null) {
    yield { kind: 'invalid', error: lacksColumn(missing, `${file}:${row}`), row };
    return;
  }
  const least = options.settings?.minAnnotatorAgreement ?? 0;
  if (pair.agreement !== null && pair.agreement < least) {
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

/** Revised and translated files lack columns that only some uses need. */
function missingColumn(pair: CrowsPairsRow, options: ReadOptions): string | null {
  const least = options.settings?.minAnnotatorAgreement ?? 0;
  if (least > 0 && pair.agreement === null) return 'annotations';
  return options.preset === 'as-published' && pair.antistereo === null ? 'stereo_antistereo' : null;
}

function lacksColumn(column: string, where: string): DataError {
  return new DataError(`The pair has no "${column}".`, {
    where,
    expected:
      column === 'annotations'
        ? "the annotators' bias types, which minAnnotatorAgreement compares"
        : 'the direction of the pair, which the preset as-published needs',
    found: 'a file without them',
    advice:
      column === 'annotations'
        ? 'Leave --min-annotator-agreement out, or read the file as it was first published.'
        : 'Leave --preset out, or read the file as it was first published.',
  });
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

/** Where copies have the id of a pair: in the unnamed first column of the published file, or under one of these names. */
const idColumns = ['', 'Unnamed: 0', 'id', 'index', 'pair_id'] as const;

const idCell = z.union([z.string(), z.number()]).transform(String).optional();

/** A pair, with the columns that are used. */
const crowsPairsRow = z
  .object({
    ...(Object.fromEntries(idColumns.map((name) => [name, idCell])) as Record<
      (typeof idColumns)[number],
      typeof idCell
    >),
    sent_more: nonBlank,
    sent_less: nonBlank,
    stereo_antistereo: z.enum(['stereo', 'antistereo']).optional(),
    bias_type: nonBlank,
    annotations: annotations.optional(),
  })
  .transform((row) => ({
    pair: idOf(row) ?? contentHash(row.sent_more, row.sent_less),
    sentMore: row.sent_more,
    sentLess: row.sent_less,
    antistereo: row.stereo_antistereo === undefined ? null : row.stereo_antistereo === 'antistereo',
    biasType: row.bias_type,
    /** Number of annotators who chose the pair's own bias type; null where the file does not say. */
    agreement: row.annotations?.filter((labels) => labels.includes(row.bias_type)).length ?? null,
  }));

type CrowsPairsRow = z.output<typeof crowsPairsRow>;

function idOf(row: Readonly<Partial<Record<(typeof idColumns)[number], string>>>): string | undefined {
  return idColumns.map((name) => row[name]?.trim()).find((id) => id !== undefined && id !== '');
}
