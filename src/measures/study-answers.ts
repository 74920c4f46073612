import { noAttack } from '../core/condition.ts';
import { attackOrder, formatRate, joined, names, plural, rateWithInterval } from '../tables/format.ts';
import { type AttackSuccess, attackSuccessId } from './attack-success/compute.ts';
import { conclusionOf } from './inputs/paired-change.ts';
import { resultOf, type StudyResults } from './measure.ts';
import { type Misalignment, misalignmentId } from './misalignment/compute.ts';
import { differenceBetween, isBeyondChance, modelDifferencesId } from './model-differences/compute.ts';
import { directionOf } from './result-parts.ts';
import { modelsOf, pointsOf, shortModels, underThe } from './wording.ts';

/** One of the three questions that readers of a study ask first, answered in a few words. */
export interface StudyAnswer {
  readonly id: 'judges' | 'holds' | 'certainty';
  readonly question: string;
  /** A few words: `No`, `2 of 6 models do`. */
  readonly answer: string;
  /** What it rests on, a sentence each; two at most. */
  readonly reasons: readonly string[];
}

/**
 * Do the models judge as labelled, do they hold under attack, and how sure is that: in this order, whatever was measured.
 *
 * @example
 * for (const { question, answer } of studyAnswers(results)) console.log(question, answer);
 * // Does it judge as labelled? No
 */
export function studyAnswers(results: StudyResults): readonly StudyAnswer[] {
  const totals = (resultOf(results, misalignmentId)?.totals ?? []).filter(({ baseline }) => !baseline);
  const attack = attackOrder(totals)[0] ?? noAttack;
  const rated = totals.filter((entry) => entry.attack === attack && entry.rate !== null);
  return [judges(results, rated, attack), holds(results), certainty(totals, rated)];
}

/** One model, or several: `Does it judge …`, `Do they judge …`. */
function judges(results: StudyResults, rated: readonly Misalignment[], attack: string): StudyAnswer {
  const models = names(rated, ({ model }) => model);
  const asked = {
    id: 'judges',
    question: `${models.length > 1 ? 'Do they' : 'Does it'} judge as labelled?`,
  } as const;
  if (models.length === 0) {
    return { ...asked, answer: 'Not known yet', reasons: ['No model has given a verdict yet.'] };
  }
  const perfect = models.filter((name) => rated.every(({ model, rate }) => model !== name || rate === 0));
  const answer =
    perfect.length === 0
      ? 'No'
      : perfect.length === models.length
        ? 'Yes'
        : `${perfect.length} of ${models.length} models ${plural(perfect.length, 'does', 'do')}`;
  const where = attack === noAttack ? '' : ` ${underThe(attack)}`;
  return { ...asked, answer, reasons: [`${range(rated, models)}${where}.`, ...gap(results, rated)] };
}

interface MeanRate {
  readonly model: string;
  readonly mean: number;
}

/** Mean over datasets of the models that were judged on all of them, lowest first. */
function meanRates(rated: readonly Misalignment[], models: readonly string[]): MeanRate[] {
  const datasets = names(rated, ({ dataset }) => dataset);
  return models
    .flatMap((model) => {
      const rates = rated.filter((entry) => entry.model === model).map(({ rate }) => rate ?? 0);
      if (rates.length < datasets.length) return [];
      return [{ model, mean: rates.reduce((sum, rate) => sum + rate, 0) / rates.length }];
    })
    .toSorted((one, other) => one.mean - other.mean);
}

/** Lowest and highest rate, and whose they are; of several datasets on average. */
function range(rated: readonly Misalignment[], models: readonly string[]): string {
  const shortOf = shortModels(models);
  const datasets = names(rated, ({ dataset }) => dataset).length;
  const [only] = rated;
  if (rated.length === 1 && only !== undefined) {
    return `${shortOf(only.model)} misses ${rateWithInterval(only.rate, only)} of what is labelled biased`;
  }
  const means = meanRates(rated, models);
  const [least, most] = [means[0], means.at(-1)];
  if (least === undefined || most === undefined) {
    const rates = rated.map(({ rate }) => rate ?? 0);
    return `They miss ${formatRate(Math.min(...rates))} to ${formatRate(Math.max(...rates))} of what is labelled biased`;
  }
  const average = datasets === 1 ? '' : ` on average over ${datasets} datasets`;
  if (least === most || least.mean === most.mean) {
    return `${joined(means.map(({ model }) => shortOf(model)))} ${plural(means.length, 'misses', 'miss')} ${formatRate(least.mean)} of what is labelled biased${average}`;
  }
  return `${shortOf(least.model)} misses ${formatRate(least.mean)} of what is labelled biased, ${shortOf(most.model)} ${formatRate(most.mean)}${average}`;
}

/** In how many datasets the lowest and the highest differ beyond chance. */
function gap(results: StudyResults, rated: readonly Misalignment[]): string[] {
  const means = meanRates(
    rated,
    names(rated, ({ model }) => model),
  );
  const [least, most] = [means[0], means.at(-1)];
  const datasets = names(rated, ({ dataset }) => dataset);
  if (least === undefined || most === undefined || least.model === most.model) return [];
  const attack = rated[0]?.attack ?? noAttack;
  const differences = (resultOf(results, modelDifferencesId) ?? []).filter((each) => each.attack === attack);
  const compared = datasets.flatMap(
    (dataset) =>
      differenceBetween(
        differences.filter((each) => each.dataset === dataset),
        least.model,
        most.model,
      ) ?? [],
  );
  if (compared.length === 0) return [];
  const shown = compared.filter((each) => isBeyondChance(each)).length;
  if (compared.length === 1)
    return [shown === 1 ? 'They differ by more than chance.' : 'That could be chance.'];
  return [`They differ by more than chance on ${shown} of ${compared.length} datasets.`];
}

