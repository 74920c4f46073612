import type { Condition } from '../../../core/condition.ts';
import {
  compareQuestions,
  headlineQuestion,
  importedPack,
  isSameQuestion,
  type JudgeQuestion,
  judgeQuestionOf,
  packNameOf,
} from '../../../core/judge-question.ts';
import { promptLanguageOf } from '../../../core/languages.ts';
import { UsageError } from '../../../errors/errors.ts';
import type { JudgedPacks, JudgmentSelection, SupersededJudgments } from '../../contract/store.ts';
import {
  failedRepeats,
  judgmentLabels,
  labelledRepeats,
  scanFailures,
  scanLabels,
} from '../labels/label-tables.ts';
import type { SelectedScenarios } from '../scenarios/selected-scenarios.ts';
import { each, type Steps } from '../steps.ts';
import { conditionsByName } from './conditions.ts';

/** A condition and the datasets (by their number in the selection: 1 or 0) that it counts for. */
export interface CountedCondition {
  readonly condition: Condition;
  readonly datasets: Uint8Array;
}

/** The conditions of one model under one attack, each dataset in at most one of them. */
export interface CountedSeries {
  readonly model: string;
  readonly attack: string;
  readonly parts: readonly CountedCondition[];
}

interface CountedConditions {
  readonly series: readonly CountedSeries[];
  readonly superseded: readonly SupersededJudgments[];
}

/** Decides which condition counts where, see `JudgmentSelection`. */
export function* countedConditions(
  selection: JudgmentSelection,
  scenarios: SelectedScenarios,
): Steps<CountedConditions> {
  const series: CountedSeries[] = [];
  const superseded: SupersededJudgments[] = [];
  const names = scenarios.datasets;
  const { counted } = yield* judgedPacks(selection);
  yield* checkConditions(selection);
  for (const named of yield* conditionsByName('judge', selection)) {
    const [first, ...others] = chosenConditions(
      named.filter((condition) => isAskedAs(condition, selection) && isOfPack(condition, counted)),
      selection,
    );
    if (first === undefined) continue;
    const group = [first, ...others] as const;
    const { model, attack } = group[0];
    if (group.length === 1) {
      const datasets = new Uint8Array(names.length).fill(1);
      series.push({ model, attack, parts: [{ condition: group[0], datasets }] });
      continue;
    }
    const newest = yield* newestConditionPerDataset(
      group,
      (condition) => judgedDatasets(condition, scenarios),
      (condition) => failedDatasets(condition, scenarios),
    );
    const parts = newest.parts.map(({ condition, datasets }) => ({
      condition,
      datasets: Uint8Array.from(names, (_, dataset) => (datasets.has(dataset) ? 1 : 0)),
    }));
    series.push({ model, attack, parts });
    for (const { condition, dataset, labels, countedInstead } of newest.superseded) {
      superseded.push({ condition, dataset: names[dataset] ?? '', judgments: labels, countedInstead });
    }
  }
  return { series, superseded };
}

/**
 * See `Store.judgedPacks`.
 * @param ambiguous what to do where the selection names no pack and several were judged without `default`
 */
export function* judgedPacks(
  selection: JudgmentSelection,
  ambiguous: 'error' | 'newest' = 'error',
): Steps<JudgedPacks> {
  const packs = new Set<string>();
  for (const condition of [...(yield* conditionsByName('judge', selection))].flat().sort(byNumber)) {
    if (condition.promptPack === importedPack || !isAskedAs(condition, selection)) continue;
    if (yield* isJudged(condition)) packs.add(packNameOf(condition));
  }
  const names = [...packs];
  const counted = chosenPack(names, selection.pack, ambiguous);
  return { counted, others: names.filter((name) => counted === null || name !== nameOf(counted)) };
}

/** See `Store.judgedQuestions`. */
export function* judgedQuestions({ question: _, ...selection }: JudgmentSelection): Steps<JudgeQuestion[]> {
  const { counted } = yield* judgedPacks(selection);
  const found: JudgeQuestion[] = [];
  for (const condition of [...(yield* conditionsByName('judge', selection))].flat()) {
    const question = judgeQuestionOf(condition);
    if (found.some((one) => isSameQuestion(one, question))) continue;
    if (isOfPack(condition, counted) && (yield* isJudged(condition))) found.push(question);
  }
  return found.sort(compareQuestions);
}

function chosenPack(
  names: readonly string[],
  asked: string | undefined,
  ambiguous: 'error' | 'newest',
): string | null {
  if (asked !== undefined) {
    if (names.includes(nameOf(asked))) return asked;
    throw new UsageError(`No judgments with the prompt pack "${asked}" are stored.`, {
      expected:
        names.length === 0 ? 'a pack that was judged; there is none yet' : `one of ${names.join(', ')}`,
      found: asked,
      advice:
        names.length === 0
          ? 'Judge with it first: "hvsb judge --prompts NAME".'
          : `Choose one of them, for example --pack ${names[0]}.`,
    });
  }
  if (names.includes('default')) return 'default';
  if (names.length <= 1 || ambiguous === 'newest') return names.at(-1) ?? null;
  throw new UsageError('Judgments with several prompt packs are stored, and results never mix two of them.', {
    expected: `one of ${names.join(', ')}`,
    advice: `Choose one, for example --pack ${names[0]}.`,
  });
}

/** Those that the selection names, where it names any of them. */
function chosenConditions(
  conditions: readonly Condition[],
  { conditions: numbers = [] }: JudgmentSelection,
): readonly Condition[] {
  const chosen = conditions.filter(({ number }) => numbers.includes(number));
  return chosen.length === 0 ? conditions : chosen;
}

