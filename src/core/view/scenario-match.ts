import { noAttack } from '../condition.ts';
import { isNoted } from '../note.ts';
import type { outcomeCodes } from '../tables.ts';
import type {
  Disagreement,
  JudgmentState,
  ScenarioPage,
  ScenarioQuery,
  ScenarioRow,
} from './scenario-view.ts';

// What a scenario query means, in plain code over rows. An exported site searches with it. The server answers the same
// queries from columns and a full-text index; src/server/view/scenarios/scenario-list.test.ts compares the two.

/** The models and attacks that the entries of `ScenarioRow.outcomes` belong to. */
export type SeriesList = ScenarioPage['series'];

/** A query over rows: a row does not know its samples, and all rows are given. */
export type RowQuery = Omit<ScenarioQuery, 'sample' | 'offset'>;

/** The letter of each judgment in `ScenarioRow.outcomes`. */
export const outcomeLetters = {
  biased: 'b',
  unbiased: 'u',
  refused: 'r',
  filtered: 'f',
  unparsed: 'p',
  error: 'e',
  absent: '-',
} as const satisfies Readonly<Record<JudgmentState & keyof typeof outcomeCodes, string>>;

/**
 * The rows that match, in the order of the query. Their `verdicts` and `missed` count the judgments by the chosen models
 * and attacks.
 * @param rows all scenarios, in the order of storing.
 * @param series what the entries of `outcomes` belong to.
 */
export function findScenarios(
  rows: readonly ScenarioRow[],
  query: RowQuery,
  series: SeriesList,
): readonly ScenarioRow[] {
  const found = rows.filter((row) => matchScenario(row, query, series));
  const counted = recounted(found, query, series);
  switch (query.sort) {
    case undefined:
    case 'stored':
      return counted;
    case 'models':
      return sortedBy(counted, (row) => -(differingShare(row, query, series) ?? -1));
    default:
      return sortedBy(counted, sortKey[query.sort]);
  }
}

/** Ascending; equal ones stay in their order. */
function sortedBy(rows: readonly ScenarioRow[], keyOf: (row: ScenarioRow) => number): readonly ScenarioRow[] {
  const keys = new Map(rows.map((row) => [row, keyOf(row)]));
  return rows.toSorted((one, other) => (keys.get(one) ?? 0) - (keys.get(other) ?? 0));
}

/** Of the pairs of chosen models under one attack that both gave a verdict, the share that differs; null without a pair. */
function differingShare(row: ScenarioRow, query: RowQuery, series: SeriesList): number | null {
  const pairs = new DifferingPairs();
  const byAttack = Map.groupBy(chosenSeries(query, series), (index) => series[index]?.attack ?? '');
  for (const group of byAttack.values()) {
    for (const index of group) {
      const verdicts = verdictsOf(row.outcomes[index] ?? '');
      if (verdicts !== '')
        pairs.add(verdicts.replaceAll(outcomeLetters.unbiased, '').length / verdicts.length);
    }
    pairs.endAttack();
  }
  return pairs.share;
}

/**
 * How often two models differ: of one attack after the other, each model's share of verdicts that call a scenario biased
 * (0 or 1, unless it was asked repeatedly).
 */
export class DifferingPairs {
  #pairs = 0;
  #differing = 0;
  #models = 0;
  #sum = 0;
  #within = 0;

  add(biasedShare: number): void {
    this.#models += 1;
    this.#sum += biasedShare;
    this.#within += biasedShare * (1 - biasedShare);
  }

  endAttack(): void {
    this.#pairs += (this.#models * (this.#models - 1)) / 2;
    // Over all ordered pairs p (1 - q), without those of a model and itself.
    this.#differing += this.#sum * (this.#models - this.#sum) - this.#within;
    this.#models = 0;
    this.#sum = 0;
    this.#within = 0;
  }

  /** Begins with another scenario. */
  clear(): void {
    this.#pairs = 0;
    this.#differing = 0;
  }

  get share(): number | null {
    return this.#pairs === 0 ? null : this.#differing / this.#pairs;
  }
}

