import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts';
import { defineStudy } from './file/load-study.ts';
import { planStudy } from './plan-study.ts';
import { runStudy } from './run-study.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hvsb-own-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

type Datasets = Parameters<typeof defineStudy>[0]['datasets'];

const studyOf = (datasets: Datasets) =>
  defineStudy({ datasets, models: ['baseline:coin'], judge: { attacks: ['none'] } }, folder);

describe('a table of one’s own in a study', () => {
  it('is planned and judged as it is when the study runs, without an import', async () => {
    await writeFile(join(folder, 'rows.csv'), 'text,gold\none,biased\ntwo,unbiased\n');
    const study = studyOf([{ dataset: 'mine', from: 'rows.csv', columns: { scenario: 'text' } }, 'sample']);
    const [plan] = await planStudy(study);
    expect([plan?.notes, plan?.models[0]?.planned]).toEqual([[], 129]);
    const store = await openSqliteStore(':memory:');
    const first = await runStudy(study, { store });
    expect(first.prepared[0]).toMatchObject({ dataset: 'mine', scenarios: 2, added: 2, controls: 1 });
    // A row was corrected and one was added: what it said before is judged no more.
    await writeFile(join(folder, 'rows.csv'), 'text,gold\none,biased\ntwo!,unbiased\nthree,biased\n');
    const second = await runStudy(study, { store });
    expect(second.prepared[0]).toMatchObject({ scenarios: 3, added: 2, unchanged: 1 });
    expect(second.judged).toMatchObject({ planned: 130, stored: 128 });
    expect(await store.countScenarios({ datasets: ['mine'] })).toMatchObject([{ biased: 2, unbiased: 1 }]);
    await store.close();
  });

  it('may have its gold labels in the study file', async () => {
    await writeFile(join(folder, 'rows.jsonl'), '{"statement":"one"}\n{"statement":"two"}\n');
    const study = studyOf([{ dataset: 'mine', from: 'rows.jsonl', gold: 'biased' }]);
    const store = await openSqliteStore(':memory:');
    const { prepared } = await runStudy(study, { store });
    expect(prepared).toMatchObject([{ gold: { biased: 2, unbiased: 0 } }]);
    await store.close();
  });

  it('has to be a file that is there, and columns are no business of a published dataset', async () => {
    const refused = async (datasets: Datasets) => {
      const store = await openSqliteStore(':memory:');
      const error = await runStudy(studyOf(datasets), { store }).catch((each: unknown) => `${each}`);
      await store.close();
      return error;
    };
    expect(await refused([{ dataset: 'mine', from: 'none.csv' }])).toContain('There is no such file');
    expect(await refused([{ dataset: 'mine', from: '.' }])).toContain('no reader of the dataset "mine"');
    expect(await refused([{ dataset: 'sample', gold: 'biased' }])).toContain(
      'columns of the dataset "sample"',
    );
  });
});
