import type { JudgmentTable } from '../../core/judgment-table.ts';

/** How finely scenarios are told apart; always by dataset. */
export interface Level {
  readonly byCategory: boolean;
  readonly byVariant: boolean;
}

interface CellName {
  readonly dataset: string;
  readonly category: string | null;
  readonly variant: string | null;
}

/** A division of scenarios into cells. */
export interface Cells {
  /** Number of each scenario's cell; -1 where the scenario is in none. */
  readonly of: Int32Array;
  /** In the order of the table's name lists. */
  readonly names: readonly CellName[];
}

/** The gold-biased scenarios, divided at this level; cells without a scenario are left out. */
export function biasedCells(table: JudgmentTable, level: Level): Cells {
  const categories = level.byCategory ? table.categories.length : 1;
  const variants = level.byVariant ? table.variants.length : 1;
  const of = new Int32Array(table.scenarioCount).fill(-1);
  const occurs = new Uint8Array(table.datasets.length * categories * variants);
  for (let scenario = 0; scenario < of.length; scenario += 1) {
    if (table.goldBiased[scenario] !== 1) continue;
    const category = level.byCategory ? (table.category[scenario] ?? 0) : 0;
    const variant = level.byVariant ? (table.variant[scenario] ?? 0) : 0;
    const key = ((table.dataset[scenario] ?? 0) * categories + category) * variants + variant;
    of[scenario] = key;
    occurs[key] = 1;
  }
  const names: CellName[] = [];
  const numbers = new Int32Array(occurs.length);
  for (const [key, present] of occurs.entries()) {
    if (present === 0) continue;
    numbers[key] = names.length;
    const variant = key % variants;
    const category = ((key - variant) / variants) % categories;
    const dataset = ((key - variant) / variants - category) / categories;
    names.push({
      dataset: table.datasets[dataset] ?? '',
      category: level.byCategory ? (table.categories[category] ?? '') : null,
      variant: level.byVariant ? (table.variants[variant] ?? '') : null,
    });
  }
  for (let scenario = 0; scenario < of.length; scenario += 1) {
    const key = of[scenario] ?? -1;
    if (key >= 0) of[scenario] = numbers[key] ?? -1;
  }
  return { of, names };
}
