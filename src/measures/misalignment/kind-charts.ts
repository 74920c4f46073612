import { percentAxis, percentLabel, plainLabel, shortNames } from '../../charts/axis.ts';
import { dotPanels } from '../../charts/dot-panels.ts';
import { type Figure, type FigureMaker, type FigurePlace, fileName } from '../../charts/figure.ts';
import { noAttack } from '../../core/condition.ts';
import { attackOrder, underAttack } from '../../tables/attacks.ts';
import { names } from '../../tables/format.ts';
import type { StudyMetrics } from '../compute-metrics.ts';
import type { Misalignment } from '../metrics.ts';
import { modelsByRate, rateLabel, totalsOf } from './charts.ts';

type Field = 'category' | 'variant';

/** Which kinds of scenario each model misses, a figure a dataset and division: a panel a model. */
export const scenarioTypeFigures: FigureMaker = (metrics, place) =>
  names(totalsOf(metrics), ({ dataset }) => dataset).flatMap((dataset) => [
    ...ofDataset(metrics, dataset, 'category', place),
    ...ofDataset(metrics, dataset, 'variant', place),
  ]);

function ofDataset(metrics: StudyMetrics, dataset: string, field: Field, place: FigurePlace): Figure[] {
  const other = field === 'category' ? 'variant' : 'category';
  const all = metrics.misalignment.filter(
    (entry) => entry.dataset === dataset && entry[field] !== null && entry[other] === null,
  );
  const attack = attackOrder(all)[0] ?? noAttack;
  const entries = all.filter((entry) => entry.attack === attack);
  const kinds = names(entries, (entry) => entry[field] ?? '');
  if (kinds.length < 2) return [];
  const models = modelsByRate(
    totalsOf(metrics).filter((entry) => entry.dataset === dataset),
    attack,
  ).filter((model) => entries.some((entry) => entry.model === model));
  const labels = shortNames(models);
  const range = percentAxis(entries.map(({ high }) => high));
  const { option, height } = dotPanels(
    {
      rows: kinds.map(plainLabel),
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
      lead: `${underAttack(attack)}, with 95% Wilson intervals; a panel for each model, best first.`,
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
  return `${plainLabel(model)} misses most often ${plainLabel(worst[field] ?? '')}, ${rateLabel(worst)}.`;
}
