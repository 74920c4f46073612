import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { allOf } from '../../../tests/support/files.ts';
import { skippedBecause } from '../../../tests/support/needs.ts';
import type { JudgmentFileOptions } from '../../datasets/results-file/judgment-file.ts';
import type { ScenarioFileOptions } from '../../datasets/scenario-file/scenario-rows.ts';
import type { Store } from '../../store/contract/store.ts';
import { openSqliteStore } from '../../store/sqlite/sqlite-store.ts';
import { madeScenario } from '../../testing/made-scenario.ts';
import { importJudgmentFiles, importScenarioFiles } from './import-files.ts';

/** Lends files of these names and contents, and a store in memory. */
async function withFiles<T>(
  files: Readonly<Record<string, string>>,
  use: (paths: string[], store: Store) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'hvsb-import-'));
  const store = await openSqliteStore(':memory:');
  try {
    const paths = Object.keys(files).map((name) => join(folder, name));
    for (const [index, content] of Object.values(files).entries())
      await writeFile(paths[index] ?? '', content);
    return await use(paths, store);
  } finally {
    await store.close();
    await rm(folder, { recursive: true });
  }
}

const scenariosOf = async (store: Store) => (await allOf(store.scenarios({}))).flat();

function importScenarios(
  store: Store,
  files: readonly string[],
  reading: ScenarioFileOptions = {},
  more = {},
) {
  return importScenarioFiles({ store, files, reading, skipInvalid: false, ...more });
}

function importJudgments(
  store: Store,
  files: readonly string[],
  reading: JudgmentFileOptions = {},
  more = {},
) {
  return importJudgmentFiles({ store, files, reading, skipInvalid: false, ...more });
}

describe('scenarios of files', () => {
  it('have one id whatever their file is called and in whichever row they are', async () => {
    const ids = (files: Readonly<Record<string, string>>) =>
      withFiles(files, async (paths, store) => {
        await importScenarios(store, paths);
        return (await scenariosOf(store)).map(({ id, cluster }) => `${id} ${cluster}`).sort();
      });
    const first = await ids({ 'a.csv': 'id,scenario,gold\n1,One.,biased\n2,Two.,unbiased\n' });
    expect(await ids({ 'b.tsv': 'gold\tid\tscenario\nunbiased\t2\tTwo.\nbiased\t1\tOne.\n' })).toEqual(first);
    const rows = '[{"id":2,"scenario":"Two.","gold":"unbiased"},{"id":1,"scenario":"One.","gold":"biased"}]';
    expect(await ids({ 'c.json': rows })).toEqual(first);
  });

  it('are counted as they are stored: once, with what was there and what said the same', async () => {
    await withFiles(
      { 'a.csv': 'id,scenario,gold\n1,One.,biased\n1,One.,biased\n2,Two.,biased\n' },
      async (paths, store) => {
        expect(await importScenarios(store, paths)).toMatchObject([
          { scenarios: 2, added: 2, duplicates: 1 },
        ]);
        expect(await importScenarios(store, paths)).toMatchObject([{ scenarios: 2, added: 0, unchanged: 2 }]);
        expect(await scenariosOf(store)).toHaveLength(2);
      },
    );
  });

  it('of one id and two texts are a conflict, until one file has a name of its own', async () => {
    const files = {
      'en.csv': 'id,scenario,gold\n1,The porter was slow.,biased\n',
      'es.csv': 'id,scenario,gold\n1,El portero era lento.,biased\n',
    };
    await withFiles(files, async ([en = '', es = ''], store) => {
      await importScenarios(store, [en]);
      await expect(importScenarios(store, [es])).rejects.toMatchObject({
        where: `${es}:2`,
        expected: expect.stringContaining('row 2'),
        advice: expect.stringContaining('--as NAME'),
      });
      await importScenarios(store, [es], { dataset: 'es' });
      expect((await scenariosOf(store)).map(({ dataset }) => dataset)).toEqual(['imported', 'es']);
    });
  });

  it('are all stored or none, over all files of a command', async () => {
    const files = {
      'a.csv': 'id,scenario,gold\n1,One.,biased\n',
      'b.csv': `id,scenario,gold\n${Array.from({ length: 2500 }, (_, id) => `x${id},Text ${id}.,biased`).join('\n')}\n3,Three.,\n`,
    };
    await withFiles(files, async (paths, store) => {
      await expect(importScenarios(store, paths)).rejects.toThrow('no gold label');
      expect(await scenariosOf(store)).toEqual([]);
      const [, second] = await importScenarios(store, paths, {}, { skipInvalid: true });
      expect(second).toMatchObject({
        scenarios: 2500,
        invalid: 1,
        skipped: [{ reason: expect.stringContaining(':2502') }],
      });
    });
  });

  it('replace those of their dataset where they are told to', async () => {
    const files = {
      'a.csv': 'id,scenario,gold\n1,One.,biased\n2,Two.,biased\n',
      'b.csv': 'id,scenario,gold\n1,Other.,biased\n',
    };
    await withFiles(files, async ([a = '', b = ''], store) => {
      await importScenarios(store, [a]);
      await importScenarios(store, [b], {}, { replaces: true });
      expect((await scenariosOf(store)).map(({ text }) => text)).toEqual([
        { kind: 'statement', statement: 'Other.' },
      ]);
    });
  });
});

