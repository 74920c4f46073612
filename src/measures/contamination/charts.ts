import { plainLabel, shortNames } from '../../charts/axis.ts';
import { dotPanels } from '../../charts/dot-panels.ts';
import { formatDecimal, names } from '../../tables/format.ts';
import { type ChartMaker, resultOf } from '../measure.ts';
import { contaminationId, type TextSeparation } from './compute.ts';

const scores: readonly TextSeparation['score'][] = ['min-k', 'min-k++'];

/** A panel a dataset, a row a model: the separation by both scores. */
export const contaminationFigures: ChartMaker = (results, place) => {
  const entries = (resultOf(results, contaminationId) ?? []).filter(({ area }) => area !== null);
  if (entries.length === 0) return [];
  const models = names(entries, ({ model }) => model);
  const labels = shortNames(models);
  const { option, height } = dotPanels(
    {
      rows: models.map((model) => labels.get(model) ?? model),
      series: ['Min-K%', 'Min-K%++'],
      axisName: 'separation',
      axisLabel: (value) => value.toFixed(1),
      panels: names(entries, ({ dataset }) => dataset).map((dataset) => ({
        title: plainLabel(dataset),
        range: { min: 0, max: 1, interval: 0.25 },
        references: [{ value: 0.5, label: 'none' }],
        series: scores.map((score) =>
          entries
            .filter((entry) => entry.dataset === dataset && entry.score === score)
            .map((entry) => ({
              place: models.indexOf(entry.model),
              value: entry.area,
              low: entry.low,
              high: entry.high,
              label: say(entry),
            })),
        ),
      })),
    },
    place,
  );
  return [
    {
      id: 'contamination',
      title: 'Are published texts likelier to a model than the same with names swapped?',
      lead: 'Probability that a published text has the larger score, with 95% intervals over clusters; 0.5 is no separation.',
      description: entries.map((entry) => `${say(entry)}.`).join(' '),
      option,
      width: place.width,
      height,
      columns: ['dataset', 'model', 'score', 'area', 'low', 'high', 'texts'],
      rows: entries.map(({ dataset, model, score, area, low, high, published, swapped }) => [
        ...[dataset, model, score, area, low, high, published + swapped],
      ]),
    },
  ];
};

function say({ dataset, model, score, area, low, high }: TextSeparation): string {
  const interval = low === null || high === null ? '' : ` [${formatDecimal(low)} to ${formatDecimal(high)}]`;
  return `${plainLabel(model)} on ${plainLabel(dataset)}, ${score}: ${formatDecimal(area)}${interval}`;
}