/** @throws UsageError for a number that is not a judging condition's. */
function* checkConditions({ conditions: numbers = [] }: JudgmentSelection): Steps<void> {
  if (numbers.length === 0) return;
  const known = [...(yield* conditionsByName('judge', {}))]
    .flat()
    .map(({ number }) => number)
    .sort((one, other) => one - other);
  const unknown = numbers.find((number) => !known.includes(number));
  if (unknown === undefined) return;
  throw new UsageError(`No judging condition has the number ${unknown}.`, {
    expected: known.length === 0 ? 'a condition; nothing has been judged yet' : `one of ${known.join(', ')}`,
    found: String(unknown),
    advice: '"hvsb status --json" lists the conditions with their numbers.',
  });
}

function nameOf(pack: string): string {
  return packNameOf({ promptPack: pack });
}

function isAskedAs(condition: Condition, { question = headlineQuestion }: JudgmentSelection): boolean {
  return isSameQuestion(judgeQuestionOf(condition), question);
}

/** Whether a condition counts with this pack, which may name a version. */
function isOfPack(condition: Condition, pack: string | null): boolean {
  const { promptPack } = condition;
  if (pack === null || promptPack === importedPack) return true;
  return pack.includes('@') ? promptPack === pack : packNameOf(condition) === pack;
}

function* isJudged({ number }: Condition): Steps<boolean> {
  return (yield* labelledRepeats(judgmentLabels, number)) > 0 || (yield* failedRepeats(number)) > 0;
}

function byNumber(one: Condition, other: Condition): number {
  return one.number - other.number;
}

function* judgedDatasets(condition: Condition, scenarios: SelectedScenarios): Steps<DatasetCounts<number>> {
  const counts = new Uint32Array(scenarios.datasets.length);
  const repeats = yield* labelledRepeats(judgmentLabels, condition.number);
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    yield* scanLabels(judgmentLabels, condition.number, repeat, (scenario) =>
      count(counts, scenarios, scenario),
    );
  }
  return present(counts);
}

function* failedDatasets(condition: Condition, scenarios: SelectedScenarios): Steps<DatasetCounts<number>> {
  const counts = new Uint32Array(scenarios.datasets.length);
  yield* scanFailures(condition.number, (scenario) => count(counts, scenarios, scenario));
  return present(counts);
}

function count(counts: Uint32Array, scenarios: SelectedScenarios, scenario: number): void {
  const position = scenarios.position[scenario] ?? -1;
  const dataset = scenarios.dataset[position];
  if (dataset !== undefined) counts[dataset] = (counts[dataset] ?? 0) + 1;
}

function present(counts: Uint32Array): DatasetCounts<number> {
  return [...counts.entries()].filter(([, labels]) => labels > 0);
}

/** Number of rows that a condition has of each dataset, those with none left out. */
export type DatasetCounts<Dataset> = Iterable<readonly [dataset: Dataset, count: number]>;

/** A condition and the datasets that it counts for. */
export interface ConditionDatasets<Dataset> {
  readonly condition: Condition;
  readonly datasets: ReadonlySet<Dataset>;
}

/** Labels that do not count, because a newer condition has labels of the same dataset. */
interface SupersededLabels<Dataset> {
  readonly condition: Condition;
  readonly dataset: Dataset;
  readonly labels: number;
  readonly countedInstead: Condition;
}

/**
 * Each dataset goes to the newest condition that has labels of it; where none has, to the newest with
 * failures, so that these are shown. Conditions in different languages do not replace each other: each asks about the
 * dataset's scenarios in its own.
 */
export function* newestConditionPerDataset<Dataset>(
  oldestFirst: readonly Condition[],
  labelled: CountsOf<Dataset>,
  failed?: CountsOf<Dataset>,
): Steps<CountedDatasets<Dataset>> {
  const ofLanguages = yield* each(Map.groupBy(oldestFirst, promptLanguageOf).values(), (conditions) =>
    newestInLanguage(conditions, labelled, failed),
  );
  return {
    parts: ofLanguages.flatMap(({ parts }) => parts),
    superseded: ofLanguages.flatMap(({ superseded }) => superseded),
  };
}

type CountsOf<Dataset> = (condition: Condition) => Steps<DatasetCounts<Dataset>>;

interface CountedDatasets<Dataset> {
  readonly parts: ConditionDatasets<Dataset>[];
  readonly superseded: SupersededLabels<Dataset>[];
}

function* newestInLanguage<Dataset>(
  oldestFirst: readonly Condition[],
  labelled: CountsOf<Dataset>,
  failed: CountsOf<Dataset> | undefined,
): Steps<CountedDatasets<Dataset>> {
  const owners = new Map<Dataset, Condition>();
  const superseded: SupersededLabels<Dataset>[] = [];
  const newestFirst = [...oldestFirst].reverse();
  for (const condition of newestFirst) {
    for (const [dataset, labels] of yield* labelled(condition)) {
      const countedInstead = owners.get(dataset);
      if (countedInstead === undefined) owners.set(dataset, condition);
      else superseded.push({ condition, dataset, labels, countedInstead });
    }
  }
  for (const condition of newestFirst) {
    const failures = failed === undefined ? [] : yield* failed(condition);
    for (const [dataset] of failures) if (!owners.has(dataset)) owners.set(dataset, condition);
  }
  return { parts: partsOf(owners), superseded };
}

function partsOf<Dataset>(owners: ReadonlyMap<Dataset, Condition>): ConditionDatasets<Dataset>[] {
  const parts = new Map<Condition, Set<Dataset>>();
  for (const [dataset, condition] of owners) {
    const datasets = parts.get(condition) ?? new Set();
    parts.set(condition, datasets.add(dataset));
  }
  return [...parts].map(([condition, datasets]) => ({ condition, datasets }));
}
