/**
 * p values adjusted for being read together, in the order given: sorted upwards, the i-th of m (from 0) is
 * multiplied by m - i, then made to rise and capped at 1. An adjusted p below alpha keeps the chance of
 * any false finding in the family below alpha.
 *
 * Source: Holm (1979), Scandinavian Journal of Statistics 6, 65-70.
 *
 * @example
 * holmAdjust([0.01, 0.04, 0.03]); // [.03, .06, .06]
 */
export function holmAdjust(pValues: readonly number[]): number[] {
  const adjusted = new Array<number>(pValues.length).fill(1);
  const upwards = [...pValues.entries()].sort(([, one], [, other]) => one - other);
  let largest = 0;
  for (const [rank, [position, p]] of upwards.entries()) {
    largest = Math.max(largest, Math.min(1, p * (pValues.length - rank)));
    adjusted[position] = largest;
  }
  return adjusted;
}

/**
 * The compact letter display of pairwise comparisons: two items share a letter exactly where they do not differ, as
 * far as letters can say so. Letters come in the order of the items, after `z` `A` to `Z`, then with a number.
 *
 * @param count number of items, in the order in which they are shown.
 * @param differs whether the test of two items says that they differ.
 * @returns each item's letters.
 *
 * Source: Piepho (2004), Journal of Computational and Graphical Statistics 13, 456-466: insert and absorb.
 *
 * @example
 * compactLetters(3, (one, other) => one === 0 && other === 2); // ['a', 'ab', 'b']
 */
export function compactLetters(count: number, differs: (one: number, other: number) => boolean): string[] {
  let columns: ReadonlySet<number>[] =
    count === 0 ? [] : [new Set(Array.from({ length: count }, (_, i) => i))];
  for (let one = 0; one < count; one += 1) {
    for (let other = one + 1; other < count; other += 1) {
      if (differs(one, other)) columns = absorb(columns.flatMap((column) => split(column, one, other)));
    }
  }
  const ordered = columns.toSorted(compareColumns);
  return Array.from({ length: count }, (_, item) =>
    ordered.flatMap((column, i) => (column.has(item) ? letter(i) : [])).join(''),
  );
}

/** A column that joins what differs gives way to two that do not. */
function split(column: ReadonlySet<number>, one: number, other: number): ReadonlySet<number>[] {
  if (!column.has(one) || !column.has(other)) return [column];
  return [
    new Set([...column].filter((item) => item !== one)),
    new Set([...column].filter((item) => item !== other)),
  ];
}

/** Columns that another one holds say nothing more. */
function absorb(columns: readonly ReadonlySet<number>[]): ReadonlySet<number>[] {
  return columns.filter(
    (column, i) =>
      !columns.some((other, j) => i !== j && isWithin(column, other) && (column.size < other.size || j < i)),
  );
}

function isWithin(column: ReadonlySet<number>, other: ReadonlySet<number>): boolean {
  return [...column].every((item) => other.has(item));
}

function compareColumns(one: ReadonlySet<number>, other: ReadonlySet<number>): number {
  const [first, second] = [one, other].map((column) => [...column].sort((a, b) => a - b)) as [
    number[],
    number[],
  ];
  for (let i = 0; i < Math.min(first.length, second.length); i += 1) {
    const difference = (first[i] ?? 0) - (second[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return first.length - second.length;
}

function letter(position: number): string {
  const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
  const round = Math.floor(position / alphabet.length);
  return `${alphabet[position % alphabet.length]}${round === 0 ? '' : round}`;
}
