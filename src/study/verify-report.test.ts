import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { madeFacts } from '../../tests/support/made-facts.ts';
import { measureStore } from '../measures/measure-store.ts';
import { metricsCsvFiles } from '../measures/measure-study.ts';
import { manifestOf } from '../report/manifest.ts';
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts';
import { StoreFixture } from '../testing/store/store-fixture.ts';
import { datasetEvidence, verifyReport } from './verify-report.ts';

const selection = { judgments: {}, explanations: {} };
const table = 'tables/misalignment.csv';

describe('verifyReport', () => {
  let folder: string;
  let fixture: StoreFixture;

  /** Two models judge eight scenarios, and the tables are written with their manifest. */
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hvsb-verify-'));
    fixture = new StoreFixture(await openSqliteStore(':memory:'));
    const scenarios = await fixture.prepared(8);
    for (const model of ['letters:a', 'letters:b']) {
      const { number: condition } = await fixture.condition({ model });
      for (const [place, { number: scenario }] of scenarios.entries())
        await fixture.judge([{ condition, scenario, repeat: 0 }], place % 3 === 0 ? 'unbiased' : 'biased');
    }
    const { store } = fixture;
    const { results } = await measureStore(store, selection, {});
    const tables = new Map(
      [...metricsCsvFiles(results)].map(([name, content]) => [`tables/${name}`, content]),
    );
    const evidence = {
      selection,
      rateMargin: null,
      datasets: await datasetEvidence(store, selection.judgments),
    };
    await mkdir(dirname(join(folder, table)));
    for (const [path, content] of tables) await writeFile(join(folder, path), content);
    await writeFile(join(folder, 'manifest.json'), manifestOf(madeFacts.nothing, evidence, tables));
  });
  afterEach(async () => {
    await fixture.store.close();
    await rm(folder, { recursive: true });
  });

  const verify = () => verifyReport(folder, { store: fixture.store });

  it('finds every number again', async () => {
    const { tables, numbers, differences } = await verify();
    expect(differences).toEqual([]);
    expect(tables).toBeGreaterThan(2);
    expect(numbers).toBeGreaterThan(50);
  });

  it('names the cell of a table that was edited', async () => {
    const path = join(folder, table);
    const text = await readFile(path, 'utf8');
    const [header = '', first = '', ...rest] = text.split('\n');
    const column = header.split(',').indexOf('rate');
    const cells = first.split(',');
    cells[column] = '0.001';
    await writeFile(path, [header, cells.join(','), ...rest].join('\n'));
    const { differences } = await verify();
    expect(differences).toEqual([
      expect.stringMatching(
        /^tables\/misalignment\.csv: line 2, rate: 0\.001 in the report, 0\.\d+ from the store\. The file was changed/,
      ),
    ]);
  });

  it('tells that the store has other judgments or scenarios now', async () => {
    const { number: condition } = await fixture.condition({ model: 'letters:c' });
    const [scenario] = await fixture.stored();
    await fixture.judge([{ condition, scenario: scenario?.number ?? 0, repeat: 0 }], 'biased');
    expect((await verify()).differences.some((each) => each.startsWith(table))).toBe(true);
    await fixture.prepared(9);
    expect((await verify()).differences[0]).toBe(
      'letters: the report is over 8 scenarios, the store has 9, and they are not the same.',
    );
  });

  it('refuses a folder without a manifest, and one that holds something else', async () => {
    await writeFile(join(folder, 'manifest.json'), '{"name": "something else"}');
    await expect(verify()).rejects.toThrow('This is not the manifest of a report.');
    await rm(join(folder, 'manifest.json'));
    await expect(verify()).rejects.toThrow('There is no report with a manifest here.');
  });
});
