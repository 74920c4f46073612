import { hash } from 'node:crypto';
import { isTwinDataset } from '../../core/twins.ts';
import { drawScenarios, proportionalShares } from '../../stages/sample.ts';
import type { QuestionFilter, StoredQuestion } from '../../store/contract/answers.ts';
import type { ExplanationFilter } from '../../store/contract/explanations.ts';
import type { ScenarioCount, ScenarioFilter, Store } from '../../store/contract/store.ts';

/** `--limit` always takes the same scenarios. Another draw is a sample with a seed of its own. */
const seed = 0;

/**
 * The store with no more than so many of the matching scenarios of each dataset, drawn in proportion to their
 * categories and variants. The same limit takes the same scenarios, in whatever order they were stored. Writes nothing.
 * @param limit all where it is absent
 */
export async function limitedScenarios(
  store: Store,
  filter: ScenarioFilter,
  limit: number | undefined,
): Promise<Store> {
  return limit === undefined ? store : restricted(store, { scenarios: await drawn(store, filter, limit) });
}

/** The store as if it held only the scenarios of these numbers, as far as a stage reads it. */
export function onlyScenarios(store: Store, numbers: readonly number[]): Store {
  return restricted(store, { scenarios: new Set(numbers) });
}

/** As `limitedScenarios`, of the scenarios that have explanations which match. */
export async function limitedExplanations(
  store: Store,
  filter: ExplanationFilter,
  limit: number | undefined,
): Promise<Store> {
  if (limit === undefined) return store;
  const explained = new Set<number>();
  for await (const batch of store.explanations(filter)) {
    for (const { scenario } of batch) explained.add(scenario.number);
  }
  const { explainers: _, attack: __, ...scenarios } = filter;
  const those = restricted(store, { scenarios: explained });
  return restricted(store, { scenarios: await drawn(those, scenarios, limit) });
}

async function drawn(store: Store, filter: ScenarioFilter, limit: number): Promise<ReadonlySet<number>> {
  const numbers = new Set<number>();
  for (const dataset of new Set((await store.countScenarios(filter)).map((count) => count.dataset))) {
    if (isTwinDataset(dataset)) {
      for (const number of await drawnTwins(store, { ...filter, datasets: [dataset] }, limit))
        numbers.add(number);
      continue;
    }
    const draw = await drawScenarios({
      store,
      size: limit,
      seed,
      stratify: ['category', 'variant'],
      filter: { ...filter, datasets: [dataset] },
    });
    for (const number of draw.numbers) numbers.add(number);
  }
  return numbers;
}

/** Whole sets of twins, as many as fit, one at least: half a set says nothing. */
async function drawnTwins(store: Store, filter: ScenarioFilter, limit: number): Promise<readonly number[]> {
  const sets = new Map<string, number[]>();
  for await (const batch of store.scenarios(filter)) {
    for (const { sourceId, number } of batch) sets.set(sourceId, [...(sets.get(sourceId) ?? []), number]);
  }
  const ranked = [...sets]
    .map(([set, own]) => ({ own, rank: hash('sha256', `${seed} ${set}`) }))
    .toSorted((a, b) => (a.rank < b.rank ? -1 : 1));
  const taken: number[] = [];
  for (const { own } of ranked) {
    if (taken.length > 0 && taken.length + own.length > limit) break;
    taken.push(...own);
  }
  return taken;
}

/** The store with no more than so many of the matching questions of each dataset, in proportion to their categories and contexts. */
export async function limitedQuestions(
  store: Store,
  filter: QuestionFilter,
  limit: number | undefined,
): Promise<Store> {
  if (limit === undefined) return store;
  const strata = new Map<string, Map<string, { readonly number: number; readonly rank: string }[]>>();
  for await (const batch of store.questions(filter)) {
    for (const question of batch) {
      const ofDataset = strata.get(question.dataset) ?? new Map();
      strata.set(question.dataset, ofDataset);
      const stratum = ofDataset.get(stratumOf(question)) ?? [];
      ofDataset.set(stratumOf(question), stratum);
      stratum.push({ number: question.number, rank: hash('sha256', `${seed} ${question.id}`) });
    }
  }
  const questions = new Set<number>();
  for (const ofDataset of strata.values()) {
    const ranked = [...ofDataset].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, stratum]) => stratum);
    const shares = proportionalShares(
      ranked.map((stratum) => stratum.length),
      limit,
    );
    for (const [position, stratum] of ranked.entries()) {
      const taken = stratum.toSorted((a, b) => (a.rank < b.rank ? -1 : 1)).slice(0, shares[position] ?? 0);
      for (const { number } of taken) questions.add(number);
    }
  }
  return restricted(store, { questions });
}

