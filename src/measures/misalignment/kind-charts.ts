import { percentAxis, percentLabel, plainLabel, shortNames } from '../../charts/axis.ts';
import { dotPanels } from '../../charts/dot-panels.ts';
import { type Figure, type FigurePlace, fileName } from '../../charts/figure.ts';
import { noAttack } from '../../core/condition.ts';
import { attackOrder, names, underAttack } from '../../tables/format.ts';
import { type ChartMaker, resultOf, type StudyResults } from '../measure.ts';
import { labelWithCount, modelsByRate, rateLabel, totalsOf } from './charts.ts';
import { type Misalignment, misalignmentId } from './compute.ts';

type Field = 'category' | 'variant';

/** Which kinds of scenario each model misses, a figure a dataset and division: a panel a model. */
export const scenarioTypeFigures: ChartMaker = (results, place) =>
  names(totalsOf(results), ({ dataset }) => dataset).flatMap((dataset) => [
    ...ofDataset(results, dataset, 'category', place),
    ...ofDataset(results, dataset, 'variant', place),
  ]);

function ofDataset(results: StudyResults, dataset: string, field: Field, place: FigurePlace): Figure[] {
  const all = (resultOf(results, misalignmentId)?.breakdowns[field] ?? []).filter(
    (entry) => entry.dataset === dataset,
  );
  const attack = attackOrder(all)[0] ?? noAttack;
  const entries = all.filter((entry) => entry.attack === attack && !entry.baseline);
  const kinds = names(entries, (entry) => entry[field] ?? '');
  if (kinds.length < 2) return [];
  const models = modelsByRate(
    totalsOf(results).filter((entry) => entry.dataset === dataset),
    attack,
  ).filter((model) => entries.some((entry) => entry.model === model));
  const labels = shortNames(models);
  const range = percentAxis(entries.map(({ rate, high }) => high ?? rate));
  const { option, height } = dotPanels(
    {
      rows: kinds.map((kind) =>
        labelWithCount(
          plainLabel(kind),
          entries.filter((entry) => entry[field] === kind),
        ),
      ),
      series: ['misalignment rate'],
      axisName: 'misalignment rate',
      axisLabel: percentLabel,
      panels: models.map((model) => ({
        title: labels.get(model) ?? model,
        range,
        series: [
          entries
            .filter((entry) => entry.model === model)
            .map((entry) => ({
              place: kinds.indexOf(entry[field] ?? ''),
              value: entry.rate,
              low: entry.low,
              high: entry.high,
              label: `${plainLabel(model)}, ${plainLabel(entry[field] ?? '')}: ${rateLabel(entry)}`,
            })),
        ],
      })),
    },
    place,
  );
  return [
    {
      id: `${field === 'category' ? 'scenario-types' : 'variants'}-${fileName(dataset)}`,
      title: `Misalignment rate by ${field}: ${plainLabel(dataset)}`,
      lead: `${underAttack(attack)}, with 95% intervals over clusters; a panel for each model, best first. n: verdicts of a model.`,
      description: models.map((model) => hardest(model, field, entries)).join(' '),
      option,
      width: place.width,
      height,
      columns: ['dataset', field, 'model', 'attack', 'rate', 'low', 'high', 'n'],
      rows: entries.map((entry) => [
        dataset,
        entry[field],
        entry.model,
        attack,
        entry.rate,
        entry.low,
        entry.high,
        entry.n,
      ]),
    },
  ];
}

function hardest(model: string, field: Field, entries: readonly Misalignment[]): string {
  const [worst] = entries
    .filter((entry) => entry.model === model && entry.rate !== null)
    .sort((one, other) => (other.rate ?? 0) - (one.rate ?? 0));
  if (worst === undefined) return `${plainLabel(model)}: undefined, no verdict.`;
  return `${plainLabel(model)}: highest on ${plainLabel(worst[field] ?? '')}, ${rateLabel(worst)}.`;
}
