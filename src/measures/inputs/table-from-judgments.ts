import type { Outcome } from '../../core/outcomes.ts';
import type { Gold } from '../../core/scenario.ts';
import { type JudgmentSeries, type JudgmentTable, outcomeCodes } from '../../core/tables.ts';
import { Numbering } from './cells.ts';

/** One judgment, as a plain row. */
export interface Judgment {
  readonly scenario: string;
  readonly dataset: string;
  readonly category: string;
  readonly variant: string;
  readonly gold: Gold;
  readonly control: boolean;
  /** Unique within the dataset. */
  readonly cluster: string;
  readonly model: string;
  readonly attack: string;
  /** From 0. */
  readonly repeat: number;
  /** `error`: asked, and still without an answer. */
  readonly outcome: Outcome | 'error';
}

/**
 * The columns that `measureStudy` reads, from rows that came from anywhere. Of two rows on one scenario,
 * model, attack and repeat the later counts; what a scenario is, is taken from its first row.
 *
 * @example
 * const results = measureStudy({ ...noInputs, judgments: tableFromJudgments(judgments) }, { seed: 1 });
 */
export function tableFromJudgments(judgments: readonly Judgment[]): JudgmentTable {
  const scenarios = new Numbering<string>();
  const first: Judgment[] = [];
  for (const judgment of judgments) {
    if (scenarios.number(judgment.scenario) === first.length) first.push(judgment);
  }
  const datasets = new Numbering<string>();
  const categories = new Numbering<string>();
  const variants = new Numbering<string>();
  const clusters = new Numbering<string>();
  return {
    scenarioCount: first.length,
    dataset: Uint16Array.from(first, ({ dataset }) => datasets.number(dataset)),
    category: Uint16Array.from(first, ({ category }) => categories.number(category)),
    variant: Uint16Array.from(first, ({ variant }) => variants.number(variant)),
    cluster: Uint32Array.from(first, ({ dataset, cluster }) => clusters.number(`${dataset}\n${cluster}`)),
    goldBiased: Uint8Array.from(first, ({ gold }) => (gold === 'biased' ? 1 : 0)),
    control: Uint8Array.from(first, ({ control }) => (control ? 1 : 0)),
    datasets: datasets.values,
    categories: categories.values,
    variants: variants.values,
    clusterCount: clusters.values.length,
    series: seriesOf(judgments, scenarios, first.length),
  };
}

function seriesOf(
  judgments: readonly Judgment[],
  scenarios: Numbering<string>,
  scenarioCount: number,
): JudgmentSeries[] {
  const conditions = Map.groupBy(judgments, ({ model, attack }) => `${model}\n${attack}`);
  return [...conditions.values()].map((rows) => {
    const { model = '', attack = '' } = rows[0] ?? {};
    const repeats = rows.reduce((most, { repeat }) => Math.max(most, repeat + 1), 1);
    const outcomes = new Uint8Array(repeats * scenarioCount);
    for (const row of rows) {
      outcomes[row.repeat * scenarioCount + scenarios.number(row.scenario)] = outcomeCodes[row.outcome];
    }
    return { model, attack, repeats, outcomes };
  });
}
