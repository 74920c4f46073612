import { plainLabel, shortNames } from '../../charts/axis.ts';
import { heatMap } from '../../charts/heat-map.ts';
import { noAttack } from '../../core/condition.ts';
import { attackOrder, joined, names, underAttack } from '../../tables/format.ts';
import { type ChartMaker, resultOf } from '../measure.ts';
import { labelWithCount, modelsByRate, rateLabel, totalsOf } from './charts.ts';
import { type Misalignment, misalignmentId } from './compute.ts';

/** What datasets call one kind of bias, in small letters and spaces. */
const sameKind: Readonly<Record<string, readonly string[]>> = {
  race: ['race', 'race color', 'race ethnicity', 'ethnicity'],
  gender: ['gender', 'gender identity', 'sex'],
  disability: ['disability', 'disability status'],
  'socioeconomic status': ['socioeconomic', 'socioeconomic status', 'ses'],
  'physical appearance': ['physical appearance', 'appearance'],
  profession: ['profession', 'occupation'],
};
const kindOf = new Map(
  Object.entries(sameKind).flatMap(([kind, own]) => own.map((name) => [name, kind] as const)),
);

/**
 * The kind of bias that a dataset's category is: one name for `race`, `race-color` and `Ethnicity`. A category that is not
 * known is a kind of its own, by its name.
 *
 * @example
 * matchedCategory('Race_ethnicity'); // 'race'
 */
export function matchedCategory(category: string): string {
  const plain = category
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return kindOf.get(plain) ?? plain;
}

interface MatchedRow {
  readonly kind: string;
  readonly dataset: string;
  readonly category: string;
}

/** Categories that several datasets have, beside each other: a row a dataset's category, a column a model. */
export const matchedCategoryFigures: ChartMaker = (results, place) => {
  const all = resultOf(results, misalignmentId)?.breakdowns.category ?? [];
  const attack = attackOrder(all)[0] ?? noAttack;
  const entries = all.filter((entry) => entry.attack === attack && !entry.baseline);
  const rows = matchedRows(entries);
  if (rows.length === 0) return [];
  const models = modelsByRate(totalsOf(results), attack).filter((model) =>
    entries.some((entry) => entry.model === model),
  );
  const labels = shortNames(models);
  const shown = rows.flatMap((row, place) =>
    entries
      .filter(({ dataset, category }) => dataset === row.dataset && category === row.category)
      .map((entry) => ({ entry, place })),
  );
  const { option, width, height } = heatMap(
    {
      rows: rows.map(({ kind, dataset }, at) =>
        labelWithCount(
          `${plainLabel(kind)} · ${plainLabel(dataset)}`,
          shown.filter(({ place }) => place === at).map(({ entry }) => entry),
        ),
      ),
      columns: models.map((model) => labels.get(model) ?? model),
      cells: shown.map(({ entry, place }) => ({
        row: place,
        column: models.indexOf(entry.model),
        rate: entry.rate,
        low: entry.low,
        high: entry.high,
        label: `${plainLabel(entry.model)}, ${plainLabel(entry.category ?? '')} of ${plainLabel(entry.dataset)}: ${rateLabel(entry)}`,
        marked: false,
      })),
      breaks: rows.flatMap(({ kind }, place) => (place > 0 && kind !== rows[place - 1]?.kind ? [place] : [])),
      rowName: '',
      columnName: '',
    },
    place,
  );
  return [
    {
      id: 'matched-categories',
      title: 'Misalignment rate by category, datasets beside each other',
      lead: `${underAttack(attack)}: categories that several datasets have, under one name; lines part categories. n: verdicts of a model.${mapping(rows)} Datasets ask differently, so rates of two datasets are no test of each other.`,
      description: rows
        .map((row, at) =>
          describe(
            row,
            shown.filter(({ place }) => place === at).map(({ entry }) => entry),
          ),
        )
        .join(' '),
      option,
      width,
      height,
      columns: ['matched_category', 'dataset', 'category', 'model', 'attack', 'rate', 'low', 'high', 'n'],
      rows: shown.map(({ entry: { dataset, category, model, rate, low, high, n } }) => [
        matchedCategory(category ?? ''),
        dataset,
        category,
        model,
        attack,
        rate,
        low,
        high,
        n,
      ]),
    },
  ];
};

/** The categories of several datasets, those of one kind after each other. */
function matchedRows(entries: readonly Misalignment[]): readonly MatchedRow[] {
  const all = names(entries, ({ dataset, category }) => JSON.stringify([dataset, category])).map(
    (name): MatchedRow => {
      const [dataset, category] = JSON.parse(name) as [string, string];
      return { kind: matchedCategory(category), dataset, category };
    },
  );
  return [...Map.groupBy(all, ({ kind }) => kind).values()]
    .filter((own) => new Set(own.map(({ dataset }) => dataset)).size > 1)
    .flat();
}

/** Which names were matched; nothing where datasets use one name. */
function mapping(rows: readonly MatchedRow[]): string {
  const renamed = [...Map.groupBy(rows, ({ kind }) => kind)].flatMap(([kind, own]) => {
    if (new Set(own.map(({ category }) => category)).size === 1) return [];
    const listed = own.map(({ dataset, category }) => `${plainLabel(category)} of ${plainLabel(dataset)}`);
    return `${plainLabel(kind)} is ${joined(listed)}`;
  });
  return renamed.length === 0 ? '' : ` Matched: ${renamed.join('; ')}.`;
}

function describe({ dataset, category }: MatchedRow, entries: readonly Misalignment[]): string {
  const rates = entries.map((entry) => `${plainLabel(entry.model)} ${rateLabel(entry)}`);
  return `${plainLabel(category)} of ${plainLabel(dataset)}: ${rates.join('; ')}.`;
}
