import { searchedId, searchedWords } from '../../sql/scenarios/searched-words.ts';
import type { SqliteConnection } from '../connection.ts';

// Numbers joined into one text are several times as fast as a row each.
const matching = 'select group_concat(rowid) from scenario_search where scenario_search match ?';
const byId = 'select number from scenario where id = ?';

/** See `StudyStore.searchScenarios`. Within `reading`. */
export function scenariosWithWords(connection: SqliteConnection, query: string): readonly number[] {
  const id = searchedId(query);
  const number = id === null ? undefined : connection.value(byId, id);
  if (number !== undefined) return [Number(number)];
  const words = searchedWords(query);
  if (words.length === 0) return [];
  const joined = connection.value(matching, words.map((word) => `"${word}"*`).join(' '));
  return typeof joined === 'string' ? joined.split(',').map(Number) : [];
}
