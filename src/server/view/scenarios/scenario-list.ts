import { outcomeCodes } from '../../../core/tables.ts';
import { outcomeLetters } from '../../../core/view/scenario-match.ts';
import type { ScenarioPage, ScenarioRow } from '../../../core/view/scenario-view.ts';
import { textExcerpt } from '../../../store/contract/excerpts.ts';
import type { Store, StoredScenario } from '../../../store/contract/store.ts';
import type { StudyIndex } from '../../../store/contract/study.ts';
import { firstNotBelow, type ScenarioMatches } from './scenario-search.ts';

/** Where a list goes on: after the scenario with this key and number. */
export interface ScenarioPlace {
  readonly key: number;
  readonly number: number;
}

/** By outcome code. */
const letters = Object.entries(outcomeCodes)
  .toSorted(([, one], [, other]) => one - other)
  // The keys are those of the codes.
  .map(([name]) => outcomeLetters[name as keyof typeof outcomeCodes]);

/** The place in the matches that comes after `place`. */
export function startAfter(
  { index, positions, keys }: ScenarioMatches,
  { key, number }: ScenarioPlace,
): number {
  const after = firstNotBelow(index.scenario, number + 1);
  let low = 0;
  let high = positions.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = keys[middle] ?? 0;
    const isBefore = other < key || (other === key && (positions[middle] ?? 0) < after);
    if (isBefore) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The columns of `ScenarioRow.outcomes`. */
export function seriesOf({ judgments }: StudyIndex): ScenarioPage['series'] {
  return judgments.series.map(({ model, attack, repeats }) => ({ model, attack, repeats }));
}

/** Rows of the matches from `start` on. */
export async function scenarioRowsFrom(
  store: Store,
  matches: ScenarioMatches,
  start: number,
  limit: number,
): Promise<readonly ScenarioRow[]> {
  const { index } = matches;
  const positions = [...matches.positions.subarray(start, start + limit)];
  const scenarios = await store.scenariosOf(positions.map((at) => index.scenario[at] ?? 0));
  const byNumber = new Map(scenarios.map((scenario) => [scenario.number, scenario]));
  return positions.flatMap((at) => {
    const scenario = byNumber.get(index.scenario[at] ?? 0);
    return scenario === undefined ? [] : [rowOf(matches, at, scenario)];
  });
}

function rowOf({ index, tally }: ScenarioMatches, at: number, scenario: StoredScenario): ScenarioRow {
  const { id, dataset, category, variant, gold, control, text } = scenario;
  const { first, agrees, disagrees } = index.explanations;
  const [from, to] = [first[at] ?? 0, first[at + 1] ?? 0];
  return {
    id,
    dataset,
    category,
    variant,
    gold,
    control,
    excerpt: textExcerpt(text),
    outcomes: outcomesAt(index, at),
    verdicts: tally.verdicts[at] ?? 0,
    missed: tally.missed[at] ?? 0,
    explanations: to - from,
    agrees: sum(agrees.subarray(from, to)),
    disagrees: sum(disagrees.subarray(from, to)),
  };
}

function outcomesAt({ judgments: { scenarioCount, series } }: StudyIndex, at: number): string[] {
  return series.map(({ outcomes, repeats }) =>
    Array.from({ length: repeats }, (_, repeat) => letters[outcomes[repeat * scenarioCount + at] ?? 0]).join(
      '',
    ),
  );
}

function sum(counts: Uint16Array): number {
  return counts.reduce((total, count) => total + count, 0);
}
