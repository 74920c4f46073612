import type { RatingTable } from '../core/rating-table.ts';

/** An item that its raters do not see alike. */
export interface DisputedItem {
  readonly item: number;
  /** Mean squared difference of two of its ratings, in units of the scale; above 0. */
  readonly spread: number;
  readonly lowest: number;
  readonly highest: number;
  readonly ratings: number;
}

/**
 * Items whose raters differ, those that differ most first, then by number; items rated once and those rated
 * alike are not among them. The spread is twice the variance: Σ over pairs (x - y)² / pairs.
 */
export function disputedItems(table: RatingTable): DisputedItem[] {
  const values = Map.groupBy(table.item.keys(), (row) => table.item[row] ?? 0);
  return [...values]
    .map(([item, rows]) =>
      ofItem(
        item,
        [...rows].map((row) => table.value[row] ?? 0),
      ),
    )
    .filter(({ spread }) => spread > 0)
    .sort((one, other) => other.spread - one.spread || one.item - other.item);
}

function ofItem(item: number, values: readonly number[]): DisputedItem {
  const [lowest, highest] = [Math.min(...values), Math.max(...values)];
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { item, spread: lowest === highest ? 0 : (2 * squares) / (n - 1), lowest, highest, ratings: n };
}
