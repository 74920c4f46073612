import { Range } from './range.ts';

/** Fields that say what an entry of a table is about. */
const names = [
  ...['dataset', 'category', 'variant', 'division', 'contrast', 'model', 'attack', 'pack', 'models'],
  ...['explainer', 'rater'],
];

/**
 * Holds each entry of the metrics against the recomputed one of the same name, cell by cell: numbers to nine digits, drawn
 * ones by their range, all else exactly. Gives what differs and what was not looked at.
 */
export function compareMetrics(metrics: object, recomputed: object): Comparison {
  const comparison = new Comparison();
  comparison.compare('', recomputed, metrics);
  return comparison;
}

export class Comparison {
  readonly differences: string[] = [];
  cells = 0;
  /** Fields with a range instead of a number, without the names of their entries. */
  readonly drawn = new Set<string>();
  readonly #seen = new WeakMap<object, Set<string>>();

  compare(where: string, expected: object, found: object): void {
    for (const [field, value] of Object.entries(expected)) {
      this.#see(found, field);
      this.#compareValue(where === '' ? field : `${where}.${field}`, value, (found as Fields)[field]);
    }
  }

  /** The fields of the metrics that nothing was recomputed for, without the names of their entries. */
  notLookedAt(metrics: object, where = ''): string[] {
    const fields = Array.isArray(metrics) ? [] : Object.entries(metrics);
    const below = Array.isArray(metrics)
      ? metrics.flatMap((entry) => (isObject(entry) ? this.notLookedAt(entry, where) : []))
      : fields.flatMap(([field, value]) => {
          const name = where === '' ? field : `${where}.${field}`;
          if (isObject(value) && (!Array.isArray(value) || value.some(isObject)))
            return this.notLookedAt(value, name);
          return this.#seen.get(metrics)?.has(field) === true ? [] : [name];
        });
    return [...new Set(below)];
  }

  #see(found: object, field: string): void {
    const seen = this.#seen.get(found) ?? new Set();
    this.#seen.set(found, seen.add(field));
  }

  #compareValue(where: string, expected: unknown, found: unknown): void {
    if (Array.isArray(expected) && expected.some(isObject)) {
      this.#compareEntries(where, expected, Array.isArray(found) ? found : [found]);
    } else if (isObject(expected) && !(expected instanceof Range) && !Array.isArray(expected)) {
      if (isObject(found)) this.compare(where, expected, found);
      else this.#differ(where, expected, found);
    } else {
      this.cells += 1;
      if (expected instanceof Range) this.drawn.add(where.replaceAll(/\{[^}]*\}/g, ''));
      if (!isSame(expected, found)) this.#differ(where, expected, found);
    }
  }

  #compareEntries(where: string, expected: readonly unknown[], found: readonly unknown[]): void {
    const entries = new Map(found.map((entry) => [nameOf(entry), entry]));
    if (found.length !== expected.length) this.#differ(`${where}, entries`, expected.length, found.length);
    for (const entry of expected)
      this.#compareValue(`${where}${nameOf(entry)}`, entry, entries.get(nameOf(entry)));
  }

  #differ(where: string, expected: unknown, found: unknown): void {
    this.differences.push(`${where}: ${JSON.stringify(found)}, recomputed ${JSON.stringify(expected)}`);
  }
}

type Fields = Readonly<Record<string, unknown>>;

/** The difference of two rounded numbers is only as exact as those are: hence the last summand. */
function isSame(expected: unknown, found: unknown): boolean {
  if (expected instanceof Range)
    return typeof found === 'number' && found >= expected.low && found <= expected.high;
  return typeof expected === 'number' && typeof found === 'number'
    ? Math.abs(expected - found) <= 1e-9 * Math.max(Math.abs(expected), Math.abs(found)) + 1e-13
    : JSON.stringify(expected) === JSON.stringify(found);
}

/** `{name}`, empty for an entry without a name. */
function nameOf(entry: unknown): string {
  if (!isObject(entry)) return '';
  const own = names.flatMap((name) => {
    const value = (entry as Fields)[name];
    return value === undefined || value === null ? [] : [`${name} ${value}`];
  });
  return own.length === 0 ? '' : `{${own.join(', ')}}`;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