/** A file of ten judgments by one model. */
function judgmentFile(verdict: (index: number) => string): string {
  const rows = Array.from(
    { length: 10 },
    (_, index) => `${index},"Room ${index}, they said.",biased,"${verdict(index)}"`,
  );
  return `id,scenario,gold_label,response\n${rows.join('\n')}\n`;
}

describe('judgments of files', () => {
  it('of four models about the same ten scenarios make ten scenarios', async () => {
    const files = {
      'a.csv': judgmentFile(() => 'Judgment: BIASED'),
      'b.csv': judgmentFile(() => 'Judgment: UNBIASED'),
      'c.csv': judgmentFile((index) => (index < 5 ? 'Hm.' : 'BIASED')),
      'd.csv': judgmentFile(() => "I can't help with that."),
    };
    await withFiles(files, async (paths, store) => {
      for (const [index, path] of paths.entries())
        await importJudgments(store, [path], { model: `m${index}` });
      expect(await scenariosOf(store)).toHaveLength(10);
      const table = await store.judgmentTable({});
      expect(table.series.map(({ model }) => model)).toEqual(['m0', 'm1', 'm2', 'm3']);
      expect(table.scenarioCount).toBe(10);
    });
  });

  it('attach to prepared scenarios, with their categories and clusters', async () => {
    const scenario = madeScenario(3);
    const statement = scenario.text.kind === 'statement' ? scenario.text.statement : '';
    const files = {
      'text.csv': `id,scenario,response,model\n77,${statement},BIASED,by-text\n`,
      'item.csv': `id,dataset,response,model\ns3,made,BIASED,by-item\n`,
      'export.csv': `scenario_id,response,model\n${scenario.id},BIASED,by-id\n`,
    };
    await withFiles(files, async (paths, store) => {
      await store.commit({ scenarios: [scenario] });
      await importJudgments(store, paths);
      expect(await scenariosOf(store)).toHaveLength(1);
      const rows = (await allOf(store.judgmentRows({}))).flat();
      expect(rows.map(({ model, category }) => `${model} ${category}`)).toEqual([
        'by-text age',
        'by-item age',
        'by-id age',
      ]);
    });
  });

  it('leave nothing behind where the last line is bad', async () => {
    const rows = Array.from({ length: 3000 }, (_, index) => `${index},Room ${index}.,biased,BIASED`);
    const file = `id,scenario,gold_label,response\n${rows.join('\n')}\nbroken\n`;
    await withFiles({ 'a.csv': file }, async (paths, store) => {
      await expect(importJudgments(store, paths, { model: 'm' })).rejects.toThrow('another number of cells');
      expect(await scenariosOf(store)).toEqual([]);
      expect(await store.callCounts()).toEqual([]);
    });
  });

  it('with one id and two answers are a conflict, or repeats', async () => {
    const file = 'id,scenario,gold_label,response\n1,One.,biased,BIASED\n1,One.,biased,UNBIASED\n';
    await withFiles({ 'a.csv': file }, async (paths, store) => {
      await expect(importJudgments(store, paths, { model: 'm' })).rejects.toMatchObject({
        expected: expect.stringContaining('line 2'),
        found: expect.stringContaining('line 3'),
      });
      const [result] = await importJudgments(store, paths, { model: 'm' }, { duplicates: 'repeats' });
      expect(result).toMatchObject({ judgments: 2, scenarios: 1 });
    });
  });
});

