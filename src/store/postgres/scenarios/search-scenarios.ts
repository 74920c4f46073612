import { searchedId, searchedWords } from '../../sql/scenarios/searched-words.ts';
import { rows, type SqlValue, type Steps, value } from '../../sql/steps.ts';

const byId = 'select number from scenario where id = ?';
const matching = 'select scenario from scenario_text where words @@ ?::tsquery';

/** See `StudyStore.searchScenarios`. */
export function* scenariosWithWords(query: string): Steps<readonly number[]> {
  const id = searchedId(query);
  const number = id === null ? undefined : yield* value(byId, id);
  if (number !== undefined) return [Number(number)];
  const words = searchedWords(query).map(folded).filter(Boolean);
  if (words.length === 0) return [];
  // Words are letters, digits and marks, so that none ends its quotes.
  const asked = words.map((word) => `'${word}':*`).join(' & ');
  return (yield* rows(matching, asked)).map(([scenario]) => Number(scenario));
}

/** Bytes that PostgreSQL allows a word are some 2,000; nobody types that many. */
const longestWord = 200;

/** A word as the search sees it: small, without the accents of Latin letters, as SQLite's index has it. */
function folded(word: string): string {
  return word
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase()
    .slice(0, longestWord)
    .toWellFormed();
}

/** The words of a scenario's text, each once. */
export function indexedWords(parts: readonly SqlValue[]): readonly string[] {
  const words = parts.flatMap((part) => searchedWords(String(part ?? '')));
  return [...new Set(words.map(folded))].filter(Boolean);
}
