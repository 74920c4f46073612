import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importRatingFile } from '../src/cli/commands/import/import-ratings.ts';
import { readTable } from '../src/datasets/formats/read-table.ts';
import { datasetSources } from '../src/datasets/registry.ts';
import { HvsbError } from '../src/errors/errors.ts';
import type { Store } from '../src/store/contract/store.ts';
import { openSqliteStore } from '../src/store/sqlite/sqlite-store.ts';
import {
  importExplanationFiles,
  importJudgmentFiles,
  importScenarioFiles,
} from '../src/study/imports/import-files.ts';
import { importResultFiles } from '../src/study/imports/import-results.ts';
import { hostileText } from './support/hostile-text.ts';
import { temporaryFolder } from './support/hvsb.ts';
import { thorough } from './support/thorough.ts';
import { workbook, zipFile } from './support/zip-file.ts';

/** For each reader; `npm run test:all` gives all of them together two minutes, HVSB_FUZZ_SECONDS as long as you like. */
const seconds = Number(process.env.HVSB_FUZZ_SECONDS ?? (thorough ? 8 : 2));

const rows = [
  {
    id: '1',
    scenario: 'The old porter, they said, was "slow".',
    gold: 'biased',
    response: 'BIASED',
    model: 'm',
    explanation: 'Age.',
    item: 1,
    person: 'Ada',
    value: 1,
  },
  {
    id: '2',
    scenario: hostileText,
    gold: 'unbiased',
    response: 'UNBIASED\nso',
    model: 'm',
    explanation: '',
    item: 2,
    person: 'Zoë',
    value: 2,
  },
];
const header = Object.keys(rows[0] ?? {});
const quoted = (value: unknown) => `"${String(value).replaceAll('"', '""')}"`;
const table = (delimiter: string) =>
  [header, ...rows.map((row) => Object.values(row).map(quoted))]
    .map((cells) => cells.join(delimiter))
    .join('\r\n');
const bbq = JSON.stringify({
  example_id: 0,
  question_index: '1',
  question_polarity: 'neg',
  context_condition: 'ambig',
  category: 'Age',
  answer_info: { ans0: ['the clerk', 'nonOld'], ans1: ['the widow', 'old'], ans2: ['Unknown', 'unknown'] },
  additional_metadata: { stereotyped_groups: ['old'] },
  context: 'Two came.',
  question: 'Who was late?',
  ans0: 'The clerk',
  ans1: 'The widow',
  ans2: 'Not known',
  label: 2,
});
const pairs = `,sent_more,sent_less,stereo_antistereo,bias_type,annotations\n0,A.,B.,stereo,age,"[['age']]"\n`;
const stereoset = JSON.stringify({
  data: {
    intrasentence: [
      {
        id: 'i',
        target: 't',
        bias_type: 'race',
        context: 'BLANK',
        sentences: [{ sentence: 'A.', gold_label: 'stereotype' }],
      },
    ],
  },
});
const preference = JSON.stringify({ prompt: 'Who?', chosen: 'All.', rejected: 'Some.' });
const parquet = Buffer.from(
  parquetWriteBuffer({
    columnData: header.map((name) => ({
      name,
      data: rows.map((row) => String(Reflect.get(row, name))),
      type: 'STRING' as const,
    })),
  }),
);

const log = {
  header: { version: 2, status: 'success', eval: { eval_id: 'e', model: 'm' }, plan: { config: {} } },
  sample: {
    id: '1',
    epoch: 1,
    input: 'Judge: A.',
    target: 'BIASED',
    metadata: { scenario: 'A.' },
    output: { choices: [{ message: { content: 'BIASED' }, stop_reason: 'stop' }] },
  },
};
const asked = {
  provider: { id: 'm' },
  vars: { scenario: 'A.', gold: 'biased' },
  response: { output: 'BIASED' },
};

/** Result files of other programs. */
const resultSeeds: readonly Buffer[] = [
  ...[
    JSON.stringify({ ...log.header, samples: [log.sample] }),
    JSON.stringify({ evalId: 'e', results: { version: 3, results: [asked, asked] } }),
    JSON.stringify(asked),
    'scenario,gold,"[m] Judge\n{{scenario}}",Status,Score,"[n] Judge",Status\nA.,biased,BIASED,PASS,1,UNBIASED,FAIL\n',
    JSON.stringify({
      doc_id: 0,
      doc: { text: 'A.', gold: 'biased' },
      arguments: [['Judge: A.', { temperature: 0 }]],
      resps: [['BIASED']],
    }),
    JSON.stringify({
      custom_id: 's',
      response: { body: { model: 'm', choices: [{ message: { content: 'BIASED' } }] } },
    }),
    JSON.stringify({
      custom_id: 's',
      result: { type: 'succeeded', message: { content: [{ type: 'text', text: 'BIASED' }] } },
    }),
  ].map((text) => Buffer.from(text)),
  zipFile([
    { name: 'header.json', content: JSON.stringify(log.header), method: 'zstd' },
    { name: 'samples/1_epoch_1.json', content: JSON.stringify(log.sample), method: 'zstd' },
  ]),
];

