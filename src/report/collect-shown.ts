import type { JudgmentTable } from '../core/judgment-table.ts';
import type { ShownAnswer, ShownScenario, ShownScenarios } from './shown-scenarios.ts';
import type { ExplanationFilter } from '../store/explanation-store.ts';
import type { JudgmentSelection, Store } from '../store/store.ts';
import { chooseShown } from './choose-shown.ts';

/** Longer answers are cut; a report is to be sent. */
const longestAnswer = 2000;
/** Of all answers together; once it is full, those that follow are cut to a line. */
const roomForText = 6_000_000;
const cutToLine = 120;

export interface ShownOptions {
  /** The judgments that the selection gives, see `Store.judgmentTable`. */
  readonly table: JudgmentTable;
  readonly judgments: JudgmentSelection;
  readonly explanations: ExplanationFilter;
  /** Most scenarios. */
  readonly most: number;
}

/** The most telling scenarios with every model's answers and explanations, cut to what a file can hold. */
export async function collectShown(store: Store, options: ShownOptions): Promise<ShownScenarios> {
  const { table, judgments, explanations, most } = options;
  const places = new Map(chooseShown(table, most).map((position, place) => [position, place]));
  const drafts = await scenariosAt(store, judgments, places);
  const shorten = shortener();
  if (drafts.size > 0) {
    for await (const batch of store.judgmentRows(judgments)) {
      for (const { scenario_id: id, model, attack, repeat, outcome, response } of batch) {
        drafts.get(id)?.answers.push({ model, attack, repeat, outcome, text: shorten.cut(response) });
      }
    }
    for await (const batch of store.explanations(explanations)) {
      for (const { scenario, explainer, text } of batch) {
        drafts.get(scenario.id)?.explanations.push({ model: explainer, text: shorten.cut(text) });
      }
    }
  }
  return {
    scenarios: [...drafts.values()]
      .toSorted((one, other) => one.place - other.place)
      .map(({ place: _, ...shown }) => shown),
    total: table.scenarioCount,
    cut: shorten.count(),
  };
}

interface Draft extends Omit<ShownScenario, 'answers' | 'explanations'> {
  readonly place: number;
  readonly answers: ShownAnswer[];
  readonly explanations: { readonly model: string; readonly text: string }[];
}

/** The table numbers the scenarios of its selection in the order in which the store gives them. */
async function scenariosAt(
  store: Store,
  filter: JudgmentSelection,
  places: ReadonlyMap<number, number>,
): Promise<Map<string, Draft>> {
  const drafts = new Map<string, Draft>();
  let position = 0;
  if (places.size === 0) return drafts;
  for await (const batch of store.scenarios(filter)) {
    for (const { id, dataset, category, variant, gold, text } of batch) {
      const place = places.get(position);
      position += 1;
      if (place === undefined) continue;
      drafts.set(id, { id, dataset, category, variant, gold, text, place, answers: [], explanations: [] });
    }
  }
  return drafts;
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
      return text.slice(0, most);
    },
  };
}
