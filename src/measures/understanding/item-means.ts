import type { RatingTable } from '../../core/rating-table.ts';

/** The items with a rating, upwards, and the mean of the ratings of each. */
export interface ItemMeans {
  readonly items: Uint32Array;
  readonly means: Float64Array;
}

export function itemMeans(table: RatingTable): ItemMeans {
  const sums = new Float64Array(table.modelOfItem.length);
  const counts = new Uint32Array(table.modelOfItem.length);
  for (const [row, item] of table.item.entries()) {
    sums[item] = (sums[item] ?? 0) + (table.value[row] ?? 0);
    counts[item] = (counts[item] ?? 0) + 1;
  }
  const items = Uint32Array.from([...counts.keys()].filter((item) => (counts[item] ?? 0) > 0));
  return { items, means: Float64Array.from(items, (item) => (sums[item] ?? 0) / (counts[item] ?? 1)) };
}
