import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileText } from '../../tests/support/hostile-text.ts';
import { propertyRuns } from '../../tests/support/thorough.ts';
import { scenarioId } from '../core/hashes.ts';
import type { Scenario, ScenarioText } from '../core/scenario.ts';
import { type ExportFormat, exportFormats, openExportFile } from '../export/export-file.ts';
import { importedCondition, importedText } from '../stages/imports/foreign-answers.ts';
import type { Store } from '../store/contract/store.ts';
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts';
import {
  importExplanationFiles,
  importJudgmentFiles,
  importScenarioFiles,
} from '../study/imports/import-files.ts';
import { readExplanation } from '../verdicts/explanation/read-explanation.ts';
import { readJudgment } from '../verdicts/judgment/read-judgment.ts';
import { importRatingFile } from './commands/import/import-ratings.ts';
import { exportTables } from './export-tables.ts';

type Table = 'scenarios' | 'judgments' | 'explanations' | 'ratings';

const words = fc.oneof(
  fc.string({
    minLength: 1,
    unit: fc.constantFrom('a', ' ', ',', ';', '\t', '"', '\n', '\r', '\\', 'é', '|', '\0'),
  }),
  fc.constantFrom(
    hostileText,
    'x\t"y"\nz\tw',
    '{"a": 1}',
    'NULL',
    '#NAME?',
    ' ends with a blank ',
    '1.0',
    '\uFEFFa',
  ),
);
const name = words.filter((text) => text.trim() !== '');
const text: fc.Arbitrary<ScenarioText> = fc.oneof(
  fc.record({ kind: fc.constant('statement' as const), statement: name }),
  fc.record({ kind: fc.constant('conversation' as const), prompt: name, completion: words }),
  fc.record({ kind: fc.constant('answer' as const), context: name, question: name, answer: name }),
);

/** Some scenarios, each another item. */
const scenarios = fc
  .array(fc.tuple(text, name, name, fc.boolean(), fc.boolean()), { minLength: 1, maxLength: 6 })
  .map((list) =>
    list.map(([said, category, group, isBiased, isControl], index): Scenario => {
      const content = {
        dataset: index % 2 === 0 ? 'letters' : 'Other words',
        form: said.kind === 'statement' ? ('emulated' as const) : said.kind,
        category,
        variant: 'pro',
        polarity: index % 3 === 0 ? ('neg' as const) : null,
        gold: isBiased ? ('biased' as const) : ('unbiased' as const),
        control: isControl && !isBiased,
        cluster: `letters/${index} `,
        group: isControl ? group : null,
        text: said,
        sourceId: ` ${index}.0`,
      };
      return { ...content, id: scenarioId(content), sourceRow: index + 1 };
    }),
  );

const answers = fc.array(
  fc.record({
    model: fc.constantFrom('lab:a', 'lab:b'),
    attack: fc.constantFrom('none', 'targeted'),
    scenario: fc.nat(5),
    repeat: fc.nat(2),
    response: fc.oneof(words, fc.constantFrom('', 'Judgment: BIASED', 'UNBIASED', "I can't help with that.")),
    finish: fc.constantFrom('stop' as const, 'content-filter' as const, 'refusal' as const),
  }),
  { maxLength: 12 },
);

type Answer = typeof answers extends fc.Arbitrary<(infer One)[]> ? One : never;

/** Stores answers as judgments and as explanations, the first of each place. */
async function answer(store: Store, stored: readonly number[], given: readonly Answer[]) {
  const done = new Set<string>();
  for (const [index, { model, attack, scenario: at, repeat, response, finish }] of given.entries()) {
    const scenario = stored[at % stored.length];
    const place = `${model} ${attack} ${scenario} ${repeat}`;
    if (scenario === undefined || done.has(place)) continue;
    done.add(place);
    const completion = { ...importedText(response), finish };
    for (const stage of ['judge', 'explain'] as const) {
      const { number: condition } = await store.condition(importedCondition(stage, model, attack));
      const key = `${stage}-${index}`;
      const call = { key, condition, completion, latencyMs: 1, attempts: 1, answeredAt: 5 };
      const label = { condition, scenario, repeat, key, parserVersion: 1 };
      await store.commit(
        stage === 'judge'
          ? { calls: [call], judgments: [{ ...label, outcome: readJudgment(completion) }] }
          : { calls: [call], explanations: [{ ...label, ...readExplanation(completion) }] },
      );
    }
  }
}

async function exported(store: Store, table: Table, format: ExportFormat, folder: string, round: string) {
  const file = join(folder, `${table}-${round}.${format}`);
  const { columns, rows } = exportTables[table];
  const writer = await openExportFile(file, format, columns);
  for await (const batch of rows(store, {})) await writer.write(batch);
  await writer.close();
  return file;
}

async function imported(store: Store, table: Table, file: string): Promise<void> {
  const request = { store, files: [file], reading: {}, skipInvalid: false };
  if (table === 'scenarios') await importScenarioFiles(request);
  else if (table === 'judgments') await importJudgmentFiles(request);
  else if (table === 'explanations') await importExplanationFiles(request);
  else await importRatingFile(store, file);
}

describe('what this program exports', () => {
  it.each(exportFormats)(
    'as %s comes back by an import, and is then exported with equal bytes',
    async (format) => {
      await fc.assert(
        fc.asyncProperty(scenarios, answers, async (said, given) => {
          const folder = await mkdtemp(join(tmpdir(), 'hvsb-export-'));
          const [first, second] = [await openSqliteStore(':memory:'), await openSqliteStore(':memory:')];
          try {
            await first.commit({ scenarios: said });
            const numbers = await first.numbersOf(said.map(({ id }) => id));
            await answer(first, numbers.map(Number), given);
            for await (const batch of first.explanations({})) {
              await first.addRatingItems(
                batch.map(({ number }) => number),
                0,
              );
              await first.saveRatings(
                (await first.ratingOrigins()).map(({ item }) => ({
                  item,
                  rater: 'Zoë',
                  value: 2,
                  comment: "'=x",
                  seconds: 1.5,
                  ratedAt: 7,
                })),
              );
            }
            for (const table of ['scenarios', 'judgments', 'explanations', 'ratings'] as const) {
              const before = await exported(first, table, format, folder, 'before');
              if (table === 'scenarios' || (await hasRows(first, table)))
                await imported(second, table, before);
              const after = await exported(second, table, format, folder, 'after');
              expect((await readFile(after)).equals(await readFile(before)), `${table} in ${before}`).toBe(
                true,
              );
            }
          } finally {
            await first.close();
            await second.close();
            await rm(folder, { recursive: true });
          }
        }),
        { numRuns: propertyRuns(100) },
      );
    },
  );
});

async function hasRows(store: Store, table: Table): Promise<boolean> {
  for await (const batch of exportTables[table].rows(store, {})) if (batch.length > 0) return true;
  return false;
}
