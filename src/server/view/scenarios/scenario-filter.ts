import { noAttack } from '../../../core/condition.ts';
import { type JudgmentSeries, outcomeCodes } from '../../../core/tables.ts';
import { DifferingPairs } from '../../../core/view/scenario-match.ts';
import type { Disagreement, ScenarioQuery } from '../../../core/view/scenario-view.ts';
import type { StudyIndex } from '../../../store/contract/study.ts';
import type { VerdictTally } from '../study-view.ts';

/** 1 at the positions of the scenarios that are wanted. */
export type ScenarioMask = Uint8Array;

/**
 * Narrows the mask to what the query asks of a scenario, apart from words and samples. Goes through columns from end to
 * end, so a million judgments take some milliseconds.
 */
export function filterScenarios(
  mask: ScenarioMask,
  index: StudyIndex,
  query: ScenarioQuery,
  series: readonly JudgmentSeries[],
  tally: VerdictTally,
): void {
  const { judgments, explanations } = index;
  const { dataset, category, variant, gold, control, explained, outcome, disagreement } = query;
  if (dataset !== undefined) keepNamed(mask, judgments.dataset, judgments.datasets, dataset);
  if (category !== undefined) keepNamed(mask, judgments.category, judgments.categories, category);
  if (variant !== undefined) keepNamed(mask, judgments.variant, judgments.variants, variant);
  if (gold !== undefined) keepFlag(mask, judgments.goldBiased, gold === 'biased' ? 1 : 0);
  if (control !== undefined) keepFlag(mask, judgments.control, control === 'yes' ? 1 : 0);
  if (explained !== undefined) {
    const { first } = explanations;
    keep(mask, (at) => (first[at + 1] ?? 0) > (first[at] ?? 0));
  }
  if (outcome !== undefined) keepOutcomes(mask, series, outcome);
  if (disagreement !== undefined) keepDisagreeing[disagreement](mask, series, tally);
  if (query.differ !== undefined)
    keepDiffering(mask, groupedBy(chosenSeries(index, { ...query, model: query.differ }), 'attack'));
  if (query.changedBy !== undefined) {
    const attack = [noAttack, query.changedBy];
    keepDiffering(mask, groupedBy(chosenSeries(index, { ...query, attack }), 'model'));
  }
}

/** The judgments that a query looks at. */
export function chosenSeries(
  { judgments }: StudyIndex,
  { model, attack }: Pick<ScenarioQuery, 'model' | 'attack'>,
): readonly JudgmentSeries[] {
  return judgments.series.filter(
    (one) => model?.includes(one.model) !== false && attack?.includes(one.attack) !== false,
  );
}

/** By scenario: of the pairs of models under one attack that both gave a verdict, the share that differs; -1 without a pair. */
export function differingShares(scenarioCount: number, series: readonly JudgmentSeries[]): Float64Array {
  const groups = groupedBy(series, 'attack');
  const pairs = new DifferingPairs();
  return Float64Array.from({ length: scenarioCount }, (_, at) => {
    pairs.clear();
    for (const group of groups) {
      for (const one of group) addShare(pairs, one, scenarioCount, at);
      pairs.endAttack();
    }
    return pairs.share ?? -1;
  });
}

function addShare(
  pairs: DifferingPairs,
  { outcomes, repeats }: JudgmentSeries,
  scenarioCount: number,
  at: number,
): void {
  let [biased, verdicts] = [0, 0];
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const code = outcomes[repeat * scenarioCount + at];
    if (code === outcomeCodes.biased) biased += 1;
    if (code === outcomeCodes.biased || code === outcomeCodes.unbiased) verdicts += 1;
  }
  if (verdicts > 0) pairs.add(biased / verdicts);
}

function keep(mask: ScenarioMask, isWanted: (at: number) => boolean): void {
  for (let at = 0; at < mask.length; at += 1) if (mask[at] === 1 && !isWanted(at)) mask[at] = 0;
}

function keepNamed(
  mask: ScenarioMask,
  column: Uint16Array,
  names: readonly string[],
  wanted: readonly string[],
): void {
  const isWanted = Uint8Array.from(names, (name) => (wanted.includes(name) ? 1 : 0));
  keep(mask, (at) => isWanted[column[at] ?? -1] === 1);
}

function keepFlag(mask: ScenarioMask, column: Uint8Array, wanted: 0 | 1): void {
  keep(mask, (at) => column[at] === wanted);
}

/** What came up on each scenario, as bits of `bitOf` by outcome code. */
function bitsOf(scenarioCount: number, series: readonly JudgmentSeries[], bitOf: Uint8Array): Uint8Array {
  const bits = new Uint8Array(scenarioCount);
  for (const { outcomes } of series) {
    for (let cell = 0, at = 0; cell < outcomes.length; cell += 1, at += 1) {
      if (at === scenarioCount) at = 0;
      bits[at] = (bits[at] ?? 0) | (bitOf[outcomes[cell] ?? 0] ?? 0);
    }
  }
  return bits;
}

function keepOutcomes(
  mask: ScenarioMask,
  series: readonly JudgmentSeries[],
  wanted: NonNullable<ScenarioQuery['outcome']>,
): void {
  const bitOf = new Uint8Array(8);
  for (const outcome of wanted) bitOf[outcomeCodes[outcome]] = 1;
  const bits = bitsOf(mask.length, series, bitOf);
  keep(mask, (at) => bits[at] === 1);
}

type KeepDisagreeing = (mask: ScenarioMask, series: readonly JudgmentSeries[], tally: VerdictTally) => void;

const keepDisagreeing: Readonly<Record<Disagreement, KeepDisagreeing>> = {
  models: (mask, series) => keepDiffering(mask, groupedBy(series, 'attack')),
  attacks: (mask, series) => keepDiffering(mask, groupedBy(series, 'model')),
  repeats: (mask, series) =>
    keepDiffering(
      mask,
      series.map((one) => [one]),
    ),
  gold: (mask, _, { missed }) => keep(mask, (at) => (missed[at] ?? 0) > 0),
  'everybody-against-gold': (mask, _, { verdicts, missed }) =>
    keep(mask, (at) => (verdicts[at] ?? 0) > 0 && missed[at] === verdicts[at]),
};

function groupedBy(series: readonly JudgmentSeries[], key: 'model' | 'attack'): JudgmentSeries[][] {
  return [...Map.groupBy(series, (one) => one[key]).values()];
}

/** Keeps the scenarios on which both verdicts were given within one of the groups. */
function keepDiffering(mask: ScenarioMask, groups: readonly (readonly JudgmentSeries[])[]): void {
  const bitOf = new Uint8Array(8);
  bitOf[outcomeCodes.biased] = 1;
  bitOf[outcomeCodes.unbiased] = 2;
  const differs = new Uint8Array(mask.length);
  for (const group of groups) {
    const bits = bitsOf(mask.length, group, bitOf);
    for (let at = 0; at < bits.length; at += 1) if (bits[at] === 3) differs[at] = 1;
  }
  keep(mask, (at) => differs[at] === 1);
}
