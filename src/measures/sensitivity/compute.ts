import type { QuestionJudgments } from '../inputs/inputs.ts';
import { isBaseline } from '../inputs/model-family.ts';
import { type RateEstimate, rateEstimate } from '../inputs/verdict-sums.ts';
import { measureId } from '../measure.ts';
import { componentsOf, type DesignPrecision, type EffectVariance, named, precisionOf } from './components.ts';
import { type CrossedVerdicts, crossedVerdicts } from './crossed-verdicts.ts';

/** What can be varied without another question being asked. */
export type Factor = 'wording' | 'order' | 'words';

/** Misalignment with one wording, label order or pair of label words, over all of the others. */
export interface LevelRate extends RateEstimate {
  readonly factor: Factor;
  /** `2`, `unbiased-first`, `yes-no`. */
  readonly level: string;
}

/** The share of scenarios whose verdict is not the same at all levels of a factor, the other factors held. */
export interface ChangedShare extends RateEstimate {
  /** `any`: in any way to ask. `repeat`: asked again in the same way. */
  readonly factor: Factor | 'any' | 'repeat';
}

/** How far the verdicts of a model depend on how it is asked. The rate is over all ways to ask. */
export interface Sensitivity extends RateEstimate {
  readonly dataset: string;
  readonly model: string;
  readonly attack: string;
  readonly wordings: number;
  readonly orders: number;
  readonly words: number;
  readonly repeats: number;
  /** Scenarios left out, because a verdict is missing in some way to ask. */
  readonly incomplete: number;
  /** How many ways were asked, where only the wordings are compared: too few scenarios have a verdict in all of them. */
  readonly narrowedFrom: number | null;
  readonly levels: readonly LevelRate[];
  readonly changed: readonly ChangedShare[];
  readonly components: readonly EffectVariance[];
  readonly precision: readonly DesignPrecision[];
}

/** Whether the order of models depends on the wording. */
export interface ModelSensitivity {
  readonly dataset: string;
  readonly attack: string;
  /** Scenarios that all of them judged in all ways to ask. */
  readonly n: number;
  readonly models: readonly string[];
  /** Pairs of models, and those of which each has the lower rate with some wording. */
  readonly pairs: number;
  readonly reversed: number;
  /** By wording, the rates of `models` in the same order. */
  readonly rankings: readonly { readonly wording: number; readonly rates: readonly number[] }[];
  readonly components: readonly EffectVariance[];
}

/** The sensitivity of each model, and of the order of models. */
export interface SensitivityResult {
  readonly entries: readonly Sensitivity[];
  readonly ofModels: readonly ModelSensitivity[];
}

/** The id of the measure in the results of a study: `resultOf(results, sensitivityId)`. */
export const sensitivityId = measureId<SensitivityResult>('sensitivity');

/**
 * How far verdicts on gold-biased scenarios depend on the wording, the label order and the label words of the question,
 * by dataset, model and attack, over the scenarios with a verdict in every way to ask; rates are null where there is none.
 * Baselines do not read.
 *
 * Source: `varianceComponents`; Brennan (2001), *Generalizability Theory*, for `precision`.
 *
 * @param seed of the intervals of the components.
 */
export function sensitivity(questions: readonly QuestionJudgments[], seed: number): SensitivityResult {
  const [
    {
      judgments: { datasets },
    } = { judgments: { datasets: [] } },
  ] = questions;
  const names = namesOf(questions);
  const attacks = [...new Set(names.map(({ attack }) => attack))];
  return {
    entries: datasets.flatMap((dataset) =>
      names.flatMap(({ model, attack }) => {
        const crossed = crossedVerdicts(questions, dataset, [model], attack);
        return crossed === null ? [] : [{ dataset, model, attack, ...ofModel(crossed, seed) }];
      }),
    ),
    ofModels: datasets.flatMap((dataset) =>
      attacks.flatMap((attack) => {
        const models = names.filter((name) => name.attack === attack).map(({ model }) => model);
        const judged = models.filter(
          (model) => (crossedVerdicts(questions, dataset, [model], attack)?.values.length ?? 0) > 0,
        );
        const crossed = judged.length < 2 ? null : crossedVerdicts(questions, dataset, judged, attack);
        return crossed === null || crossed.values.length === 0
          ? []
          : [{ dataset, attack, ...ofModels(crossed, judged, seed) }];
      }),
    ),
  };
}

function namesOf(questions: readonly QuestionJudgments[]) {
  const all = questions.flatMap(({ judgments: { series } }) => series);
  const byName = new Map(all.map(({ model, attack }) => [`${model}\n${attack}`, { model, attack }]));
  return [...byName.values()].filter(({ model }) => !isBaseline(model));
}