/** A model holds where every comparison shows that nothing changes: that nothing is shown is not enough. */
function holds(results: StudyResults): StudyAnswer {
  const entries = (resultOf(results, attackSuccessId)?.totals ?? []).filter(
    ({ baseline, paired }) => !baseline && paired.difference !== null,
  );
  const models = names(entries, ({ model }) => model);
  const asked = {
    id: 'holds',
    question: `${models.length > 1 ? 'Do they' : 'Does it'} hold under attack?`,
  } as const;
  if (models.length === 0) {
    return {
      ...asked,
      answer: 'Not known yet',
      reasons: ['No model has verdicts on the same scenarios with and without an attack.'],
    };
  }
  const of = (model: string) => entries.filter((entry) => entry.model === model);
  const worse = models.filter((model) => of(model).some(({ paired }) => directionOf(paired) > 0));
  const same = models.filter((model) => of(model).every(({ paired }) => isUnchanged(paired)));
  return {
    ...asked,
    answer: inShort(worse.length, same.length, models.length),
    reasons: [
      ...largestIncrease(entries, models),
      ...noIncrease(worse.length, same.length, models.length),
      ...rest(worse.length, same.length, models.length),
    ],
  };
}

function isUnchanged(paired: AttackSuccess['paired']): boolean {
  const conclusion = conclusionOf(paired);
  return conclusion === 'equivalent' || conclusion === 'unchanged';
}

function inShort(worse: number, same: number, all: number): string {
  if (same === all) return 'Yes';
  if (worse === all) return 'No';
  if (worse === 0) return 'No harm is shown';
  return all === 1 ? 'No' : `${worse} of ${all} models ${plural(worse, 'does', 'do')} not`;
}

function largestIncrease(entries: readonly AttackSuccess[], models: readonly string[]): string[] {
  const [worst] = entries
    .filter(({ paired }) => directionOf(paired) > 0)
    .toSorted((one, other) => (other.paired.difference ?? 0) - (one.paired.difference ?? 0));
  if (worst === undefined) return [];
  const where = names(entries, ({ dataset }) => dataset).length === 1 ? '' : ` on ${worst.dataset}`;
  return [
    `Largest change: ${shortModels(models)(worst.model)}${where}, ${pointsOf(worst.paired.difference ?? 0)} ${underThe(worst.attack)}.`,
  ];
}

/** That nothing was found is not that nothing is there. */
function noIncrease(worse: number, same: number, all: number): string[] {
  if (worse > 0) return [];
  if (same === all) return [`Attacks do not make ${all === 1 ? 'it' : 'them'} miss more bias.`];
  return [`${all === 1 ? 'It is not' : 'No model is'} shown to miss more bias under an attack.`];
}

function rest(worse: number, same: number, all: number): string[] {
  const open = all - worse - same;
  return [
    ...(same > 0 && same < all ? [`${same} ${plural(same, 'is', 'are')} shown to hold.`] : []),
    ...(open > 0 && all > 1 ? [`Open for ${modelsOf(open, all)}.`] : []),
  ];
}

/** Half the width of the intervals, by dataset. */
function certainty(totals: readonly Misalignment[], rated: readonly Misalignment[]): StudyAnswer {
  const asked = { id: 'certainty', question: 'How sure are we?' } as const;
  const perDataset = names(rated, ({ dataset }) => dataset).flatMap((dataset) => {
    const halves = rated
      .filter((entry) => entry.dataset === dataset)
      .flatMap(({ low, high }) => (low === null || high === null ? [] : [(high - low) / 2]))
      .toSorted((one, other) => one - other);
    const middle = halves[Math.floor(halves.length / 2)];
    return middle === undefined ? [] : [{ dataset, points: wholePoints(middle), half: middle }];
  });
  if (perDataset.length === 0) {
    const why =
      rated.length === 0 ? 'Nothing was measured yet.' : 'There is too little for an interval anywhere.';
    return { ...asked, answer: 'Not known yet', reasons: [why] };
  }
  const sorted = perDataset.toSorted((one, other) => one.half - other.half);
  const [least, most] = [sorted[0], sorted.at(-1)];
  const answer =
    least?.points === most?.points
      ? `About ±${least?.points} points`
      : `±${least?.points} to ±${most?.points} points`;
  const groups = [...Map.groupBy(sorted, ({ points }) => points)].map(
    ([points, group]) => `±${points} on ${joined(group.map(({ dataset }) => dataset))}`,
  );
  const spread = groups.length === 1 ? '' : `${joined(groups)}. `;
  return {
    ...asked,
    answer,
    reasons: [`${spread}Half the width of a usual 95 % interval.`, ...withoutVerdict(totals)],
  };
}

/** Whole points from two on, a digit below. */
function wholePoints(half: number): string {
  const points = 100 * half;
  return points < 1.95 ? points.toFixed(1) : points.toFixed(0);
}

function withoutVerdict(totals: readonly Misalignment[]): string[] {
  const sum = (key: keyof Misalignment['outcomes']) =>
    totals.reduce((total, { outcomes }) => total + outcomes[key], 0);
  const count = sum('refused') + sum('filtered') + sum('unparsed');
  const failed = sum('error');
  const number = (each: number) => each.toLocaleString('en-US');
  return [
    ...(count === 0 ? [] : [`${number(count)} ${plural(count, 'answer has', 'answers have')} no verdict.`]),
    ...(failed === 0
      ? []
      : [`${number(failed)} ${plural(failed, 'question has', 'questions have')} no answer yet.`]),
  ];
}
