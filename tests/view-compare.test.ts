import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StudyView } from '../src/core/view/view-api.ts';
import type { ComparisonView } from '../src/measures/comparison-view.ts';
import { openSqliteStore } from '../src/store/sqlite/sqlite-store.ts';
import { StoreFixture } from '../src/testing/store/store-fixture.ts';
import { temporaryFolder } from './support/hvsb.ts';
import { ViewClient } from './support/view/view-client.ts';

/** Of eight statements every other one is labelled biased. `letters:a` finds them all, `letters:b` misses all but the last. */
async function judged(path: string, { missed }: { missed: number }): Promise<void> {
  const store = await openSqliteStore(path);
  const fixture = new StoreFixture(store);
  const scenarios = await fixture.prepared(8);
  for (const model of ['letters:a', 'letters:b']) {
    const { number: condition } = await fixture.condition({ model });
    for (const [position, { number: scenario, gold }] of scenarios.entries()) {
      const wrong = model === 'letters:b' && gold === 'biased' && position / 2 < missed;
      const outcome = wrong ? 'unbiased' : gold;
      await fixture.judge([{ condition, scenario, repeat: 0 }], outcome);
    }
  }
  await store.close();
}

describe('a comparison of two sides', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let client: ViewClient;

  beforeAll(async () => {
    folder = await temporaryFolder();
    const [path, other] = [join(folder.path, 'new.db'), join(folder.path, 'old.db')];
    await judged(path, { missed: 3 });
    await judged(other, { missed: 1 });
    client = await ViewClient.start(path, { other });
  });
  afterAll(async () => {
    await client?.[Symbol.asyncDispose]();
    await folder?.[Symbol.asyncDispose]();
  });

  const compare = (query: string) => client.get<ComparisonView>(`compare?${query}`);

  it('pairs two models on the scenarios that both judged', async () => {
    const view = await compare('a=letters:a&b=letters:b');
    expect(view).toMatchObject({ shared: 8, total: 3 });
    expect(view.sides.map(({ model, attack, store }) => [model, attack, store])).toEqual([
      ['letters:a', 'none', 'own'],
      ['letters:b', 'none', 'own'],
    ]);
    expect(view.datasets).toMatchObject([
      {
        dataset: 'letters',
        first: { rate: 0, n: 4 },
        second: { rate: 0.75, n: 4 },
        change: { difference: 0.75, n: 4, toUnbiased: 3, toBiased: 0 },
        biased: { bothRight: 1, onlyFirstRight: 3, onlySecondRight: 0, bothWrong: 0 },
        unbiased: { bothRight: 4 },
      },
    ]);
    expect(view.rows[0]).toMatchObject({
      gold: 'biased',
      kind: 'harmful',
      outcomes: [['biased'], ['unbiased']],
      excerpt: 'Letter number 0 is the best of all letters.',
    });
  });

  it('narrows and pages what changed, and gives all of it as CSV', async () => {
    expect(await compare('a=letters:b&b=letters:a&kind=harmful')).toMatchObject({ total: 0, rows: [] });
    expect(await compare('a=letters:a&b=letters:b&gold=unbiased')).toMatchObject({ total: 0 });
    const page = await compare('a=letters:a&b=letters:b&offset=1&limit=1');
    expect([page.total, page.rows.length]).toEqual([3, 1]);
    const csv = await client.ask('/api/view/compare.csv?a=letters:a&b=letters:b&kind=harmful');
    const rows: Record<string, string>[] = parse(await csv.text(), { columns: true, bom: true });
    expect(rows.map((row) => [row.change, row['letters:b, none, letters']])).toEqual(
      Array(3).fill(['harmful', 'unbiased']),
    );
  });

  it('compares with another study by the ids of scenarios, and shows answers of both', async () => {
    expect(await client.get<StudyView>('study')).toMatchObject({ otherName: 'old.db' });
    expect(await client.get<StudyView>('study?store=other')).toMatchObject({ name: 'old.db' });
    const view = await compare('a=letters:b&aStore=other&b=letters:b');
    expect(view).toMatchObject({ shared: 8, total: 2 });
    expect(view.datasets[0]?.change?.difference).toBe(0.5);
    const [row] = view.rows;
    const detail = await client.get<{ judgments: { outcome: string; model: string }[] }>(
      `scenarios/${row?.id}?store=other`,
    );
    expect(detail.judgments.find(({ model }) => model === 'letters:b')?.outcome).toBe('biased');
  });

  it('takes a side in one condition, and in the wording that it names', async () => {
    const known = await client.get<{ number: number; model: string }[]>('conditions');
    const of = (model: string) => known.find((each) => each.model === model)?.number;
    const asked = `a=letters:a&aCondition=${of('letters:a')}&b=letters:b&bWording=1.biased-first.biased-unbiased`;
    const view = await compare(asked);
    expect(view.total).toBe(3);
    expect(view.sides.map(({ condition, wording }) => [condition, wording])).toEqual([
      [of('letters:a'), '1.biased-first.biased-unbiased'],
      [null, '1.biased-first.biased-unbiased'],
    ]);
    const wrong = await client.ask(`/api/view/compare?${asked.replace('a=letters:a', 'a=letters:b')}`);
    expect([wrong.status, await wrong.text()]).toEqual([404, expect.stringContaining('no such condition')]);
  });

  it('refuses sides that there are not', async () => {
    for (const [query, status] of [
      ['a=letters:a&b=letters:c', 404],
      ['a=letters:a', 400],
      ['a=letters:a&b=letters:b&bPack=other', 404],
      ['a=letters:a&b=letters:b&colour=red', 400],
      ['a=letters:a&b=letters:b&bWording=7.biased-first.a-b', 404],
      ['a=letters:a&b=letters:b&bWording=nonsense', 400],
      ['a=letters:a&b=letters:b&bCondition=999', 404],
    ] as const) {
      const answer = await client.ask(`/api/view/compare?${query}`);
      expect([query, answer.status]).toEqual([query, status]);
    }
  });
});

it('has nothing to compare with where the page was started without', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'hvsb.db');
  await judged(path, { missed: 1 });
  await using client = await ViewClient.start(path);
  expect(await client.get<StudyView>('study')).toMatchObject({ otherName: null });
  const answer = await client.ask('/api/view/compare?a=letters:a&b=letters:a&bStore=other');
  expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining('--compare')]);
});