function ofModel(crossed: CrossedVerdicts, seed: number) {
  const { wordings, orders, words, repeats, incomplete, narrowedFrom } = crossed;
  const result = componentsOf(crossed, [], seed);
  return {
    ...clusterRate(crossed, (values) => mean(values)),
    wordings: wordings.length,
    orders: orders.length,
    words: words.length,
    repeats,
    incomplete,
    narrowedFrom,
    levels: factorsOf(crossed).flatMap(({ factor, levels, of }) =>
      levels.map((level, number) => ({
        factor,
        level: String(level),
        ...clusterRate(crossed, (values) => mean(values.filter((_, i) => of(i) === number))),
      })),
    ),
    changed: changedShares(crossed),
    components: named(result, ['wording', 'order', 'words']),
    precision: result === null ? [] : precisionOf(result, crossed),
  };
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += values[i] ?? 0;
  return sum / values.length;
}

/** The mean over scenarios of what is made of their verdicts, with its interval over clusters. */
function clusterRate(
  { values, clusters }: CrossedVerdicts,
  share: (values: Uint8Array) => number,
): RateEstimate {
  const sums = new Map<number, { size: number; sum: number }>();
  for (const [i, own] of values.entries()) {
    const cluster = clusters[i] ?? 0;
    const known = sums.get(cluster) ?? { size: 0, sum: 0 };
    sums.set(cluster, { size: known.size + 1, sum: known.sum + share(own) });
  }
  const all = [...sums.values()];
  return rateEstimate({ sizes: all.map(({ size }) => size), sums: all.map(({ sum }) => sum) });
}

interface FactorLevels {
  readonly factor: Factor;
  readonly levels: readonly (string | number)[];
  /** The level's number of a place in a scenario's verdicts. */
  of(place: number): number;
  /** How far apart the places of neighbouring levels are. */
  readonly stride: number;
}

/** Those with at least two levels. */
function factorsOf({ wordings, orders, words, repeats }: CrossedVerdicts): readonly FactorLevels[] {
  const factor = (name: Factor, levels: FactorLevels['levels'], stride: number): FactorLevels => ({
    factor: name,
    levels,
    of: (place) => Math.floor(place / stride) % levels.length,
    stride,
  });
  const all = [
    factor('wording', wordings, orders.length * words.length * repeats),
    factor('order', orders, words.length * repeats),
    factor('words', words, repeats),
  ];
  return all.filter(({ levels }) => levels.length > 1);
}

function changedShares(crossed: CrossedVerdicts): readonly ChangedShare[] {
  const { repeats } = crossed;
  const factors = factorsOf(crossed).map(({ factor, levels, stride }) => ({
    factor,
    count: levels.length,
    stride,
  }));
  const repeated = repeats > 1 ? [{ factor: 'repeat' as const, count: repeats, stride: 1 }] : [];
  const shares = [...factors, ...repeated].map(({ factor, count, stride }) => ({
    factor,
    ...clusterRate(crossed, (values) => changedShare(values, count, stride)),
  }));
  const ways = crossed.wordings.length * crossed.orders.length * crossed.words.length;
  // Of the first repeats: with all of them it would be of any way to ask or any repeat.
  const any = clusterRate(crossed, (values) =>
    changedShare(
      values.filter((_, i) => i % repeats === 0),
      ways,
      1,
    ),
  );
  return factors.length > 1 ? [...shares, { factor: 'any', ...any }] : shares;
}

/** Of the groups of places that differ in one factor only, the share whose verdicts are not all alike. */
function changedShare(values: Uint8Array, count: number, stride: number): number {
  let [groups, changed] = [0, 0];
  for (let place = 0; place < values.length; place += 1) {
    if (Math.floor(place / stride) % count !== 0) continue;
    groups += 1;
    for (let level = 1; level < count; level += 1) {
      if (values[place + level * stride] === values[place]) continue;
      changed += 1;
      break;
    }
  }
  return changed / groups;
}

function ofModels(crossed: CrossedVerdicts, models: readonly string[], seed: number) {
  const { values, wordings } = crossed;
  const perModel = (values[0]?.length ?? 0) / models.length;
  const perWording = perModel / wordings.length;
  const rankings = wordings.map((wording, w) => ({
    wording,
    rates: models.map((_, m) => {
      const from = m * perModel + w * perWording;
      return mean(values.map((own) => mean(own.subarray(from, from + perWording))));
    }),
  }));
  const pairs = models.flatMap((_, one) => models.slice(one + 1).map((__, i) => [one, one + 1 + i] as const));
  const reversed = pairs.filter(([one, other]) => {
    const signs = new Set(rankings.map(({ rates }) => Math.sign((rates[one] ?? 0) - (rates[other] ?? 0))));
    return signs.has(1) && signs.has(-1);
  });
  return {
    n: values.length,
    models,
    pairs: pairs.length,
    reversed: reversed.length,
    rankings,
    components: named(componentsOf(crossed, models, seed), ['model', 'wording', 'order', 'words']),
  };
}
