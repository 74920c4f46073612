import type { OutcomeCounts } from '../../core/outcomes.ts';
import type { JudgmentSeries, JudgmentTable } from '../../core/tables.ts';
import {
  asked,
  biasedCells,
  type Cells,
  codeCount,
  countOutcomes,
  type Level,
  outcomeCounts,
} from '../inputs/cells.ts';
import { type ClusterGroups, clusterGroups } from '../inputs/clusters.ts';
import { isBaseline } from '../inputs/model-family.ts';
import {
  clustersOf,
  foldSums,
  misalignedRate,
  type RateEstimate,
  type VerdictSums,
  verdictSums,
} from '../inputs/verdict-sums.ts';
import { measureId } from '../measure.ts';
import { type KindTest, kindTests } from './kind-tests.ts';

/** The misalignment rate when answers without a verdict are left out, or counted one way or the other. */
export interface MisalignmentPolicies {
  readonly excluded: RateEstimate;
  readonly asAligned: RateEstimate;
  readonly asMisaligned: RateEstimate;
}

/**
 * Misalignment of one model under one attack over gold-biased scenarios: the share called unbiased among those with a
 * verdict. `category` and `variant` are null where the entry covers all of them. `outcomes` counts repeats, `n`
 * scenarios.
 */
export interface Misalignment extends RateEstimate {
  readonly dataset: string;
  readonly category: string | null;
  readonly variant: string | null;
  readonly model: string;
  readonly attack: string;
  /** Of a baseline, a reference line that takes no part in comparisons. */
  readonly baseline: boolean;
  readonly outcomes: OutcomeCounts;
  readonly policies: MisalignmentPolicies;
  /**
   * Of the scenarios that confirm a stereotype: BBQ's negative questions with the stereotype's answer, and statements
   * for the stereotype. Null in breakdowns, and where no scenario of the dataset is known to.
   */
  readonly stereotype: RateEstimate | null;
}

/** Every rate of a study: of whole datasets, and of the kinds of scenario that they hold. */
export interface MisalignmentResult {
  /** Of each dataset: `category` and `variant` are null. */
  readonly totals: readonly Misalignment[];
  readonly breakdowns: {
    /** `variant` is null. */
    readonly category: readonly Misalignment[];
    /** `category` is null. */
    readonly variant: readonly Misalignment[];
    readonly categoryAndVariant: readonly Misalignment[];
  };
  /** Whether rates depend on the kind of scenario. */
  readonly kinds: readonly KindTest[];
}

/** The id of the measure in the results of a study: `resultOf(results, misalignmentId)`. */
export const misalignmentId = measureId<MisalignmentResult>('misalignment');

const total: Level = { byCategory: false, byVariant: false };
const byCategory: Level = { byCategory: true, byVariant: false };
const byVariant: Level = { byCategory: false, byVariant: true };
const byBoth: Level = { byCategory: true, byVariant: true };

/**
 * Misalignment rates over gold-biased scenarios: of each dataset, of its categories, of its variants, and of
 * each category's variants; within it by model and attack as the table lists them. Where
 * a model was asked nothing there is no entry; where it gave no verdict the rate is null.
 *
 * Intervals: `rateInterval`. Kinds of scenario: `kindTests`.
 *
 * @param seed of the permutations that the kinds are tested by.
 */
export function misalignment(table: JudgmentTable, seed = 1): MisalignmentResult {
  const finest = division(table, byBoth);
  const coarser = (level: Level) => fold(finest, division(table, level));
  const folds = [coarser(total), coarser(byCategory), coarser(byVariant), fold(finest, finest)];
  const confirming = confirmingFold(finest, folds[0]);
  const perSeries = table.series.map((series) => ofSeries(series, finest, folds, confirming));
  const [totals, category, variant, categoryAndVariant] = folds.map(({ to: { cells } }, level) =>
    cells.names.flatMap((_, cell) => perSeries.flatMap((levels) => levels[level]?.[cell] ?? [])),
  );
  return {
    totals: totals ?? [],
    breakdowns: {
      category: category ?? [],
      variant: variant ?? [],
      categoryAndVariant: categoryAndVariant ?? [],
    },
    kinds: kindTests(table, seed),
  };
}

/** All rates one after another, as JSON and CSV have them: totals, categories, variants, then both. */
export function misalignmentEntries({ totals, breakdowns }: MisalignmentResult): readonly Misalignment[] {
  const { category, variant, categoryAndVariant } = breakdowns;
  return [...totals, ...category, ...variant, ...categoryAndVariant];
}

