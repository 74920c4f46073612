import type { OutcomeCounts } from '../../core/outcomes.ts';
import { type JudgmentSeries, type JudgmentTable, outcomeCodes } from '../../core/tables.ts';
import { wilsonInterval } from '../../stats/rates/wilson-interval.ts';

/** How finely scenarios are divided; always by dataset. */
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

/** Number of outcome codes, the absent one included. */
export const codeCount = 7;

/** How often each outcome occurs in each cell: `counts[cell * codeCount + code]`, over all repeats. */
export function countOutcomes(series: JudgmentSeries, cellOf: Int32Array, cellCount: number): Uint32Array {
  const counts = new Uint32Array(cellCount * codeCount);
  const { outcomes, repeats } = series;
  const scenarioCount = cellOf.length;
  for (let from = 0; from < repeats * scenarioCount; from += scenarioCount) {
    for (let scenario = 0; scenario < scenarioCount; scenario += 1) {
      const cell = cellOf[scenario] ?? -1;
      if (cell < 0) continue;
      const slot = cell * codeCount + (outcomes[from + scenario] ?? 0);
      counts[slot] = (counts[slot] ?? 0) + 1;
    }
  }
  return counts;
}

/** The counts of one cell by name. */
export function outcomeCounts(counts: Uint32Array, cell: number): OutcomeCounts {
  const of = (code: number) => counts[cell * codeCount + code] ?? 0;
  return {
    biased: of(outcomeCodes.biased),
    unbiased: of(outcomeCodes.unbiased),
    refused: of(outcomeCodes.refused),
    filtered: of(outcomeCodes.filtered),
    unparsed: of(outcomeCodes.unparsed),
    error: of(outcomeCodes.error),
  };
}

/** All that was asked: answers with and without a verdict, and calls that failed. */
export function asked(counts: OutcomeCounts): number {
  return counts.biased + counts.unbiased + counts.refused + counts.filtered + counts.unparsed + counts.error;
}

/** `count` of `n` with its Wilson interval, undefined where n is 0. */
export function proportion(count: number, n: number): Proportion {
  const interval = wilsonInterval(count, n);
  return {
    rate: n === 0 ? null : count / n,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    count,
    n,
  };
}

/** Numbers from 0 in the order of asking. */
export class Numbering<T> {
  readonly #numbers = new Map<T, number>();

  number(value: T): number {
    const known = this.#numbers.get(value);
    if (known !== undefined) return known;
    this.#numbers.set(value, this.#numbers.size);
    return this.#numbers.size - 1;
  }

  get values(): readonly T[] {
    return [...this.#numbers.keys()];
  }
}

/** A share with its 95 % Wilson interval. `rate`, `low` and `high` are null where n is 0: undefined, never 0. */
export interface Proportion {
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly count: number;
  readonly n: number;
}

/**
 * A seeded 95 % percentile interval by bootstrap over clusters. Null where the statistic is, with fewer than two
 * clusters, and where all clusters are alike.
 */
export interface BootstrapBounds {
  readonly low: number | null;
  readonly high: number | null;
}
