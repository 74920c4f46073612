import { type Condition, noAttack } from '../../core/condition.ts';
import { type JudgmentSeries, outcomeCodes } from '../../core/tables.ts';
import type { DatasetView, StudyView } from '../../core/view/view-api.ts';
import type { Store } from '../../store/contract/store.ts';
import type { StudyIndex } from '../../store/contract/study.ts';

/** How a study is called, and by which hvsb it is shown. */
export interface StudyName {
  readonly name: string;
  readonly version: string;
  /** Display names by the full name of a model, from the study file. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Of the study that it can be compared with. */
  readonly otherName?: string | null;
}

/** What there is to look at. */
export async function studyView(
  store: Store,
  index: StudyIndex,
  { labels = {}, otherName = null, ...named }: StudyName,
): Promise<Omit<StudyView, 'exportedAt'>> {
  const conditions = await store.conditions();
  const { calls, answers, ratings, failures } = await store.studyTotals();
  const { number, agrees, disagrees } = index.explanations;
  const { pack, question } = index;
  const { others } = await store.judgedPacks(pack === null ? {} : { pack });
  return {
    ...named,
    labels,
    otherName,
    pack,
    packs: pack === null ? others : [pack, ...others].toSorted(),
    question,
    questions: await store.judgedQuestions(pack === null ? {} : { pack }),
    revision: index.revision,
    datasets: datasetViews(index),
    models: [...new Set(conditions.map(({ model }) => model))],
    attacks: attacksOf(conditions),
    counts: {
      scenarios: index.scenario.length,
      calls,
      judgments: judgmentsIn(index),
      explanations: number.length,
      agreements: sum(agrees) + sum(disagrees),
      answers,
      ratings,
      failures,
    },
    samples: (await store.samples()).map(({ name, size }) => ({ name, size })),
  };
}

/** Without an attack first, the others in the order of their first use. */
function attacksOf(conditions: readonly Condition[]): string[] {
  const attacks = conditions.map(({ attack }) => attack);
  return [...new Set([...attacks.filter((attack) => attack === noAttack), ...attacks])];
}

function judgmentsIn({ judgments: { series } }: StudyIndex): number {
  const { absent, error } = outcomeCodes;
  let count = 0;
  for (const { outcomes } of series) {
    for (const code of outcomes) if (code !== absent && code !== error) count += 1;
  }
  return count;
}

function datasetViews({ judgments }: StudyIndex): DatasetView[] {
  return judgments.datasets.map((name, dataset) => {
    const positions = positionsOf(judgments.dataset, dataset);
    return {
      name,
      scenarios: positions.length,
      biased: count(positions, judgments.goldBiased),
      controls: count(positions, judgments.control),
      categories: tally(positions, judgments.category, judgments.categories),
      variants: tally(positions, judgments.variant, judgments.variants),
    };
  });
}

function positionsOf(column: Uint16Array, wanted: number): Uint32Array {
  return Uint32Array.from(column.keys()).filter((at) => column[at] === wanted);
}

function count(positions: Uint32Array, column: Uint8Array): number {
  return positions.reduce((total, at) => total + (column[at] ?? 0), 0);
}

/** In the order of the names; those without a scenario are left out. */
function tally(
  positions: Uint32Array,
  column: Uint16Array,
  names: readonly string[],
): DatasetView['categories'] {
  const counts = new Uint32Array(names.length);
  for (const at of positions) {
    const value = column[at] ?? 0;
    counts[value] = (counts[value] ?? 0) + 1;
  }
  return names
    .map((name, value) => ({ name, scenarios: counts[value] ?? 0 }))
    .filter(({ scenarios }) => scenarios > 0);
}

function sum(counts: Uint16Array): number {
  return counts.reduce((total, each) => total + each, 0);
}

/** By a scenario's position: its verdicts, and those of them against its gold label. */
export interface VerdictTally {
  readonly verdicts: Uint32Array;
  readonly missed: Uint32Array;
}

const { biased, unbiased } = outcomeCodes;

/** Counts the verdicts of these series, column by column: a million in some milliseconds. */
export function verdictTally(
  { judgments: { scenarioCount, goldBiased } }: StudyIndex,
  series: readonly JudgmentSeries[],
): VerdictTally {
  const verdicts = new Uint32Array(scenarioCount);
  const missed = new Uint32Array(scenarioCount);
  for (const { outcomes } of series) {
    for (let cell = 0, at = 0; cell < outcomes.length; cell += 1, at += 1) {
      if (at === scenarioCount) at = 0;
      const code = outcomes[cell];
      if (code !== biased && code !== unbiased) continue;
      verdicts[at] = (verdicts[at] ?? 0) + 1;
      if ((code === biased) !== (goldBiased[at] === 1)) missed[at] = (missed[at] ?? 0) + 1;
    }
  }
  return { verdicts, missed };
}
