import { isNoted, type NoteSummary, noteSummaries } from '../../../core/note.ts';
import { type JudgmentSeries, outcomeCodes } from '../../../core/tables.ts';
import { outcomeLetters, sortKey } from '../../../core/view/scenario-match.ts';
import type { ScenarioPage, ScenarioQuery, ScenarioRow } from '../../../core/view/scenario-view.ts';
import type { Store, StoredNote, StoredScenario } from '../../../store/contract/store.ts';
import { type StudyIndex, textExcerpt } from '../../../store/contract/study.ts';
import { RequestError } from '../../problems.ts';
import { type VerdictTally, verdictTally } from '../study-view.ts';
import { chosenSeries, differingShares, filterScenarios, type ScenarioMask } from './scenario-filter.ts';

/** Where a list continues: after the scenario with this key and number. */
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
  const notes = await notesOf(store);
  return positions.flatMap((at) => {
    const scenario = byNumber.get(index.scenario[at] ?? 0);
    if (scenario === undefined) return [];
    return [{ ...rowOf(matches, at, scenario), note: notes.get(scenario.id)?.summary ?? null }];
  });
}

/** What people noted on each scenario, by its id, with its number in the store. */
async function notesOf(
  store: Store,
): Promise<ReadonlyMap<string, { readonly number: number; readonly summary: NoteSummary }>> {
  const notes: StoredNote[] = [];
  for await (const batch of store.notes()) notes.push(...batch);
  const numbers = new Map(notes.map(({ scenarioId, scenario }) => [scenarioId, scenario]));
  return new Map(
    [...noteSummaries(notes)].map(([id, summary]) => [id, { number: numbers.get(id) ?? 0, summary }]),
  );
}

function rowOf(
  { index, tally }: ScenarioMatches,
  at: number,
  scenario: StoredScenario,
): Omit<ScenarioRow, 'note'> {
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

/** Number of cached results, so that paging through one searches once. */
const mostCached = 16;

/** The scenarios that a query matches, in its order. */
export interface ScenarioMatches {
  readonly index: StudyIndex;
  /** Judgments that the query looks at. */
  readonly series: readonly JudgmentSeries[];
  readonly tally: VerdictTally;
  /** Positions in the index. */
  readonly positions: Uint32Array;
  /** What each is sorted by, ascending, before its number; the same length. */
  readonly keys: Float64Array;
}

/** Searches a study's scenarios in memory; only words and samples are looked up in the store. */
export class ScenarioSearch {
  readonly #store: Store;
  readonly #cache = new Map<string, ScenarioMatches>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** @throws RequestError 400 for a sample that there is not. */
  async find(index: StudyIndex, query: Omit<ScenarioQuery, 'offset'>): Promise<ScenarioMatches> {
    // Notes change without the results.
    if (query.noted !== undefined || query.tag !== undefined) return this.#search(index, query);
    const name = JSON.stringify([index.revision, Object.entries(query).sort()]);
    const known = this.#cache.get(name);
    if (known !== undefined) return known;
    const matches = await this.#search(index, query);
    this.#cache.set(name, matches);
    const [oldest] = this.#cache.keys();
    if (this.#cache.size > mostCached && oldest !== undefined) this.#cache.delete(oldest);
    return matches;
  }

  async #search(index: StudyIndex, query: ScenarioQuery): Promise<ScenarioMatches> {
    const series = chosenSeries(index, query);
    const tally = verdictTally(index, series);
    const mask = await this.#among(index, query);
    filterScenarios(mask, index, query, series, tally);
    const positions = Uint32Array.from(mask.keys()).filter((at) => mask[at] === 1);
    return { index, series, tally, ...sorted(positions, { index, series, tally }, query.sort ?? 'stored') };
  }

  /** 1 where words, sample and notes, if any, let a scenario through. */
  async #among(index: StudyIndex, { q, sample, noted, tag }: ScenarioQuery): Promise<ScenarioMask> {
    const lists: (readonly number[])[] = [];
    if (q !== undefined && q.trim() !== '') lists.push(await this.#store.searchScenarios(q));
    if (sample !== undefined) {
      const members = await this.#store.sampleMembers(sample);
      if (members === null) throw new RequestError(400, `There is no sample "${sample}".`);
      lists.push(members);
    }
    if (noted !== undefined || tag !== undefined) {
      const asked = { ...(noted && { noted }), ...(tag && { tag }) };
      const notes = await notesOf(this.#store);
      lists.push(
        [...notes.values()].filter(({ summary }) => isNoted(summary, asked)).map(({ number }) => number),
      );
    }
    const hits = new Uint8Array(index.scenario.length);
    for (const number of lists.flat()) {
      const at = positionOf(index, number);
      if (at >= 0) hits[at] = (hits[at] ?? 0) + 1;
    }
    return hits.map((count) => (count === lists.length ? 1 : 0));
  }
}

/** Position of the scenario of this number in the index, -1 if it is not there. */
export function positionOf({ scenario }: StudyIndex, number: number): number {
  const at = firstNotBelow(scenario, number);
  return scenario[at] === number ? at : -1;
}

/** In ascending numbers, the first place that holds this one or more. */
export function firstNotBelow(numbers: Uint32Array, number: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] ?? 0) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

type Sort = NonNullable<ScenarioQuery['sort']>;

function sorted(
  positions: Uint32Array,
  among: Pick<ScenarioMatches, 'index' | 'series' | 'tally'>,
  sort: Sort,
): Pick<ScenarioMatches, 'positions' | 'keys'> {
  if (sort === 'stored') return { positions, keys: new Float64Array(positions.length) };
  const keyAt = sortKeys(among, sort);
  const inOrder = positions.toSorted((one, other) => (keyAt[one] ?? 0) - (keyAt[other] ?? 0) || one - other);
  return { positions: inOrder, keys: Float64Array.from(inOrder, (at) => keyAt[at] ?? 0) };
}

/** What each scenario is sorted by, ascending. */
function sortKeys(
  { index, series, tally: { verdicts, missed } }: Pick<ScenarioMatches, 'index' | 'series' | 'tally'>,
  sort: Exclude<Sort, 'stored'>,
): Float64Array {
  if (sort === 'models') {
    return differingShares(index.judgments.scenarioCount, series).map((share) => -share);
  }
  const keyOf = sortKey[sort];
  return Float64Array.from(verdicts, (count, at) => keyOf({ verdicts: count, missed: missed[at] ?? 0 }));
}
