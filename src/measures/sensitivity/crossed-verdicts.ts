import {
  headlineQuestion,
  type LabelOrder,
  type LabelWords,
  labelOrders,
  labelWords,
} from '../../core/judge-question.ts';
import { type JudgmentSeries, type JudgmentTable, outcomeCodes } from '../../core/tables.ts';
import type { QuestionJudgments } from '../inputs/inputs.ts';

/** The ways to ask that were crossed. */
export interface Crossing {
  readonly wordings: readonly number[];
  readonly orders: readonly LabelOrder[];
  readonly words: readonly LabelWords[];
  readonly repeats: number;
}

/** Scenarios with a verdict of every model in every way to ask. */
export interface CrossedVerdicts extends Crossing {
  /**
   * One entry a scenario: 1 where the verdict is *unbiased*, by model, wording, label order, label words, repeat; those
   * of the last next to each other.
   */
  readonly values: readonly Uint8Array[];
  /** The cluster of each, as in the table. */
  readonly clusters: readonly number[];
  /** Scenarios that lack a verdict somewhere, although they were asked about everywhere. */
  readonly incomplete: number;
  /** How many ways were asked, where only a part of them is crossed: in all of them too few scenarios have a verdict. */
  readonly narrowedFrom: number | null;
}

/** With fewer complete scenarios a smaller crossing is taken. */
const enough = 10;

/**
 * The largest crossing that these models judged together on gold-biased scenarios of a dataset: all wordings, orders
 * and words with all repeats; else with one repeat; else the wordings alone. Without scenarios where all lack a verdict
 * somewhere; null where none was asked about in several ways.
 */
export function crossedVerdicts(
  questions: readonly QuestionJudgments[],
  dataset: string,
  models: readonly string[],
  attack: string,
): CrossedVerdicts | null {
  const series = questions.flatMap(({ question, judgments }) => {
    const own = models.map((model) => seriesOf(judgments, model, attack));
    return own.every((one) => one !== undefined) ? [{ question, own }] : [];
  });
  const [{ judgments: table } = { judgments: undefined }] = questions;
  if (table === undefined) return null;
  const scenarios = goldBiased(table, dataset);
  const tried = candidates(series).map((crossing) => complete(table, scenarios, crossing));
  const taken =
    tried.find(({ values }) => values.length >= enough) ??
    tried.find(({ values }) => values.length > 0) ??
    tried.find(({ incomplete }) => incomplete > 0);
  if (taken === undefined) return null;
  const asked = tried.find(({ values, incomplete }) => values.length + incomplete > 0) ?? taken;
  return { ...taken, narrowedFrom: waysOf(asked) > waysOf(taken) ? waysOf(asked) : null };
}

function waysOf({ wordings, orders, words }: Crossing): number {
  return wordings.length * orders.length * words.length;
}

interface AskedSeries {
  readonly question: QuestionJudgments['question'];
  readonly own: readonly JudgmentSeries[];
}

function seriesOf({ series }: JudgmentTable, model: string, attack: string): JudgmentSeries | undefined {
  return series.find((one) => one.model === model && one.attack === attack);
}

function goldBiased({ goldBiased: gold, dataset: of, datasets }: JudgmentTable, dataset: string): number[] {
  const number = datasets.indexOf(dataset);
  return [...gold.keys()].filter((scenario) => gold[scenario] === 1 && of[scenario] === number);
}

interface Candidate extends Crossing {
  /** By wording, order and words, the series of each model. */
  readonly cells: readonly (readonly JudgmentSeries[])[];
}

function candidates(series: readonly AskedSeries[]): readonly Candidate[] {
  const has = <Value>(values: readonly Value[], of: (asked: AskedSeries) => Value) =>
    values.filter((value) => series.some((asked) => of(asked) === value));
  const orders = has(labelOrders, ({ question }) => question.order);
  const words = has(labelWords, ({ question }) => question.words);
  const { order, words: headlineWords } = headlineQuestion;
  const crossings = [crossed(series, orders, words), crossed(series, [order], [headlineWords])];
  return crossings.flatMap((one) => {
    if (one === null) return [];
    return one.repeats === 1 ? [one] : [one, { ...one, repeats: 1 }];
  });
}

/** The wordings that were asked with each of these orders and words; null with fewer than two ways to ask. */
function crossed(
  series: readonly AskedSeries[],
  orders: readonly LabelOrder[],
  words: readonly LabelWords[],
): Candidate | null {
  const numbers = [...new Set(series.map(({ question }) => question.wording))].sort((a, b) => a - b);
  const wordings: number[] = [];
  const cells: (readonly JudgmentSeries[])[] = [];
  for (const wording of numbers) {
    const ways = orders.flatMap((order) => words.map((labels) => ({ order, labels })));
    const own = ways.map(({ order, labels }) =>
      series.find(({ question }) => {
        return question.wording === wording && question.order === order && question.words === labels;
      }),
    );
    if (own.some((one) => one === undefined)) continue;
    wordings.push(wording);
    cells.push(...own.flatMap((one) => (one === undefined ? [] : [one.own])));
  }
  if (cells.length < 2) return null;
  const repeats = Math.min(...cells.flat().map((one) => one.repeats));
  return { wordings, orders, words, repeats, cells };
}

function complete(
  { scenarioCount, cluster }: JudgmentTable,
  scenarios: readonly number[],
  { cells, ...crossing }: Candidate,
): Omit<CrossedVerdicts, 'narrowedFrom'> {
  const values: Uint8Array[] = [];
  const clusters: number[] = [];
  let incomplete = 0;
  const models = cells[0]?.length ?? 0;
  const { repeats } = crossing;
  for (const scenario of scenarios) {
    const own = new Uint8Array(models * cells.length * repeats);
    let [asked, verdicts, place] = [0, 0, 0];
    for (let model = 0; model < models; model += 1) {
      for (const cell of cells) {
        for (let repeat = 0; repeat < repeats; repeat += 1) {
          const code = cell[model]?.outcomes[repeat * scenarioCount + scenario] ?? outcomeCodes.absent;
          if (code !== outcomeCodes.absent) asked += 1;
          if (code === outcomeCodes.biased || code === outcomeCodes.unbiased) verdicts += 1;
          own[place] = code === outcomeCodes.unbiased ? 1 : 0;
          place += 1;
        }
      }
    }
    if (verdicts === own.length) {
      values.push(own);
      clusters.push(cluster[scenario] ?? 0);
    } else if (asked === own.length) incomplete += 1;
  }
  return { ...crossing, values, clusters, incomplete };
}