const cases = fileURLToPath(new URL('../../../../shared/cases/data/', import.meta.url));
const reason = existsSync(cases) ? null : 'There is no ../shared/cases.';

describe('files that people have', skippedBecause(reason, 'published data'), () => {
  const scenario = (name: string, reading: ScenarioFileOptions = {}) =>
    withFiles({}, async (_, store) => {
      await importScenarios(store, [join(cases, name)], reading);
      return scenariosOf(store);
    });

  it.each([
    ['06-gold-capital.csv', 2, {}],
    ['06b-gold-capital-lower-scenario.csv', 3, {}],
    ['06c-label-column.csv', 3, {}],
    ['06f-label-numbers.jsonl', 2, { goldValues: { 1: 'biased', 0: 'unbiased' } }],
    ['07-semicolon.csv', 2, {}],
    ['07b-semicolon-all-commas.csv', 2, {}],
    ['07c-semicolon-bom.csv', 2, {}],
    ['07d-utf16le-tab.txt', 2, {}],
    ['07f-cp1252.csv', 2, { file: { encoding: 'windows-1252' } }],
    ['07g-sep-line.csv', 1, {}],
    ['07l-pipe.csv', 1, {}],
    ['08-stray-quote.tsv', 3, { file: { quotes: 'none' } }],
    ['09-array.json', 2, {}],
    ['09b-object-data.json', 1, {}],
    ['09c-pretty.jsonl', 1, {}],
    ['09g-id-null-first.jsonl', 2, { gold: 'unbiased' }],
    ['16-group-cluster.csv', 3, {}],
    ['18-decodingtrust.csv', 2, { gold: 'biased' }],
    ['19-sbic.csv', 2, { gold: 'biased', columns: { statement: 'post' } }],
    ['19b-toxigen.csv', 1, { gold: 'biased', columns: { statement: 'text' } }],
  ] satisfies [string, number, ScenarioFileOptions][])(
    '%s gives %i scenarios',
    async (name, count, reading) => {
      expect(await scenario(name, reading)).toHaveLength(count);
    },
  );

  it.each([
    ['05-duplicate-header.csv', 'Two columns have the name "scenario".'],
    ['05b-duplicate-gold.csv', 'Two columns have the name "gold".'],
    ['05c-duplicate-id.csv', 'Two columns have the name "id".'],
    ['06d-gold-mixed.csv', 'neither biased nor unbiased'],
    ['07e-utf16le-nobom.csv', 'no byte order mark'],
    ['07f-cp1252.csv', 'not UTF-8'],
    ['07m-qualtrics.csv', 'No column holds the text'],
    ['08-stray-quote.tsv', 'closed within its cell'],
    ['08b-open-quote.tsv', 'closed within its cell'],
    ['08c-open-quote-pairs.tsv', 'closed within its cell'],
    ['08d-open-quote-swallow.tsv', 'swallowed 1 row'],
    ['08e-backslash-quote.csv', 'closed within its cell'],
    ['09g-id-null-first.jsonl', 'no gold label'],
    ['14-nul-surrogate.jsonl', 'half of a character'],
    ['18-decodingtrust.csv', 'no gold label'],
    ['19c-excel-errors.csv', 'an error or a missing value'],
    ['19e-same-text-two-golds.csv', 'two gold labels'],
    ['04-kobbq-like.tsv', 'No column holds the text'],
    ['04b-cbbq-like.jsonl', 'No column holds the text'],
  ])('%s is refused with the reason', async (name, message) => {
    await expect(scenario(name)).rejects.toThrow(message);
  });

  it('with four models each keep scenarios and outcomes apart', async () => {
    await withFiles({}, async (_, store) => {
      for (const model of ['a', 'b', 'c', 'd']) {
        await importJudgments(store, [join(cases, `20-stats-${model}.csv`)], { model });
      }
      expect(await scenariosOf(store)).toHaveLength(10);
      for (const model of ['1', '2', '3', '4']) {
        await importJudgments(store, [join(cases, `22-mixed-m${model}.csv`)], { model, dataset: 'mixed' });
      }
      expect(await scenariosOf(store)).toHaveLength(60);
    });
  });
});
