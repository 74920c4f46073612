import type { SqliteConnection } from './sqlite-connection.ts';
import type { SampleDescription } from './store.ts';
import { storeQueries } from './store-queries.ts';
import { countRevision } from './store-revision.ts';

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
