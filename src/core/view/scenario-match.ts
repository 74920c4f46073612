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
  return recounted(found, query, series).toSorted(orders[query.sort ?? 'stored']);
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
  const differWithin = (key: 'model' | 'attack') =>
    Map.groupBy(verdicts.keys(), (index) => series[chosen[index] ?? -1]?.[key] ?? '')
      .values()
      .some((group) => isMixed(group.map((index) => verdicts[index]).join('')));
  switch (kind) {
    case 'gold':
      return against > 0;
    case 'everybody-against-gold':
      return against > 0 && against === all.length;
    case 'repeats':
      return verdicts.some(isMixed);
    case 'models':
      return differWithin('attack');
    case 'attacks':
      return differWithin('model');
  }
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

const orders = {
  stored: () => 0,
  missed: (one, other) => sortKey.missed(one) - sortKey.missed(other),
  split: (one, other) => sortKey.split(one) - sortKey.split(other),
} satisfies Record<NonNullable<ScenarioQuery['sort']>, (one: ScenarioRow, other: ScenarioRow) => number>;

type VerdictCounts = Pick<ScenarioRow, 'verdicts' | 'missed'>;

/** What lists are sorted by, ascending; scenarios without a verdict come last. */
export const sortKey = {
  missed: ({ verdicts, missed }) => (verdicts === 0 ? 1 : -missed / verdicts),
  split: ({ verdicts, missed }) => (verdicts === 0 ? 1 : Math.abs(missed / verdicts - 0.5)),
} satisfies Record<string, (counts: VerdictCounts) => number>;
