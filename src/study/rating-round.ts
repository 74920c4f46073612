import { hash, randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { type RatedKind, type RatingSettings, verdictLabels } from '../core/rating.ts';
import { UsageError } from '../errors/errors.ts';
import { peopleSample } from '../measures/inputs/people-judgments.ts';
import { chooseRatingItems } from '../stages/choose-rating-items.ts';
import { ratingSettingsOf } from '../store/contract/rating-scale.ts';
import type { RatingRound, ScenarioFilter, Store } from '../store/contract/store.ts';
import type { LoadedRating } from './file/rating-settings.ts';
import { samplePeople } from './validity/people-sample.ts';

/** What people are to rate from now on. */
export interface RoundRequest {
  readonly store: Store;
  readonly rating: LoadedRating;
  /** Only of these scenarios. */
  readonly filter: ScenarioFilter;
  /** Only explanations by these models. */
  readonly explainers?: readonly string[];
  /** What earlier rounds chose stays open. */
  readonly addItems: boolean;
}

/** What applies now, and what was otherwise before. */
export interface StartedRound {
  readonly settings: RatingSettings;
  readonly items: number;
  /** Items that nobody had to rate before. */
  readonly added: number;
  /** Items of the round before that are given to nobody any more. */
  readonly closed: number;
  /** Items that there were without a round, as of ratings that were imported: they are what is rated. */
  readonly earlier: number;
  /** A sentence for each setting that was another in the round before. */
  readonly changes: readonly string[];
}

/**
 * Starts a round of rating. Its settings apply from now on, in place of those of the round before of the same kind. Where the
 * same is asked for as then, the items stay as they are, so that raters of today and of tomorrow rate the same; else they are
 * chosen again, and those no longer chosen keep what people said of them.
 * @throws UsageError where there is nothing to rate, and where the store's ratings are on another scale.
 */
export async function startRound(request: RoundRequest): Promise<StartedRound> {
  const { store, rating, filter, explainers, addItems } = request;
  const { itemsPerModel, scenarios, what, ...wanted } = rating;
  const isScenarios = what === 'scenarios';
  const labels = isScenarios ? verdictLabels : wanted.labels;
  const settings = { ...(await ratingSettingsOf(store, { ...wanted, what, labels })), what };
  // First, so that nothing has changed where the scale is refused.
  if (!isScenarios) await store.saveRatingLabels(settings.labels);
  const before = await store.ratingRound(what);
  const amount = isScenarios ? scenarios : itemsPerModel;
  const selection = plain({ filter, explainers: explainers ?? null, amount, seed: settings.seed });
  const known = before?.items ?? (await itemNumbers(store, what)).map(({ item }) => item);
  const isSame =
    before === null ? known.length > 0 && !addItems : isDeepStrictEqual(before.selection, selection);
  const chosen = isSame ? known : await chosenItems(request, settings);
  const items = [...new Set(addItems ? [...known, ...chosen] : chosen)];
  const study = before?.study ?? randomBytes(6).toString('hex');
  const round: RatingRound = { study, settings: plain(settings), selection, items };
  if (!isDeepStrictEqual(round, before)) await store.saveRatingRound(what, round, Date.now());
  return {
    settings,
    items: items.length,
    added: items.filter((item) => !known.includes(item)).length,
    closed: before === null ? 0 : known.filter((item) => !items.includes(item)).length,
    earlier: before === null && isSame ? known.length : 0,
    changes: before === null ? [] : settingChanges(before.settings, round.settings),
  };
}

/** As it comes back from the store. */
function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

async function chosenItems(request: RoundRequest, { seed, what = 'explanations' }: RatingSettings) {
  const { store, filter, explainers, rating } = request;
  const subjects =
    what === 'scenarios'
      ? await chooseJudgedScenarios(request, seed)
      : await chooseRatingItems({
          store,
          filter: { ...filter, ...(explainers === undefined ? {} : { explainers }) },
          itemsPerModel: rating.itemsPerModel,
          seed,
        });
  if (subjects.length === 0) throw nothingToRate(store, what);
  if (what === 'scenarios') await store.addJudgedItems(subjects, seed);
  else await store.addRatingItems(subjects, seed);
  const chosen = new Set(subjects);
  return (await itemNumbers(store, what)).flatMap(({ item, subject }) => (chosen.has(subject) ? [item] : []));
}

/** Every item of the kind, and the number of what it is about. */
async function itemNumbers(store: Store, what: RatedKind) {
  if (what === 'scenarios') {
    return (await store.judgedItems()).map(({ item, scenario }) => ({ item, subject: scenario }));
  }
  return (await store.ratingOrigins()).map(({ item, explanation }) => ({ item, subject: explanation }));
}

/** Where the study does not say. */
const usualScenarios = 50;

/** The scenarios of the filter; without one the sample for people, which is drawn where there is none. */
async function chooseJudgedScenarios(
  { store, filter, rating }: RoundRequest,
  seed: number,
): Promise<number[]> {
  const isFiltered = Object.keys(filter).length > 0;
  const numbers = await store.scenarioNumbers(isFiltered ? filter : { sample: await sampleOf() });
  const amount = rating.scenarios ?? numbers.length;
  const places = Array.from(numbers, (number) => ({
    number,
    place: hash('sha256', `${seed} ${number}`, 'hex'),
  }));
  const inOrder = places.sort((one, other) => (one.place < other.place ? -1 : 1));
  return inOrder.slice(0, amount).map(({ number }) => number);

  async function sampleOf(): Promise<string> {
    const drawn = (await store.samples()).find(({ name }) => name.startsWith(peopleSample));
    if (drawn !== undefined) return drawn.name;
    const size = rating.scenarios ?? usualScenarios;
    return (await samplePeople({ store, size, seed, name: peopleSample, filter: {} })).name;
  }
}

function nothingToRate(store: Store, what: RatedKind): UsageError {
  return what === 'scenarios'
    ? new UsageError('There is no scenario to judge.', {
        where: store.location,
        advice: 'Prepare a dataset first ("hvsb prepare"), or choose others.',
      })
    : new UsageError('There is no explanation to rate.', {
        where: store.location,
        advice: 'Have models explain first ("hvsb explain"), or import explanations.',
      });
}

const scalars = {
  ratersPerItem: 'raters per item',
  itemsPerRater: 'most items per rater',
  seed: 'seed',
  holdMinutes: 'minutes until an item is given to others',
  breakMinutes: 'minutes until a break',
} as const satisfies Partial<Record<keyof RatingSettings, string>>;
const texts = {
  guidelines: 'the guidelines',
  contentWarning: 'the content warning',
  consent: 'the consent',
} as const;
const lists = { training: 'training items', gold: 'gold items', attention: 'attention checks' } as const;

function settingChanges(before: RatingSettings, now: RatingSettings): string[] {
  const shown = (value: number | null | undefined) => (value ? String(value) : 'none');
  const keys = <Names extends object>(names: Names) =>
    Object.entries(names) as [keyof Names & string, string][];
  return [
    ...(isDeepStrictEqual(before.labels, now.labels)
      ? []
      : [`labels: ${now.labels.join(', ')} (were ${before.labels.join(', ')})`]),
    ...keys(scalars).flatMap(([key, name]) =>
      (before[key] ?? null) === (now[key] ?? null)
        ? []
        : [`${name}: ${shown(now[key])} (was ${shown(before[key])})`],
    ),
    ...keys(texts).flatMap(([key, name]) =>
      (before[key] ?? '') === (now[key] ?? '') ? [] : [`${name}: another text`],
    ),
    ...keys(lists).flatMap(([key, name]) =>
      isDeepStrictEqual(before[key] ?? [], now[key] ?? [])
        ? []
        : [`${name}: ${now[key]?.length ?? 0}, others than before (${before[key]?.length ?? 0})`],
    ),
    ...(isDeepStrictEqual(before.prolific ?? null, now.prolific ?? null)
      ? []
      : ['the codes of Prolific: others']),
  ];
}
