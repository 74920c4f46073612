import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allOf } from '../../../tests/support/files.ts';
import { outcomeCodes } from '../../core/tables.ts';
import type { Store } from '../../store/contract/store.ts';
import { openSqliteStore } from '../../store/sqlite/sqlite-store.ts';
import { importResultFiles, showResultFiles } from './import-results.ts';
import { writeInspectLogs } from './inspect-logs.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hvsb-audit-'));
});
afterAll(() => rm(folder, { recursive: true }));

const texts = ['The loom is old.', 'Weavers never learn.', 'The loom is new.'];
const gold = (index: number) => (index === 1 ? 'biased' : 'unbiased');

/** A log of one model with two epochs; `says` gives the answers, null an error. */
function log(model: string, says: (index: number, epoch: number) => string | null): string {
  const samples = [1, 2].flatMap((epoch) =>
    texts.map((text, index) => {
      const said = says(index, epoch);
      return {
        id: `s${index}`,
        epoch,
        input: `Judge this text: ${text}`,
        metadata: { scenario: text, gold: gold(index) },
        ...(said === null
          ? { error: { message: 'No connection.' } }
          : { output: { choices: [{ message: { content: said }, stop_reason: 'stop' }] } }),
      };
    }),
  );
  return JSON.stringify({
    version: 2,
    status: 'success',
    eval: { eval_id: model, model },
    plan: {},
    samples,
  });
}

async function write(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const all = { reading: {}, skipInvalid: false };

async function into(store: Store, files: readonly string[], reading = {}) {
  return importResultFiles({ store, files, ...all, reading });
}

async function exported(store: Store) {
  return (await allOf(store.judgmentRows({}))).flat();
}

describe('result files of other programs', () => {
  it('become one study: the same scenarios, whichever file they come from', async () => {
    const store = await openSqliteStore(':memory:');
    const one = await write(
      'one.json',
      log('made/one', (index) => (index === 1 ? 'BIASED' : 'UNBIASED')),
    );
    const two = await write(
      'two.json',
      log('made/two', () => 'Judgment: BIASED'),
    );
    const table = await write(
      'three.csv',
      `scenario,gold,response\n${texts.map((text, index) => `${text},${gold(index)},UNBIASED`).join('\n')}\n`,
    );
    const imported = await into(store, [one, two]);
    await into(store, [table], { model: 'three' });
    expect(imported.map(({ judgments, newScenarios }) => [judgments, newScenarios])).toEqual([
      [6, 3],
      [6, 0],
    ]);
    const { scenarioCount, series } = await store.judgmentTable({});
    expect(scenarioCount).toBe(3);
    expect(series.map(({ model, repeats }) => [model, repeats])).toEqual([
      ['made/one', 2],
      ['made/two', 2],
      ['three', 1],
    ]);
    expect(await into(store, [one])).toMatchObject([{ judgments: 6, unchanged: 6, added: 0 }]);
    await store.close();
  });

  it('keep errors as failures, which no rate counts', async () => {
    const store = await openSqliteStore(':memory:');
    const file = await write(
      'errors.json',
      log('made/e', (_, epoch) => (epoch === 1 ? 'BIASED' : null)),
    );
    expect(await into(store, [file])).toMatchObject([{ judgments: 3, errors: 3 }]);
    const [series] = (await store.judgmentTable({})).series;
    const { biased, error } = outcomeCodes;
    expect([...(series?.outcomes ?? [])]).toEqual([biased, biased, biased, error, error, error]);
    await store.close();
  });

  it('are shown before they are stored', async () => {
    const file = await write(
      'shown.json',
      log('made/s', () => 'I would say BIASED.'),
    );
    const [shown] = await showResultFiles({ files: [file], ...all }, 4);
    expect(shown?.proposal).toMatchObject({ format: 'inspect', mapping: { scenario: 'metadata.scenario' } });
    expect(shown?.judgments).toHaveLength(4);
    expect(shown?.judgments[0]).toMatchObject({
      ...{ id: 's0', gold: 'unbiased', model: 'made/s', repeat: 0, outcome: 'biased' },
      text: { statement: texts[0] },
    });
  });

  it('are stored all or none', async () => {
    const store = await openSqliteStore(':memory:');
    const good = await write(
      'good.json',
      log('made/g', () => 'BIASED'),
    );
    const bad = await write(
      'bad.json',
      '{"version":2,"status":"success","eval":{"eval_id":"x"},"samples":[{}]}',
    );
    await expect(into(store, [good, bad])).rejects.toThrow('which model');
    expect((await store.judgmentTable({})).scenarioCount).toBe(0);
    await expect(
      into(store, [await write('in.jsonl', '{"custom_id":"a","params":{"messages":[]}}')]),
    ).rejects.toThrow('inputs of batch jobs');
    await store.close();
  });

  it('come back from the logs that are exported, with equal ids and counts', async () => {
    const store = await openSqliteStore(':memory:');
    const file = await write(
      'back.json',
      log('made/b', (index, epoch) => (index === epoch ? 'BIASED' : 'UNBIASED')),
    );
    await into(store, [file]);
    const logs = join(folder, 'logs');
    expect(await writeInspectLogs(store, {}, logs)).toMatchObject({
      samples: 6,
      files: [expect.any(String)],
    });
    const other = await openSqliteStore(':memory:');
    await into(
      other,
      (await readdir(logs)).map((name) => join(logs, name)),
    );
    expect(await exported(other)).toEqual(await exported(store));
    expect((await allOf(other.scenarios({}))).flat()).toEqual((await allOf(store.scenarios({}))).flat());
    await store.close();
    await other.close();
  });
});
