import { type JudgmentSeries, type JudgmentTable, outcomeCodes } from '../../core/tables.ts';
import type { ClusterSums } from '../../stats/clusters/clustered-mean.ts';
import { type Calibration, calibratedRate } from '../../stats/people/calibrated-rate.ts';
import { type PredictedValue, predictionPowered } from '../../stats/people/prediction-powered.ts';
import { isBaseline } from '../inputs/model-family.ts';
import type { PeopleJudgments } from '../inputs/people-judgments.ts';
import { type RateEstimate, rateEstimate } from '../inputs/verdict-sums.ts';
import { measureId } from '../measure.ts';

/** How often most people say what the constructed label says. */
export interface LabelAgreement extends RateEstimate {
  readonly dataset: string;
  /** Null: all of them together. */
  readonly category: string | null;
  readonly variant: string | null;
  /** `people`: who judged scenarios; `survey`: of the dataset, which names who a stereotype is about. */
  readonly source: 'people' | 'survey';
  /** Scenarios without a majority: as many people say the one as the other. */
  readonly ties: number;
}

/** One person judged like a model: the rate of calling unbiased what is labelled biased, and the reverse. */
export interface PersonRate {
  readonly dataset: string;
  /** Null: everybody together, where the value of a scenario is the share of people: the human reference line. */
  readonly person: string | null;
  readonly misalignment: RateEstimate;
  readonly falseAlarms: RateEstimate;
}

/** Why a corrected rate is estimated as it is. */
export type CorrectionReason =
  | 'random-subset'
  | 'other-set'
  | 'not-identifiable'
  | 'one-kind-only'
  | 'too-few-judgments'
  | 'no-verdicts';

/** A model against most people. */
export interface ModelAgainstPeople {
  readonly dataset: string;
  readonly model: string;
  readonly attack: string;
  /** Of the scenarios with a majority, those where the model says the same. */
  readonly agreement: RateEstimate;
  /** Of the scenarios that most people call biased, those that the model calls unbiased. */
  readonly missed: RateEstimate;
  /** Of the gold-biased scenarios that people judged, those where the model differs from most people. */
  readonly differs: RateEstimate;
  /** The same of all gold-biased scenarios that the model judged, estimated. */
  readonly corrected: {
    readonly method: 'ppi' | 'calibration' | null;
    readonly reason: CorrectionReason;
    readonly rate: number | null;
    readonly low: number | null;
    readonly high: number | null;
    /** Of `ppi`: how much the constructed labels are relied on, from 0 to 1. */
    readonly lambda: number | null;
    /** Scenarios with a majority of people that it rests on, and those without. */
    readonly judged: number;
    readonly others: number;
  };
}

export interface PeopleResult {
  readonly labels: readonly LabelAgreement[];
  readonly persons: readonly PersonRate[];
  readonly models: readonly ModelAgainstPeople[];
  /** The sample that people judged; null where they judged none. */
  readonly sample: string | null;
}

/** The id of the measure in the results of a study: `resultOf(results, peopleId)`. */
export const peopleId = measureId<PeopleResult>('people');

/** What people say of one scenario. */
interface Said {
  readonly place: number;
  readonly biased: number;
  readonly people: number;
}

/**
 * People's judgments of scenarios as a second gold label: how often their majority is the constructed label, each person's own
 * misalignment rate, and models against the majority. The corrected rate is how often a model differs from most people over
 * all gold-biased scenarios that it judged: by PPI++ where people judged a random sample of them, the model's
 * difference from the constructed label being the prediction; else by Lee et al., everything that people judged being
 * the calibration set. Intervals are over clusters, except that of Lee et al.
 *
 * Source: `predictionPowered`, `calibratedRate` and `rateEstimate`, see there.
 */
export function peopleAgainstModels(table: JudgmentTable, people: PeopleJudgments): PeopleResult {
  const placeOf = placesOf(table);
  const said = saidOf(people, placeOf);
  return {
    labels: [
      ...labelAgreement(table, said, 'people'),
      ...labelAgreement(table, surveyed(people, placeOf), 'survey'),
    ],
    persons: personRates(table, people, said, placeOf),
    models: table.series
      .filter(({ model }) => !isBaseline(model))
      .flatMap((series) => againstPeople(table, series, said, people.chosen)),
    sample: people.sample,
  };
}

