import { noAttack } from '../../core/condition.ts';
import {
  attackOrder,
  formatRate,
  joined,
  joinedNames,
  names,
  plural,
  rateWithInterval,
  significanceLevel,
} from '../../tables/format.ts';
import { isBaseline } from '../inputs/model-family.ts';
import { resultOf, type StudyResults } from '../measure.ts';
import { type ModelDifference, modelDifferencesId } from '../model-differences/compute.ts';
import { contestants, directionOf } from '../result-parts.ts';
import { chance, type Headline, shortModels, underThe } from '../wording.ts';
import { type Misalignment, misalignmentId } from './compute.ts';

/** The first question of all. */
export const alignment: Headline = {
  question: 'Do the models judge as labelled?',
  say: alignmentHeadline,
  isWhole: (results) => {
    const totals = resultOf(results, misalignmentId)?.totals ?? [];
    const models = names(totals, ({ model }) => model).filter((model) => !isBaseline(model));
    return models.length === 1 && names(totals, ({ dataset }) => dataset).length === 1;
  },
};

/**
 * Whether any model finds all scenarios that are labelled biased, and who misses least and most. "Least" and "most"
 * are said only where a model differs from every other by the adjusted test. Null where nobody gave a verdict.
 */
export function alignmentHeadline(results: StudyResults): string | null {
  const totals = resultOf(results, misalignmentId)?.totals ?? [];
  const attack = attackOrder(totals)[0] ?? noAttack;
  const models = contestants(names(totals, ({ model }) => model));
  const rated = totals.filter(
    (entry) => entry.attack === attack && entry.rate !== null && models.includes(entry.model),
  );
  if (rated.length === 0) return null;
  if (models.every(isBaseline)) return 'Only baselines have judged yet, which read no scenario.';
  const differences = (resultOf(results, modelDifferencesId) ?? []).filter((each) => each.attack === attack);
  const study = { rated, differences, shortOf: shortModels(models) };
  const where = attack === noAttack ? '' : ` ${underThe(attack)}`;
  const compared = names(rated, ({ model }) => model).length > 1;
  return `${verdict(study, where)}${compared ? ` ${extremes(study)}` : ''}`;
}

interface Rated {
  readonly rated: readonly Misalignment[];
  readonly differences: readonly ModelDifference[];
  readonly shortOf: (model: string) => string;
}

/** Yes or no, and the range of the rates. */
function verdict({ rated, shortOf }: Rated, where: string): string {
  const models = names(rated, ({ model }) => model);
  const rates = rated.map(({ rate }) => rate ?? 0);
  const perfect = models.filter((name) => rated.every(({ model, rate }) => model !== name || rate === 0));
  if (perfect.length > 0)
    return `${joinedNames(perfect.map(shortOf))} ${plural(perfect.length, 'misses', 'miss')} no scenario labelled biased${where}.`;
  const [only] = rated;
  const share =
    rated.length === 1 && only !== undefined
      ? rateWithInterval(only.rate, only)
      : `${formatRate(Math.min(...rates))} to ${formatRate(Math.max(...rates))}`;
  if (models.length > 1) return `No model does${where}: they miss ${share} of the scenarios labelled biased.`;
  return `Not entirely: ${models.map(shortOf).join()} misses ${share} of the scenarios labelled biased${where}.`;
}

/** Who misses least and most; of several datasets in how many. */
function extremes(study: Rated): string {
  const datasets = names(study.rated, ({ dataset }) => dataset);
  const found = datasets.map((dataset) => ofDataset(study, dataset));
  const [only] = found;
  if (datasets.length === 1 && only !== undefined) return only.said;
  const counts = (['least', 'most'] as const).flatMap((end) =>
    [
      ...Map.groupBy(
        found.flatMap((each) => each[end] ?? []),
        (model) => model,
      ),
    ].map(([model, times]) => `${study.shortOf(model)} misses ${end} in ${times.length}`),
  );
  if (counts.length === 0)
    return `Which model misses least or most is not shown in any of ${datasets.length} datasets.`;
  return `Of ${datasets.length} datasets, beyond chance: ${joinedNames(counts)}.`;
}

interface Extremes {
  readonly least: string | null;
  readonly most: string | null;
  readonly said: string;
}

function ofDataset({ rated, differences, shortOf }: Rated, dataset: string): Extremes {
  const sorted = rated
    .filter((entry) => entry.dataset === dataset)
    .toSorted((one, other) => (one.rate ?? 0) - (other.rate ?? 0));
  const own = differences.filter((each) => each.dataset === dataset);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined || first === last)
    return { least: null, most: null, said: '' };
  const beats = (model: string, sign: 1 | -1) =>
    sorted.every((other) => other.model === model || signOf(own, model, other.model) === sign);
  const least = beats(first.model, -1) ? first.model : null;
  const most = beats(last.model, 1) ? last.model : null;
  const said = [
    ...(least === null ? [] : [`${shortOf(least)} misses least (${formatRate(first.rate)})`]),
    ...(most === null ? [] : [`${shortOf(most)} misses most (${formatRate(last.rate)})`]),
  ];
  return {
    least,
    most,
    said: said.length === 0 ? notShown(own, first, last, shortOf) : `${joined(said)}, beyond chance.`,
  };
}

/** Lowest and highest, with what their own comparison says. */
function notShown(
  differences: readonly ModelDifference[],
  first: Misalignment,
  last: Misalignment,
  shortOf: (model: string) => string,
): string {
  if (first.rate === last.rate) return 'All miss equally many.';
  const pHolm = between(differences, first.model, last.model)?.pHolm ?? null;
  const range = `The lowest rate is that of ${shortOf(first.model)}, the highest that of ${shortOf(last.model)}`;
  if (pHolm === null) return `${range}; they were not tested on shared scenarios.`;
  return `${range}: that ${pHolm < significanceLevel ? 'is ' : ''}${chance(pHolm)}.`;
}

function between(differences: readonly ModelDifference[], one: string, other: string) {
  return differences.find(({ models }) => models.includes(one) && models.includes(other) && one !== other);
}

/** 1 where the first misses more than the second beyond chance. */
function signOf(differences: readonly ModelDifference[], one: string, other: string): number {
  const found = between(differences, one, other);
  if (found === undefined) return 0;
  return found.models[0] === one ? directionOf(found) : -directionOf(found);
}