function stratumOf({ category, ambiguous, polarity }: StoredQuestion): string {
  return `${category} / ${ambiguous} / ${polarity}`;
}

interface Restriction {
  /** Numbers of scenarios; all where it is absent. */
  readonly scenarios?: ReadonlySet<number>;
  readonly questions?: ReadonlySet<number>;
}

type Overridden = Pick<
  Store,
  | 'scenarios'
  | 'scenarioTexts'
  | 'scenarioNumbers'
  | 'countScenarios'
  | 'countJudged'
  | 'countExplained'
  | 'explanations'
  | 'countExplanations'
  | 'countAgreed'
  | 'questions'
  | 'countQuestions'
  | 'countAnswered'
>;

/** The store as if it held nothing else: what a stage reads and counts is restricted, what it writes is not. */
function restricted(store: Store, { scenarios, questions }: Restriction): Store {
  const isIn = (numbers: ReadonlySet<number> | undefined, number: number) => numbers?.has(number) ?? true;
  const own: Overridden = {
    scenarios: (filter, range) =>
      only(store.scenarios(filter, range), ({ number }) => isIn(scenarios, number)),
    scenarioTexts: (filter, range) =>
      only(store.scenarioTexts(filter, range), ({ number }) => isIn(scenarios, number)),
    async scenarioNumbers(filter) {
      return (await store.scenarioNumbers(filter)).filter((number) => isIn(scenarios, number));
    },
    countScenarios: (filter) => countsOf(own, filter),
    countJudged: (condition, filter, repeats) =>
      labelled(
        own.scenarioTexts(filter),
        repeats,
        ({ number }, repeat) => ({ condition, scenario: number, repeat }),
        (subjects) => store.judged(subjects),
      ),
    countExplained: (condition, filter, repeats) =>
      labelled(
        own.scenarioTexts(filter),
        repeats,
        ({ number }, repeat) => ({ condition, scenario: number, repeat }),
        (subjects) => store.explained(subjects),
      ),
    explanations: (filter, range) =>
      only(store.explanations(filter, range), ({ scenario }) => isIn(scenarios, scenario.number)),
    countExplanations: (filter) => count(own.explanations(filter)),
    countAgreed: (condition, filter, repeats) =>
      labelled(
        own.explanations(filter),
        repeats,
        ({ number }, repeat) => ({ condition, explanation: number, repeat }),
        (subjects) => store.agreed(subjects),
      ),
    questions: (filter, range) =>
      only(store.questions(filter, range), ({ number }) => isIn(questions, number)),
    countQuestions: (filter) => count(own.questions(filter)),
    countAnswered: (condition, filter, repeats) =>
      labelled(
        own.questions(filter),
        repeats,
        ({ number }, repeat) => ({ condition, question: number, repeat }),
        (subjects) => store.answered(subjects),
      ),
  };
  return new Proxy(store, {
    get(target, name) {
      if (Object.hasOwn(own, name)) return Reflect.get(own, name);
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

async function* only<Row>(
  batches: AsyncIterable<readonly Row[]>,
  isWanted: (row: Row) => boolean,
): AsyncGenerator<readonly Row[]> {
  for await (const batch of batches) {
    const wanted = batch.filter(isWanted);
    if (wanted.length > 0) yield wanted;
  }
}

async function count(batches: AsyncIterable<readonly unknown[]>): Promise<number> {
  let rows = 0;
  for await (const batch of batches) rows += batch.length;
  return rows;
}

/** Of these rows, asked so often: how many have their label. */
async function labelled<Row, Subject>(
  batches: AsyncIterable<readonly Row[]>,
  repeats: number,
  subjectOf: (row: Row, repeat: number) => Subject,
  labels: (subjects: readonly Subject[]) => Promise<readonly (string | null)[]>,
): Promise<number> {
  let found = 0;
  for await (const batch of batches) {
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      const outcomes = await labels(batch.map((row) => subjectOf(row, repeat)));
      found += outcomes.filter((outcome) => outcome !== null).length;
    }
  }
  return found;
}

async function countsOf(
  store: Pick<Store, 'scenarios'>,
  filter: ScenarioFilter,
): Promise<readonly ScenarioCount[]> {
  const counts = new Map<string, { -readonly [Key in keyof ScenarioCount]: ScenarioCount[Key] }>();
  for await (const batch of store.scenarios(filter)) {
    for (const { dataset, form, gold, control } of batch) {
      const key = JSON.stringify([dataset, form]);
      const entry = counts.get(key) ?? { dataset, form, biased: 0, unbiased: 0, controls: 0 };
      counts.set(key, entry);
      entry[gold] += 1;
      if (control) entry.controls += 1;
    }
  }
  return [...counts.values()];
}
