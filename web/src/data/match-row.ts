import type {
  Disagreement,
  JudgmentState,
  ScenarioQuery,
  ScenarioRow,
} from '../../../src/core/view/scenario-view.ts';
import type { DataFiles } from '../../../src/core/view/view-api.ts';

type Series = DataFiles['series'];

const letters: Readonly<Record<JudgmentState, string>> = {
  biased: 'b',
  unbiased: 'u',
  refused: 'r',
  filtered: 'f',
  unparsed: 'p',
  error: 'e',
  absent: '-',
};

/** Whether a scenario is among those asked for, told from its row alone, as the server tells it from the store. */
export function matchRow(row: ScenarioRow, query: ScenarioQuery, series: Series): boolean {
  const chosen = chosenSeries(query, series);
  const outcomes = chosen.map((place) => row.outcomes[place] ?? '');
  return (
    isOneOf(row.dataset, query.dataset) &&
    isOneOf(row.category, query.category) &&
    isOneOf(row.variant, query.variant) &&
    (query.gold === undefined || row.gold === query.gold) &&
    (query.control === undefined || row.control === (query.control === 'yes')) &&
    (query.explained === undefined || row.explanations > 0) &&
    (query.outcome === undefined ||
      query.outcome.some((state) => outcomes.some((each) => each.includes(letters[state])))) &&
    (query.disagreement === undefined || disagrees(row, outcomes, chosen, series, query.disagreement)) &&
    hasWords(row, query.q)
  );
}

/** Places of the judgments that the query looks at. */
export function chosenSeries({ model, attack }: ScenarioQuery, series: Series): number[] {
  return series.flatMap((each, place) =>
    isOneOf(each.model, model) && isOneOf(each.attack, attack) ? [place] : [],
  );
}

function isOneOf(value: string, allowed: readonly string[] | undefined): boolean {
  return allowed === undefined || allowed.includes(value);
}

/** Every word begins a word of the text, whatever the case and the accents; or the query is an id. */
function hasWords(row: ScenarioRow, q: string | undefined): boolean {
  if (q === undefined || q === row.id) return true;
  const text = ` ${plainWords(row.excerpt).join(' ')}`;
  const words = plainWords(q);
  return words.every((word) => text.includes(` ${word}`));
}

function disagrees(
  row: ScenarioRow,
  outcomes: readonly string[],
  chosen: readonly number[],
  series: Series,
  kind: Disagreement,
): boolean {
  const against = row.gold === 'biased' ? 'u' : 'b';
  const verdicts = outcomes.map((letters) => letters.replaceAll(/[^bu]/g, ''));
  const bySeries = (key: 'model' | 'attack') =>
    Map.groupBy(verdicts.keys(), (place) => series[chosen[place] ?? -1]?.[key] ?? '').values();
  const mixed = (places: readonly number[]) => isMixed(places.map((place) => verdicts[place]).join(''));
  switch (kind) {
    case 'gold':
      return verdicts.some((each) => each.includes(against));
    case 'everybody-against-gold':
      return (
        /^[bu]+$/.test(verdicts.join('')) &&
        !isMixed(verdicts.join('')) &&
        verdicts.join('').includes(against)
      );
    case 'repeats':
      return verdicts.some(isMixed);
    case 'models':
      return bySeries('attack').some(mixed);
    case 'attacks':
      return bySeries('model').some(mixed);
  }
}

function isMixed(verdicts: string): boolean {
  return verdicts.includes('b') && verdicts.includes('u');
}

function plainWords(text: string): readonly string[] {
  const plain = text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}
