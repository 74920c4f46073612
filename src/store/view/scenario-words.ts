import type { SqliteConnection } from '../sqlite-connection.ts';

const words = /[\p{L}\p{N}\p{M}]+/gu;
const id = /^[0-9a-f]{16}$/;
// Numbers joined into one text are several times as fast as a row each.
const matching = 'select group_concat(rowid) from scenario_search where scenario_search match ?';
const byId = 'select number from scenario where id = ?';

/**
 * The numbers of the scenarios whose text has all words of the query, each as the beginning of a word, in no order;
 * or of the one with that id. A query without a word matches nothing. Within `reading`.
 */
export function scenariosWithWords(connection: SqliteConnection, query: string): readonly number[] {
  const asked = query.trim().toLowerCase();
  if (id.test(asked)) {
    const number = connection.value(byId, asked);
    if (number !== undefined) return [Number(number)];
  }
  const all = query.match(words) ?? [];
  if (all.length === 0) return [];
  const found = connection.value(matching, all.map((word) => `"${word}"*`).join(' '));
  return typeof found === 'string' ? found.split(',').map(Number) : [];
}