/** Whether the scenario of this row is one that the query asks for. */
export function matchScenario(row: ScenarioRow, query: RowQuery, series: SeriesList): boolean {
  const chosen = chosenSeries(query, series);
  const outcomes = chosen.map((index) => row.outcomes[index] ?? '');
  return (
    isOneOf(row.dataset, query.dataset) &&
    isOneOf(row.category, query.category) &&
    isOneOf(row.variant, query.variant) &&
    (query.gold === undefined || row.gold === query.gold) &&
    (query.control === undefined || row.control === (query.control === 'yes')) &&
    (query.explained === undefined || row.explanations > 0) &&
    (query.outcome === undefined ||
      query.outcome.some((state) => outcomes.some((each) => each.includes(outcomeLetters[state])))) &&
    (query.disagreement === undefined || disagrees(row, outcomes, chosen, series, query.disagreement)) &&
    (query.differ === undefined ||
      differsWithin(row, chosenSeries({ ...query, model: query.differ }, series), series, 'attack')) &&
    (query.changedBy === undefined ||
      differsWithin(
        row,
        chosenSeries({ ...query, attack: [noAttack, query.changedBy] }, series),
        series,
        'model',
      )) &&
    isNoted(row.note, query) &&
    matchWords(row.id, row.excerpt, query.q)
  );
}

const idShape = /^[0-9a-f]{16}$/;

/** The query as the id of a scenario; null where it has not the shape of one (16 hexadecimal digits). */
export function asScenarioId(q: string): string | null {
  const trimmed = q.trim().toLowerCase();
  return idShape.test(trimmed) ? trimmed : null;
}

/**
 * Whether a text has all words of the query, each as the beginning of a word, whatever the case and the accents. An id
 * matches its scenario only. A blank query matches everything, one of punctuation alone nothing.
 */
export function matchWords(id: string, text: string, q: string | undefined): boolean {
  if (q === undefined || q.trim() === '') return true;
  const asked = asScenarioId(q);
  if (asked !== null) return asked === id;
  const words = plainWords(q);
  const inText = ` ${plainWords(text).join(' ')}`;
  return words.length > 0 && words.every((word) => inText.includes(` ${word}`));
}

/** Small letters without accents, split at everything that is neither letter nor digit. */
function plainWords(text: string): readonly string[] {
  const plain = text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Positions of the series that the query looks at. */
function chosenSeries({ model, attack }: RowQuery, series: SeriesList): number[] {
  return series.flatMap((each, index) =>
    isOneOf(each.model, model) && isOneOf(each.attack, attack) ? [index] : [],
  );
}

function isOneOf(value: string, allowed: readonly string[] | undefined): boolean {
  return allowed === undefined || allowed.includes(value);
}

function disagrees(
  row: ScenarioRow,
  outcomes: readonly string[],
  chosen: readonly number[],
  series: SeriesList,
  kind: Disagreement,
): boolean {
  const verdicts = outcomes.map(verdictsOf);
  const all = verdicts.join('');
  const against = all.replaceAll(letterOf(row.gold), '').length;
  switch (kind) {
    case 'gold':
      return against > 0;
    case 'everybody-against-gold':
      return against > 0 && against === all.length;
    case 'repeats':
      return verdicts.some(isMixed);
    case 'models':
      return differsWithin(row, chosen, series, 'attack');
    case 'attacks':
      return differsWithin(row, chosen, series, 'model');
  }
}

/** Whether both verdicts were given in these series under one attack, or by one model. */
function differsWithin(
  row: ScenarioRow,
  chosen: readonly number[],
  series: SeriesList,
  key: 'model' | 'attack',
): boolean {
  return Map.groupBy(chosen, (index) => series[index]?.[key] ?? '')
    .values()
    .some((group) => isMixed(group.map((index) => row.outcomes[index] ?? '').join('')));
}

function verdictsOf(letters: string): string {
  return letters.replaceAll(/[^bu]/g, '');
}

function letterOf(gold: ScenarioRow['gold']): string {
  return outcomeLetters[gold];
}

function isMixed(verdicts: string): boolean {
  return verdicts.includes(outcomeLetters.biased) && verdicts.includes(outcomeLetters.unbiased);
}

function recounted(
  rows: readonly ScenarioRow[],
  query: RowQuery,
  series: SeriesList,
): readonly ScenarioRow[] {
  if (query.model === undefined && query.attack === undefined) return rows;
  const chosen = chosenSeries(query, series);
  return rows.map((row) => {
    const verdicts = verdictsOf(chosen.map((index) => row.outcomes[index] ?? '').join(''));
    const missed = verdicts.replaceAll(letterOf(row.gold), '').length;
    return { ...row, verdicts: verdicts.length, missed };
  });
}

type VerdictCounts = Pick<ScenarioRow, 'verdicts' | 'missed'>;

/** What lists are sorted by, ascending; scenarios without a verdict come last. */
export const sortKey = {
  missed: ({ verdicts, missed }) => (verdicts === 0 ? 1 : -missed / verdicts),
  split: ({ verdicts, missed }) => (verdicts === 0 ? 1 : Math.abs(missed / verdicts - 0.5)),
} satisfies Record<string, (counts: VerdictCounts) => number>;