/** Whole files of every format, to be damaged. */
const seeds: readonly Buffer[] = [
  ...resultSeeds,
  ...[',', '\t', ';', '|'].map((delimiter) => Buffer.from(table(delimiter))),
  ...[bbq, pairs, stereoset, preference].map((text) => Buffer.from(text)),
  Buffer.from(`\uFEFF${table('\t')}`, 'utf16le'),
  Buffer.from(rows.map((row) => JSON.stringify(row)).join('\n')),
  Buffer.from(JSON.stringify(rows, null, 1)),
  Buffer.from(JSON.stringify({ data: rows })),
  gzipSync(table(',')),
  zstdCompressSync(table(',')),
  zipFile([{ name: 'a.csv', content: table(',') }]),
  zipFile([{ name: 'a.csv', content: table(','), method: 'zstd' }]),
  workbook({ One: [header, ...rows.map((row) => Object.values(row))] }),
  parquet,
];

const damage = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat(12),
  put: fc.oneof(
    fc.uint8Array({ maxLength: 6 }),
    fc
      .constantFrom(
        '"',
        '\n',
        '\r',
        ',',
        '\t',
        '{',
        '}',
        '[',
        ']',
        '\\',
        '\0',
        '\uFEFF',
        '__proto__',
        '\\ud83d',
        '1e999',
      )
      .map((text) => Buffer.from(text)),
  ),
});
const content = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(fc.constantFrom(...seeds), fc.array(damage, { maxLength: 4 }))
      .map(([seed, all]) => all.reduce(damaged, seed)),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
  { weight: 1, arbitrary: fc.json().map((text) => Buffer.from(text)) },
);

function damaged(
  bytes: Buffer,
  { at, length, put }: { at: number; length: number; put: Uint8Array },
): Buffer {
  const start = Math.floor(at * bytes.length);
  return Buffer.concat([bytes.subarray(0, start), put, bytes.subarray(start + length)]);
}

/** Whether the reading ended; anything but an error that speaks to the user is thrown. */
async function ends(reading: () => Promise<unknown>): Promise<boolean> {
  try {
    await reading();
    return true;
  } catch (error) {
    if (!(error instanceof HvsbError)) throw error;
    expect(error.describe().length).toBeLessThan(3000);
    expect(error.found?.length ?? 0).toBeLessThan(700);
    return false;
  }
}

async function toEnd(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items);
}

async function isEmpty(store: Store): Promise<boolean> {
  const [scenarios, calls] = [await store.countScenarios({}), await store.callCounts()];
  return scenarios.length === 0 && calls.length === 0;
}

const reading = { model: 'm', gold: 'biased' as const };
const imports: Readonly<Record<string, (store: Store, file: string) => Promise<unknown>>> = {
  'import scenarios': (store, file) =>
    importScenarioFiles({ store, files: [file], reading: {}, skipInvalid: false }),
  'import judgments': (store, file) =>
    importJudgmentFiles({ store, files: [file], reading: { model: 'm' }, skipInvalid: false }),
  'import explanations': (store, file) =>
    importExplanationFiles({ store, files: [file], reading, skipInvalid: false }),
  'import results': (store, file) => importResultFiles({ store, files: [file], reading, skipInvalid: false }),
  'import ratings': (store, file) => importRatingFile(store, file),
};

describe('a damaged file', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeAll(async () => {
    folder = await temporaryFolder();
  });
  afterAll(() => folder[Symbol.asyncDispose]());

  async function fuzz(use: (file: string) => Promise<void>): Promise<void> {
    let number = 0;
    const property = fc.asyncProperty(
      content,
      fc.constantFrom('csv', 'tsv', 'json', 'jsonl', 'gz', 'bin'),
      async (bytes, ending) => {
        number += 1;
        const file = join(folder.path, `f${number % 50}.${ending}`);
        await writeFile(file, bytes);
        await use(file);
      },
    );
    await fc.assert(property, { numRuns: 1_000_000, interruptAfterTimeLimit: seconds * 1000 });
  }
  const timeout = seconds * 4000 + 60_000;

  it('is read as a table or refused with an error for the user', { timeout }, () =>
    fuzz(async (file) => {
      await ends(() => toEnd(readTable(file)));
    }),
  );

  it.each(datasetSources.map((source) => [source.id, source] as const))(
    'is read or refused by %s',
    { timeout },
    (_, source) =>
      fuzz(async (file) => {
        await ends(() => toEnd(source.read(file, { preset: 'corrected' })));
      }),
  );

  it.each(Object.entries(imports))(
    'is stored as a whole or not at all by %s',
    { timeout },
    async (_, use) => {
      await fuzz(async (file) => {
        const store = await openSqliteStore(':memory:');
        try {
          if (!(await ends(() => use(store, file)))) expect(await isEmpty(store)).toBe(true);
        } finally {
          await store.close();
        }
      });
    },
  );
});
