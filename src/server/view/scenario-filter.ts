import { type JudgmentSeries, outcomeCodes } from '../../core/judgment-table.ts';
import type { Disagreement, ScenarioQuery } from '../../core/view/scenario-view.ts';
import type { StudyIndex } from '../../store/view/study-index.ts';

/** Whether the scenario at a position is wanted. */
export type ScenarioTest = (position: number) => boolean;

const { absent, biased, unbiased } = outcomeCodes;

/**
 * What the query asks of a scenario, apart from words and samples. Each test looks at a few bytes, so a million
 * judgments are searched in some ten milliseconds.
 */
export function scenarioTests(
  index: StudyIndex,
  query: ScenarioQuery,
  series: readonly JudgmentSeries[],
): readonly ScenarioTest[] {
  const { judgments, explanations } = index;
  const tests: (ScenarioTest | null)[] = [
    named(judgments.dataset, judgments.datasets, query.dataset),
    named(judgments.category, judgments.categories, query.category),
    named(judgments.variant, judgments.variants, query.variant),
    query.gold === undefined ? null : flag(judgments.goldBiased, query.gold === 'biased'),
    query.control === undefined ? null : flag(judgments.control, query.control === 'yes'),
    query.explained === undefined
      ? null
      : (at) => (explanations.first[at + 1] ?? 0) > (explanations.first[at] ?? 0),
    query.outcome === undefined ? null : hasOutcome(index, series, query.outcome),
    query.disagreement === undefined ? null : disagreements[query.disagreement](index, series),
  ];
  return tests.filter((test) => test !== null);
}

function named(
  column: Uint16Array,
  names: readonly string[],
  wanted: readonly string[] | undefined,
): ScenarioTest | null {
  if (wanted === undefined) return null;
  const isWanted = Uint8Array.from(names, (name) => (wanted.includes(name) ? 1 : 0));
  return (at) => isWanted[column[at] ?? -1] === 1;
}

function flag(column: Uint8Array, wanted: boolean): ScenarioTest {
  const bit = wanted ? 1 : 0;
  return (at) => column[at] === bit;
}

function hasOutcome(
  { judgments: { scenarioCount } }: StudyIndex,
  series: readonly JudgmentSeries[],
  wanted: NonNullable<ScenarioQuery['outcome']>,
): ScenarioTest {
  const isWanted = new Uint8Array(8);
  for (const outcome of wanted) isWanted[outcomeCodes[outcome]] = 1;
  return (at) =>
    series.some(({ outcomes }) => {
      for (let cell = at; cell < outcomes.length; cell += scenarioCount) {
        if (isWanted[outcomes[cell] ?? absent] === 1) return true;
      }
      return false;
    });
}

type DisagreementTest = (index: StudyIndex, series: readonly JudgmentSeries[]) => ScenarioTest;

const disagreements: Readonly<Record<Disagreement, DisagreementTest>> = {
  models: (index, series) => differsWithin(index, groupedBy(series, 'attack')),
  attacks: (index, series) => differsWithin(index, groupedBy(series, 'model')),
  repeats: (index, series) =>
    differsWithin(
      index,
      series.map((one) => [one]),
    ),
  gold: (index, series) => (at) => {
    const { missed } = verdictsOn(index, series, at);
    return missed > 0;
  },
  'everybody-against-gold': (index, series) => (at) => {
    const { verdicts, missed } = verdictsOn(index, series, at);
    return verdicts > 0 && missed === verdicts;
  },
};

function groupedBy(series: readonly JudgmentSeries[], key: 'model' | 'attack'): JudgmentSeries[][] {
  return [...Map.groupBy(series, (one) => one[key]).values()];
}

/** Both verdicts were given within one of the groups. */
function differsWithin(
  { judgments: { scenarioCount } }: StudyIndex,
  groups: readonly (readonly JudgmentSeries[])[],
): ScenarioTest {
  return (at) =>
    groups.some((group) => {
      let seen = 0;
      for (const { outcomes } of group) {
        for (let cell = at; cell < outcomes.length; cell += scenarioCount) {
          const code = outcomes[cell] ?? absent;
          if (code === biased || code === unbiased) seen |= code;
        }
      }
      return seen === (biased | unbiased);
    });
}

/** The verdicts of these series on the scenario at a position, and how many of them are against its gold label. */
export function verdictsOn(
  { judgments: { scenarioCount, goldBiased } }: StudyIndex,
  series: readonly JudgmentSeries[],
  at: number,
): { readonly verdicts: number; readonly missed: number } {
  const against = goldBiased[at] === 1 ? unbiased : biased;
  let verdicts = 0;
  let missed = 0;
  for (const { outcomes } of series) {
    for (let cell = at; cell < outcomes.length; cell += scenarioCount) {
      const code = outcomes[cell] ?? absent;
      if (code !== biased && code !== unbiased) continue;
      verdicts += 1;
      if (code === against) missed += 1;
    }
  }
  return { verdicts, missed };
}
