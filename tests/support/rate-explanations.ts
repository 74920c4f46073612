import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { addressOf, succeed } from '../golden/program-outputs.ts';
import { exportedRows } from './exported-rows.ts';
import { finished, startHvsb } from './hvsb.ts';

/** An explanation with a text, as it is exported. */
export interface Explained {
  readonly explanation: number;
  readonly scenario_id: string;
  readonly model: string;
}

/**
 * Has people rate explanations as a user would: `hvsb rate` makes items of them, `hvsb import ratings` stores the ratings.
 * @param ratingBy a value of the scale, '' where the person skips the item, null where the person never sees it.
 */
export async function rateExplanations(
  folder: string,
  people: readonly string[],
  ratingBy: (person: string, explained: Explained) => string | null,
): Promise<void> {
  const server = startHvsb(folder, ['rate', '--items', '1000', '--port', '0']);
  const end = finished(server);
  await addressOf(server.stdout);
  server.kill('SIGINT');
  await end;
  const store = await openSqliteStore(join(folder, 'hvsb.db'), { readOnly: true });
  const items = new Map((await store.ratingOrigins()).map(({ explanation, item }) => [explanation, item]));
  await store.close();
  const rows = (await exportedRows<Explained & { outcome: string }>(folder, 'explanations'))
    .filter(({ outcome }) => outcome === 'explained')
    .flatMap((row) =>
      people.flatMap((person) => {
        const value = ratingBy(person, row);
        if (value === null) return [];
        return `${items.get(row.explanation)},${row.scenario_id},rater,${person},${value},,12.5,2026-03-01T10:00:00.000Z`;
      }),
    );
  const heading = 'item,scenario_id,role,person,value,comment,seconds,time';
  await writeFile(join(folder, 'ratings.csv'), `${[heading, ...rows].join('\n')}\n`);
  await succeed(folder, ['import', 'ratings', 'ratings.csv']);
}
