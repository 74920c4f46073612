import { sql } from 'kysely';
import type { SampleDescription, ScenarioCount, ScenarioFilter } from '../../contract/store.ts';
import { countRevision } from '../batch-writer.ts';
import type { SqliteConnection } from '../connection.ts';
import { storeQueries } from '../names.ts';
import { scenarioMatches } from './selected-scenarios.ts';

/** See `Store.countScenarios`. */
export function countScenarios(connection: SqliteConnection, filter: ScenarioFilter): ScenarioCount[] {
  return connection.all(
    storeQueries
      .selectFrom('scenario')
      .where(scenarioMatches(connection, filter))
      .groupBy(['dataset', 'form'])
      .select(['dataset', 'form'])
      .select([
        sql<number>`sum(gold = 'biased')`.as('biased'),
        sql<number>`sum(gold = 'unbiased')`.as('unbiased'),
        sql<number>`sum(control)`.as('controls'),
      ])
      .orderBy('dataset')
      .orderBy('form'),
  );
}

/** See `Store.countJudged`. */
export function countJudged(
  connection: SqliteConnection,
  condition: number,
  filter: ScenarioFilter,
  repeats: number,
): number {
  const counted = connection.first(
    storeQueries
      .selectFrom('judgment')
      .crossJoin('scenario')
      .whereRef('scenario.number', '=', 'judgment.scenario')
      .where('judgment.condition', '=', condition)
      .where('judgment.repeat', '<', repeats)
      .where(scenarioMatches(connection, filter))
      .select((on) => on.fn.countAll<number>().as('count')),
  );
  return counted?.count ?? 0;
}

const addMember = 'insert into sample_member (sample, scenario) values (?, ?) on conflict do nothing';

/** See `Store.putSample`. */
export function putSample(
  connection: SqliteConnection,
  { name, seed, stratify, createdAt }: Omit<SampleDescription, 'size'>,
  scenarioNumbers: readonly number[],
): void {
  connection.writing(() => {
    countRevision(connection);
    const earlier = connection.first(
      storeQueries.selectFrom('sample').select('number').where('name', '=', name),
    );
    if (earlier !== undefined) {
      connection.run(storeQueries.deleteFrom('sample_member').where('sample', '=', earlier.number));
      connection.run(storeQueries.deleteFrom('sample').where('number', '=', earlier.number));
    }
    const size = new Set(scenarioNumbers).size;
    const row = { name, seed, stratify: JSON.stringify(stratify), size, created_at: createdAt };
    connection.run(storeQueries.insertInto('sample').values(row));
    const added = connection.first(
      storeQueries.selectFrom('sample').select('number').where('name', '=', name),
    );
    if (added === undefined) throw new Error('a sample that was just added is not found');
    for (const scenario of scenarioNumbers) connection.prepare(addMember).run(added.number, scenario);
  });
}

/** See `Store.samples`. Oldest first. */
export function allSamples(connection: SqliteConnection): SampleDescription[] {
  return connection
    .all(storeQueries.selectFrom('sample').selectAll().orderBy('number'))
    .map(({ name, seed, stratify, size, created_at }) => ({
      name,
      seed,
      // Written by `putSample` and by nothing else.
      stratify: JSON.parse(stratify) as string[],
      size,
      createdAt: created_at,
    }));
}