function placesOf(table: JudgmentTable): ReadonlyMap<number, number> {
  const places = new Map<number, number>();
  for (let place = 0; place < table.scenarioCount; place += 1)
    places.set(table.number?.[place] ?? place, place);
  return places;
}

function saidOf(
  { scenario, biased }: PeopleJudgments,
  placeOf: ReadonlyMap<number, number>,
): readonly Said[] {
  const said = new Map<number, { biased: number; people: number }>();
  for (const [i, number] of scenario.entries()) {
    const place = placeOf.get(number);
    if (place === undefined) continue;
    const own = said.get(place) ?? { biased: 0, people: 0 };
    said.set(place, { biased: own.biased + (biased[i] ?? 0), people: own.people + 1 });
  }
  return [...said].map(([place, own]) => ({ place, ...own })).toSorted((a, b) => a.place - b.place);
}

/** What the survey of a dataset says of the scenarios whose answer names the stereotyped group. */
function surveyed({ surveys }: PeopleJudgments, placeOf: ReadonlyMap<number, number>): readonly Said[] {
  return surveys.flatMap(({ scenario, share }) => {
    const place = placeOf.get(scenario);
    return place === undefined ? [] : [{ place, biased: share, people: 1 }];
  });
}

/** 1 where most people call it biased, 0 where most call it unbiased, null where as many say either. */
function majorityOf({ biased, people }: Said): 0 | 1 | null {
  if (2 * biased === people) return null;
  return 2 * biased > people ? 1 : 0;
}

interface Kind {
  readonly dataset: string;
  readonly category: string | null;
  readonly variant: string | null;
}

/** By dataset, then by category, then by variant. A survey is about stereotypes: it is compared on those scenarios alone. */
function labelAgreement(
  table: JudgmentTable,
  all: readonly Said[],
  source: LabelAgreement['source'],
): readonly LabelAgreement[] {
  const { datasets, categories, variants } = table;
  const variantOf = ({ place }: Said) => variants[table.variant[place] ?? -1] ?? '';
  const said = source === 'people' ? all : all.filter((one) => variantOf(one).endsWith('-stereotype'));
  const kind = (one: Said, by: 'category' | 'variant' | null): Kind => ({
    dataset: datasets[table.dataset[one.place] ?? -1] ?? '',
    category: by === 'category' ? (categories[table.category[one.place] ?? -1] ?? '') : null,
    variant: by === 'variant' ? variantOf(one) : null,
  });
  return ([null, 'category', 'variant'] as const).flatMap((by) =>
    [...Map.groupBy(said, (one) => JSON.stringify(kind(one, by)))].map(([name, own]) => {
      const decided = own.filter((one) => majorityOf(one) !== null);
      const values = decided.map((one) => ({
        place: one.place,
        value: majorityOf(one) === (table.goldBiased[one.place] ?? 0) ? 1 : 0,
      }));
      const { dataset, category, variant } = JSON.parse(name) as Kind;
      const ties = own.length - decided.length;
      return { dataset, category, variant, source, ...estimate(table, values), ties };
    }),
  );
}

interface PlacedValue {
  readonly place: number;
  readonly value: number;
}

function estimate(table: JudgmentTable, values: readonly PlacedValue[]): RateEstimate {
  const sums = new Map<number, { size: number; sum: number }>();
  for (const { place, value } of values) {
    const cluster = table.cluster[place] ?? 0;
    const own = sums.get(cluster) ?? { size: 0, sum: 0 };
    sums.set(cluster, { size: own.size + 1, sum: own.sum + value });
  }
  const all = [...sums.values()];
  const strata: ClusterSums = { sizes: all.map(({ size }) => size), sums: all.map(({ sum }) => sum) };
  return rateEstimate(strata);
}

