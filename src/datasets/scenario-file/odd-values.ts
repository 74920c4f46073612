import { DataError } from '../../errors/errors.ts';
import type { ScenarioCells } from './scenario-fields.ts';

/** What Excel writes for an error in a formula. */
export const errorOfExcel = /^#(NAME\?|N\/A|REF!|VALUE!|DIV\/0!|NULL!|NUM!|SPILL!|CALC!)$/;
const missingValue = /^(nan|null|none|n\/a|<na>)$/i;
/** Longer than each of these. */
const longestMark = 8;
const texts = [
  'statement',
  'scenario',
  'scenario_adv',
  'context',
  'question',
  'answer',
  'prompt',
  'completion',
] as const;
const names = ['category', 'group', 'cluster', 'variant'] as const;

/** @throws DataError where a text is what programs write for an error or a missing value */
export function checkTexts(cells: ScenarioCells, where: string): void {
  for (const field of texts) {
    const text = cells[field]?.trim();
    if (text === undefined) continue;
    if (text.length > longestMark) continue;
    const isError = errorOfExcel.test(text);
    if (!isError && !missingValue.test(text)) continue;
    throw new DataError('A text is an error or a missing value.', {
      where,
      expected: `field "${field}": the words of a scenario`,
      found: `"${text}", which ${isError ? 'Excel writes for an error in a formula' : 'programs write for a missing value'}`,
      advice: 'Correct the cell, or leave invalid rows out with --skip-invalid.',
    });
  }
}

/** More different values of a field than this are not compared. */
const mostValues = 10_000;

/** What is odd about the values of all rows, noted while they are read. */
export class OddValues {
  readonly #spellings = new Map<string, Set<string>>();
  readonly #missing = new Map<string, number>();
  readonly #noted = {
    category: new Set<string>(),
    group: new Set<string>(),
    cluster: new Set<string>(),
    variant: new Set<string>(),
  };
  #rows = 0;
  #rowsWithoutCategory = 0;
  #rowsWithoutId = 0;
  #textsWithNul = 0;

  note(cells: ScenarioCells): void {
    this.#rows += 1;
    if (cells.category === null) this.#rowsWithoutCategory += 1;
    if (cells.id === null && cells.sourceId === null) this.#rowsWithoutId += 1;
    if (texts.some((field) => cells[field]?.includes('\0') === true)) this.#textsWithNul += 1;
    for (const field of names) {
      const value = cells[field];
      if (value !== null) this.#noteName(field, value);
    }
  }

  #noteName(field: (typeof names)[number], value: string): void {
    const name = value.trim();
    if (name.length <= longestMark && (missingValue.test(name) || errorOfExcel.test(name))) {
      const key = `${field} "${name}"`;
      this.#missing.set(key, (this.#missing.get(key) ?? 0) + 1);
    }
    const noted = this.#noted[field];
    // Nobody reads a list of thousands.
    if (noted.has(value) || this.#spellings.size >= mostValues) return;
    noted.add(value);
    const key = `${field} ${name.toLowerCase()}`;
    const spellings = this.#spellings.get(key) ?? new Set();
    this.#spellings.set(key, spellings.add(value));
  }

  /** What was assumed of scenarios that are new, a sentence each; true of all rows that were noted. */
  get assumptions(): readonly string[] {
    const notes: string[] = [];
    const [rows, without, unnamed] = [this.#rows, this.#rowsWithoutCategory, this.#rowsWithoutId];
    if (without > 0) notes.push(`${share(without, rows)} a category: "unspecified" is stored.`);
    if (unnamed > 0) notes.push(`${share(unnamed, rows)} an id: scenarios are named by their content.`);
    return notes;
  }

  /** What is odd, a sentence each; true of all rows that were noted. */
  get oddities(): readonly string[] {
    const notes: string[] = [];
    for (const [key, spellings] of this.#spellings) {
      if (spellings.size < 2) continue;
      const list = [...spellings].map((value) => JSON.stringify(value)).join(', ');
      notes.push(
        `The values ${list} of "${key.split(' ')[0]}" differ in case or blanks alone, and stay apart.`,
      );
    }
    for (const [key, count] of this.#missing) {
      notes.push(
        `${count === 1 ? 'One row has' : `${count} rows have`} the ${key}, as programs write a missing value.`,
      );
    }
    if (this.#textsWithNul > 0) {
      notes.push(
        `${this.#textsWithNul === 1 ? 'One text holds' : `${this.#textsWithNul} texts hold`} a NUL character, which stays in it.`,
      );
    }
    return notes;
  }
}

function share(count: number, all: number): string {
  if (count === all) return 'No row has';
  return count === 1 ? `One row of ${all} is without` : `${count} of ${all} rows are without`;
}
