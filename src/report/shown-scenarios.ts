import type { Gold, ScenarioText } from '../core/scenario.ts';
import { type JudgmentTable, outcomeCodes } from '../core/tables.ts';
import type { ExplanationFilter } from '../store/contract/explanations.ts';
import type { JudgmentSelection, Store } from '../store/contract/store.ts';

/** The scenarios whose answers a report shows, and what it leaves out. */
export interface ShownScenarios {
  readonly scenarios: readonly ShownScenario[];
  /** Of the selection; the shown ones are among them. */
  readonly total: number;
  /** Answers that are cut short. */
  readonly cut: number;
}

export interface ShownScenario {
  readonly id: string;
  readonly dataset: string;
  readonly category: string;
  readonly variant: string;
  readonly gold: Gold;
  readonly text: ScenarioText;
  readonly answers: readonly ShownAnswer[];
  readonly explanations: readonly { readonly model: string; readonly text: string }[];
}

export interface ShownAnswer {
  readonly model: string;
  readonly attack: string;
  readonly repeat: number;
  readonly outcome: string;
  /** As the model said it, perhaps cut. */
  readonly text: string;
}

/**
 * The scenarios that tell most: the same number of each dataset, first those on which verdicts are most divided, then
 * those that are missed most often.
 *
 * @param most how many in all.
 * @returns their positions in the table, most informative first within each dataset.
 */
export function chooseShown(table: JudgmentTable, most: number): number[] {
  const { asked, divided, missed } = verdictShares(table);
  const by = (of: Float32Array, one: number, other: number) => (of[other] ?? 0) - (of[one] ?? 0);
  const ranked = asked.sort((one, other) => by(divided, one, other) || by(missed, one, other) || one - other);
  const datasets: number[][] = table.datasets.map(() => []);
  for (const scenario of ranked) {
    const own = datasets[table.dataset[scenario] ?? 0];
    if (own !== undefined && own.length < most) own.push(scenario);
  }
  const chosen: number[] = [];
  for (let place = 0; chosen.length < most && datasets.some((own) => place < own.length); place += 1) {
    for (const own of datasets) {
      const next = own[place];
      if (next !== undefined && chosen.length < most) chosen.push(next);
    }
  }
  return chosen;
}

/**
 * In columns, for millions of scenarios. `asked`: the scenarios that have an answer or a failure. `divided`: share of
 * the rarer verdict, 0 to ½. `missed`: share against the gold label.
 */
function verdictShares(table: JudgmentTable) {
  const { scenarioCount, series, goldBiased } = table;
  const [asked, divided, missed] = [
    new Uint32Array(scenarioCount),
    new Float32Array(scenarioCount),
    new Float32Array(scenarioCount),
  ];
  let count = 0;
  for (let scenario = 0; scenario < scenarioCount; scenario += 1) {
    let [answers, biased, unbiased] = [0, 0, 0];
    for (const { outcomes, repeats } of series) {
      for (let repeat = 0; repeat < repeats; repeat += 1) {
        const code = outcomes[repeat * scenarioCount + scenario];
        if (code !== outcomeCodes.absent) answers += 1;
        if (code === outcomeCodes.biased) biased += 1;
        if (code === outcomeCodes.unbiased) unbiased += 1;
      }
    }
    const all = biased + unbiased;
    if (answers > 0) asked[count++] = scenario;
    divided[scenario] = all === 0 ? 0 : Math.min(biased, unbiased) / all;
    missed[scenario] = all === 0 ? 0 : (goldBiased[scenario] === 1 ? unbiased : biased) / all;
  }
  return { asked: asked.subarray(0, count), divided, missed };
}

/** Longer answers are cut; a report is to be sent. */
const longestAnswer = 2000;
const longestPart = 20_000;
/** Of all answers together; once it is full, those that follow are cut to a line. */
const roomForText = 6_000_000;
const cutToLine = 120;

export interface ShownOptions {
  /** The judgments that the selection gives, see `Store.judgmentTable`. */
  readonly table: JudgmentTable;
  readonly judgments: JudgmentSelection;
  readonly explanations: ExplanationFilter;
  /** Numbers of scenarios that come before the others: those that people noted something on. */
  readonly noted?: readonly number[];
  /** Most scenarios. */
  readonly most: number;
}

/** The most informative scenarios with every model's answers and explanations, cut to what a file can hold. */
export async function collectShown(store: Store, options: ShownOptions): Promise<ShownScenarios> {
  const { table, judgments, explanations, noted = [], most } = options;
  const all = await store.scenarioNumbers(judgments);
  const chosen = chooseShown(table, most).map((position) => all[position] ?? 0);
  const first = noted.length === 0 ? [] : noted.filter((number) => all.includes(number));
  const drafts = await draftsOf(store, [...new Set([...first, ...chosen])].slice(0, most));
  const shorten = shortener();
  // One after the other: an answer may be a megabyte, and a scenario has as many as there are models, attacks and repeats.
  for (const draft of drafts) {
    for (const row of await store.judgmentRowsOf(judgments, [draft.number])) {
      const { model, attack, repeat, outcome, response } = row;
      draft.answers.push({ model, attack, repeat, outcome, text: shorten.cut(response) });
    }
  }
  for (const draft of drafts) {
    for (const { explainer, text } of await store.explanationsOf(explanations, [draft.number])) {
      draft.explanations.push({ model: explainer, text: shorten.cut(text) });
    }
  }
  return {
    scenarios: drafts.map(({ number: _, ...shown }) => shown),
    total: table.scenarioCount,
    cut: shorten.count(),
  };
}

interface Draft extends Omit<ShownScenario, 'answers' | 'explanations'> {
  readonly number: number;
  readonly answers: ShownAnswer[];
  readonly explanations: { readonly model: string; readonly text: string }[];
}

/** In this order of the scenarios' numbers. */
async function draftsOf(store: Store, numbers: readonly number[]): Promise<Draft[]> {
  const drafts: Draft[] = [];
  for (const wanted of numbers) {
    for (const scenario of await store.scenariosOf([wanted])) {
      const { number, id, dataset, category, variant, gold } = scenario;
      const text = shortText(scenario.text);
      drafts.push({ number, id, dataset, category, variant, gold, text, answers: [], explanations: [] });
    }
  }
  return drafts;
}

/** Every part of a scenario's text, cut where it is longer than anybody reads. */
function shortText(text: ScenarioText): ScenarioText {
  const parts = Object.entries(text).map(([name, part]) => [name, beginningOf(part, longestPart)]);
  // The same parts, each still a text.
  return Object.fromEntries(parts) as ScenarioText;
}

/** A copy: a part of a text would keep the whole of it in memory. */
function beginningOf(text: string, most: number): string {
  return text.length <= most ? text : Buffer.from(text.slice(0, most)).toString();
}

function shortener() {
  let room = roomForText;
  let count = 0;
  return {
    count: () => count,
    cut: (text: string): string => {
      const most = room > 0 ? longestAnswer : cutToLine;
      room -= Math.min(text.length, most);
      if (text.length <= most) return text;
      count += 1;
      return beginningOf(text, most);
    },
  };
}