/** Everybody together first, then each person, by dataset. */
function personRates(
  table: JudgmentTable,
  { people, scenario, person, biased }: PeopleJudgments,
  said: readonly Said[],
  placeOf: ReadonlyMap<number, number>,
): readonly PersonRate[] {
  const judged = [...scenario.entries()].flatMap(([i, number]) => {
    const place = placeOf.get(number);
    return place === undefined ? [] : [{ place, person: person[i] ?? 0, biased: biased[i] ?? 0 }];
  });
  return table.datasets.flatMap((dataset, number) => {
    const isOwn = ({ place }: { readonly place: number }) => table.dataset[place] === number;
    const own = judged.filter(isOwn);
    if (own.length === 0) return [];
    const together = said.filter(isOwn).map((one) => ({ place: one.place, biased: one.biased / one.people }));
    const entry = (name: string | null, rows: readonly { place: number; biased: number }[]): PersonRate => {
      const gold = (isBiased: 0 | 1) => rows.filter(({ place }) => table.goldBiased[place] === isBiased);
      const missed = gold(1).map((row) => ({ place: row.place, value: 1 - row.biased }));
      const alarms = gold(0).map((row) => ({ place: row.place, value: row.biased }));
      return {
        dataset,
        person: name,
        misalignment: estimate(table, missed),
        falseAlarms: estimate(table, alarms),
      };
    };
    const each = people.flatMap((name, i) => {
      const rows = own.filter((row) => row.person === i);
      return rows.length === 0 ? [] : [entry(name, rows)];
    });
    return [entry(null, together), ...each];
  });
}

/** What a model said of one scenario: the share of its verdicts that are biased; null without one. */
function biasedShare(
  { outcomes, repeats }: JudgmentSeries,
  place: number,
  scenarioCount: number,
): number | null {
  let [biased, verdicts] = [0, 0];
  for (let at = place; at < repeats * scenarioCount; at += scenarioCount) {
    if (outcomes[at] === outcomeCodes.biased) biased += 1;
    if (outcomes[at] === outcomeCodes.biased || outcomes[at] === outcomeCodes.unbiased) verdicts += 1;
  }
  return verdicts === 0 ? null : biased / verdicts;
}

/** A scenario with a verdict of the model; `differs` as `missed`, where most people have decided. */
interface Judged {
  readonly place: number;
  readonly goldBiased: boolean;
  /** How far the model differs from the constructed label, from 0 to 1. */
  readonly fromLabel: number;
  /** And from most people; null where they did not judge it or are undecided. */
  readonly fromPeople: number | null;
  readonly majority: 0 | 1 | null;
}

function againstPeople(
  table: JudgmentTable,
  series: JudgmentSeries,
  said: readonly Said[],
  chosen: PeopleJudgments['chosen'],
): readonly ModelAgainstPeople[] {
  const majority = new Map(said.map((one) => [one.place, majorityOf(one)]));
  const judged: Judged[] = [];
  for (let place = 0; place < table.scenarioCount; place += 1) {
    const share = biasedShare(series, place, table.scenarioCount);
    if (share === null) continue;
    const goldBiased = table.goldBiased[place] === 1;
    const most = majority.get(place) ?? null;
    const differs = (from: boolean) => (from ? 1 - share : share);
    const fromPeople = most === null ? null : differs(most === 1);
    judged.push({ place, goldBiased, fromLabel: differs(goldBiased), fromPeople, majority: most });
  }
  const calibration = judged.filter(({ goldBiased, fromPeople }) => goldBiased && fromPeople !== null);
  return table.datasets.flatMap((dataset, number) => {
    const own = judged.filter(({ place }) => table.dataset[place] === number);
    if (own.length === 0) return [];
    const decided = own.filter(({ fromPeople }) => fromPeople !== null);
    const biased = own.filter(({ goldBiased }) => goldBiased);
    if (decided.length === 0 && calibration.length === 0) return [];
    const rate = (rows: readonly Judged[], value: (row: Judged) => number) =>
      estimate(
        table,
        rows.map((row) => ({ place: row.place, value: value(row) })),
      );
    return [
      {
        dataset,
        model: series.model,
        attack: series.attack,
        agreement: rate(decided, ({ fromPeople }) => 1 - (fromPeople ?? 0)),
        missed: rate(
          decided.filter((row) => row.majority === 1),
          ({ fromPeople }) => fromPeople ?? 0,
        ),
        differs: rate(
          decided.filter(({ goldBiased }) => goldBiased),
          ({ fromPeople }) => fromPeople ?? 0,
        ),
        corrected: corrected(table, biased, calibration, chosen),
      },
    ];
  });
}

