import { noAttack } from '../../core/condition.ts';
import { type JudgmentSeries, type JudgmentTable, outcomeCodes } from '../../core/tables.ts';
import { UsageError } from '../../errors/errors.ts';
import { isBaseline } from '../../measures/inputs/model-family.ts';
import { readPeopleJudgments } from '../../measures/inputs/people-judgments.ts';
import { withoutTwins } from '../../measures/inputs/twin-judgments.ts';
import { peopleAgainstModels } from '../../measures/people/compute.ts';
import { evenDraw } from '../../stages/sample.ts';
import { type SubsetWidths, subsetWidths } from '../../stats/people/subset-width.ts';
import type { ScenarioFilter, Store } from '../../store/contract/store.ts';

/** A subset for people to judge. */
export interface PeopleSampleRequest {
  readonly store: Store;
  /** How many scenarios. */
  readonly size: number;
  readonly seed: number;
  /** Its name begins with `people`, by which measures know that it was drawn at random. */
  readonly name: string;
  readonly filter: ScenarioFilter;
  /** Leaves an earlier sample of that name as it is: people may have judged a part of it. */
  readonly keeps?: boolean;
}

/** How wide the interval of a model's difference from most people can be expected to be. */
export interface ModelWidths extends SubsetWidths {
  readonly model: string;
}

/** What was drawn, and what that gains. */
export interface PeopleSample {
  readonly name: string;
  readonly size: number;
  readonly available: number;
  readonly clusters: number;
  readonly availableClusters: number;
  /** How often people say what the label says: of people's judgments that are stored, else assumed. */
  readonly labelAgreement: number;
  readonly assumed: boolean;
  readonly models: readonly ModelWidths[];
}

/** Where nobody has judged yet. */
const assumedAgreement = 0.8;
/** Fewer scenarios say little of how often people agree with labels. */
const fewestJudged = 20;

/**
 * Draws the subset of the scenarios that models judged which narrows the interval most for so many that people judge: at random,
 * in proportion to datasets, categories, gold labels, how many models differ from the label, and clusters, so that each
 * scenario is equally likely. It is stored as a sample.
 * @throws UsageError where no model has judged anything.
 */
export async function samplePeople(request: PeopleSampleRequest): Promise<PeopleSample> {
  const { store, size, seed, name, filter } = request;
  const selection = await withoutTwins(store, { ...filter, attacks: [noAttack] });
  const table = await store.judgmentTable(selection);
  const series = table.series.filter(({ model }) => !isBaseline(model));
  const judged = judgedPlaces(table, series);
  if (judged.length === 0) {
    throw new UsageError('No model has judged a scenario yet.', {
      expected: 'judgments without an attack, of which people judge a part',
      advice: 'Judge first: "hvsb judge --model PROVIDER:MODEL".',
    });
  }
  const earlier = request.keeps === true && (await store.samples()).some((sample) => sample.name === name);
  const members = earlier ? new Set(await store.scenarioNumbers({ sample: name })) : null;
  const drawn =
    members === null ? evenDraw(judged, size, seed) : judged.filter(({ number }) => members.has(number));
  if (members === null) {
    const numbers = drawn.map(({ number }) => number);
    await store.putSample({ name, seed, stratify: ['category'], createdAt: Date.now() }, numbers);
  }
  const people = await readPeopleJudgments(store);
  const found = people === null ? [] : peopleAgainstModels(table, people).labels;
  const totals = found.filter(
    ({ source, category, variant }) => source === 'people' && category === null && variant === null,
  );
  const count = totals.reduce((sum, { n }) => sum + n, 0);
  const assumed = count < fewestJudged;
  const labelAgreement = assumed
    ? assumedAgreement
    : totals.reduce((sum, { rate, n }) => sum + (rate ?? 0) * n, 0) / count;
  const clustersOf = (items: readonly JudgedPlace[]) => new Set(items.map(({ cluster }) => cluster)).size;
  return {
    ...{ name, size: drawn.length, available: judged.length },
    ...{ clusters: clustersOf(drawn), availableClusters: clustersOf(judged), labelAgreement, assumed },
    models: series.map((one) => ({
      model: one.model,
      ...subsetWidths({ clusters: differences(table, one), labelAgreement }, biasedShare(table, drawn)),
    })),
  };
}

interface JudgedPlace {
  readonly number: number;
  readonly place: number;
  readonly id: string;
  readonly stratum: string;
  readonly cluster: string;
}

/** The scenarios that some model has a verdict on. */
function judgedPlaces(table: JudgmentTable, series: readonly JudgmentSeries[]): readonly JudgedPlace[] {
  const judged: JudgedPlace[] = [];
  for (let place = 0; place < table.scenarioCount; place += 1) {
    const said = series.flatMap(({ outcomes }) => {
      const code = outcomes[place] ?? 0;
      return isVerdict(code) ? [code === outcomeCodes.biased] : [];
    });
    if (said.length === 0) continue;
    const gold = table.goldBiased[place] === 1;
    const differs = said.filter((biased) => biased !== gold).length;
    const split = differs === 0 ? 'none' : differs === said.length ? 'all' : 'some';
    const number = table.number?.[place] ?? place;
    const kind = [table.dataset[place], table.category[place], gold, split];
    judged.push({
      ...{ number, place, id: `${number}`, stratum: JSON.stringify(kind) },
      cluster: `${table.cluster[place]}`,
    });
  }
  return judged;
}

function isVerdict(code: number): boolean {
  return code === outcomeCodes.biased || code === outcomeCodes.unbiased;
}

/** How many of the drawn scenarios are labelled biased: the rate is over these. */
function biasedShare({ goldBiased }: JudgmentTable, drawn: readonly JudgedPlace[]): number {
  return drawn.filter(({ place }) => goldBiased[place] === 1).length;
}

/** By cluster: the gold-biased scenarios with a verdict, and those that the model calls unbiased. */
function differences(table: JudgmentTable, { outcomes }: JudgmentSeries) {
  const clusters = new Map<number, { size: number; sum: number; squares: number }>();
  for (let place = 0; place < table.scenarioCount; place += 1) {
    const code = outcomes[place] ?? 0;
    if (table.goldBiased[place] !== 1 || !isVerdict(code)) continue;
    const own = clusters.get(table.cluster[place] ?? 0) ?? { size: 0, sum: 0, squares: 0 };
    const differs = code === outcomeCodes.unbiased ? 1 : 0;
    clusters.set(table.cluster[place] ?? 0, {
      ...{ size: own.size + 1, sum: own.sum + differs, squares: own.squares + differs },
    });
  }
  return [...clusters.values()];
}