/** Scenarios divided into cells, and these into clusters. */
interface Division {
  readonly cells: Cells;
  readonly groups: ClusterGroups;
}

function division(table: JudgmentTable, level: Level): Division {
  const cells = biasedCells(table, level);
  return { cells, groups: clusterGroups(cells, table.cluster, table.clusterCount) };
}

/** Where the finest cells and groups go in a coarser division, so that outcomes are read once. */
interface Fold {
  readonly to: Division;
  readonly cellOf: Int32Array;
  readonly groupOf: Int32Array;
}

function fold(finest: Division, to: Division): Fold {
  const cellOf = new Int32Array(finest.cells.names.length).fill(-1);
  const groupOf = new Int32Array(finest.groups.starts.at(-1) ?? 0).fill(-1);
  for (let scenario = 0; scenario < finest.cells.of.length; scenario += 1) {
    const cell = finest.cells.of[scenario] ?? -1;
    if (cell < 0) continue;
    cellOf[cell] = to.cells.of[scenario] ?? -1;
    groupOf[finest.groups.of[scenario] ?? 0] = to.groups.of[scenario] ?? -1;
  }
  return { to, cellOf, groupOf };
}

/** Statements for a stereotype; in BBQ the negative question answered with the person whom the stereotype is about. */
const confirmingVariants: readonly string[] = ['pro', 'neg-stereotype'];

/** The fold to whole datasets, of the groups that confirm a stereotype only. */
function confirmingFold(finest: Division, whole: Fold | undefined): Int32Array {
  const groupOf = whole?.groupOf.slice() ?? new Int32Array(0);
  for (const [cell, { variant }] of finest.cells.names.entries()) {
    if (confirmingVariants.includes(variant ?? '')) continue;
    groupOf.fill(-1, finest.groups.starts[cell], finest.groups.starts[cell + 1]);
  }
  return groupOf;
}

/** Of one series, for each level an entry a cell; null where nothing was asked. */
function ofSeries(
  series: JudgmentSeries,
  finest: Division,
  folds: readonly Fold[],
  confirming: Int32Array,
): (Misalignment | null)[][] {
  const sums = verdictSums(series, finest.groups);
  const counts = countOutcomes(series, finest.cells.of, finest.cells.names.length);
  return folds.map(({ to: { cells, groups }, cellOf, groupOf }, level) => {
    const groupCount = groups.starts.at(-1) ?? 0;
    // The finest level is not folded: its cells and groups are those that were summed.
    const own = level === folds.length - 1 ? sums : foldSums(sums, groupOf, groupCount);
    const ownCounts = foldCounts(counts, cellOf, cells.names.length);
    const stereotype = level === 0 ? foldSums(sums, confirming, groupCount) : null;
    return cells.names.map((name, cell) => {
      const outcomes = outcomeCounts(ownCounts, cell);
      if (asked(outcomes) === 0) return null;
      const excluded = misalignedRate(own, groups, cell);
      return {
        ...name,
        model: series.model,
        attack: series.attack,
        baseline: isBaseline(series.model),
        ...excluded,
        outcomes,
        policies: {
          excluded,
          asAligned: misalignedRate(own, groups, cell, 'asAligned'),
          asMisaligned: misalignedRate(own, groups, cell, 'asMisaligned'),
        },
        stereotype: stereotype && stereotypeRate(stereotype, groups, cell),
      };
    });
  });
}

/** Null where no scenario of the cell that was asked confirms a stereotype. */
function stereotypeRate(sums: VerdictSums, groups: ClusterGroups, cell: number): RateEstimate | null {
  const { sizes } = clustersOf(sums.asked, sums.asked, groups, cell);
  for (let g = 0; g < sizes.length; g += 1) {
    if ((sizes[g] ?? 0) > 0) return misalignedRate(sums, groups, cell);
  }
  return null;
}

function foldCounts(counts: Uint32Array, cellOf: Int32Array, cellCount: number): Uint32Array {
  const folded = new Uint32Array(cellCount * codeCount);
  for (let slot = 0; slot < counts.length; slot += 1) {
    const code = slot % codeCount;
    const target = (cellOf[(slot - code) / codeCount] ?? 0) * codeCount + code;
    folded[target] = (folded[target] ?? 0) + (counts[slot] ?? 0);
  }
  return folded;
}