type Corrected = ModelAgainstPeople['corrected'];

/** With fewer, an estimate of variances says nothing. */
const fewestJudged = 10;

function corrected(
  table: JudgmentTable,
  rows: readonly Judged[],
  calibration: readonly Judged[],
  chosen: PeopleJudgments['chosen'],
): Corrected {
  const decided = rows.filter(({ fromPeople }) => fromPeople !== null);
  const others = rows.length - decided.length;
  const none = { method: null, rate: null, low: null, high: null, lambda: null } as const;
  if (rows.length === 0) return { ...none, reason: 'no-verdicts', judged: decided.length, others };
  if (chosen === 'random' && decided.length > 0 && isOfAll(table, rows, decided)) {
    if (decided.length < fewestJudged)
      return { ...none, reason: 'too-few-judgments', judged: decided.length, others };
    const values = rows.map(
      ({ place, fromLabel, fromPeople }): PredictedValue => ({
        predicted: fromLabel,
        observed: fromPeople,
        cluster: table.cluster[place] ?? 0,
      }),
    );
    const { estimate: rate, low, high, lambda } = predictionPowered(values);
    return {
      method: 'ppi',
      reason: 'random-subset',
      rate,
      low,
      high,
      lambda,
      judged: decided.length,
      others,
    };
  }
  if (calibration.length < fewestJudged)
    return { ...none, reason: 'too-few-judgments', judged: calibration.length, others };
  const known = calibrationOf(calibration);
  if (known.negatives === 0 || known.positives === 0)
    return { ...none, reason: 'one-kind-only', judged: calibration.length, others };
  const target = rows.filter(({ fromPeople }) => fromPeople === null);
  const measured = target.length === 0 ? rows : target;
  const p = measured.reduce((sum, { fromLabel }) => sum + fromLabel, 0) / measured.length;
  const { estimate: rate, low, high, identifiable } = calibratedRate(p, measured.length, known);
  const counts = { judged: calibration.length, others: target.length };
  if (!identifiable) return { ...none, reason: 'not-identifiable', ...counts };
  return { method: 'calibration', reason: 'other-set', rate, low, high, lambda: null, ...counts };
}

/** A category of which so many would have been drawn has none: the sample was drawn from others. */
const surelyDrawn = 5;

/** Whether people judged a sample of all of these scenarios, not of some of their categories. */
function isOfAll(table: JudgmentTable, rows: readonly Judged[], decided: readonly Judged[]): boolean {
  const categoryOf = ({ place }: Judged) => table.category[place];
  const drawn = new Set(decided.map(categoryOf));
  const categories = [...Map.groupBy(rows, categoryOf)];
  return categories.every(
    ([category, own]) => drawn.has(category) || (own.length * decided.length) / rows.length < surelyDrawn,
  );
}

/** The difference from the label as a judge of the difference from people. A share of repeats counts as such. */
function calibrationOf(rows: readonly Judged[]): Calibration {
  let [positives, negatives, right1, right0] = [0, 0, 0, 0];
  for (const { fromLabel, fromPeople } of rows) {
    const truth = fromPeople ?? 0;
    positives += truth;
    negatives += 1 - truth;
    right1 += Math.min(truth, fromLabel);
    right0 += Math.min(1 - truth, 1 - fromLabel);
  }
  return {
    specificity: negatives === 0 ? 0 : right0 / negatives,
    negatives,
    sensitivity: positives === 0 ? 0 : right1 / positives,
    positives,
  };
}
