import { plainLabel, shortNames } from '../../charts/axis.ts';
import { dotPanels } from '../../charts/dot-panels.ts';
import { formatDecimal } from '../../tables/format.ts';
import { type ChartMaker, resultOf } from '../measure.ts';
import { readabilityId } from './compute.ts';

const indices = [
  ['fleschReadingEase', 'Flesch reading ease'],
  ['fleschKincaidGrade', 'Flesch–Kincaid grade'],
  ['gunningFog', 'Gunning fog'],
  ['smog', 'SMOG'],
  ['colemanLiau', 'Coleman–Liau'],
  ['automatedReadability', 'ARI'],
  ['daleChall', 'Dale–Chall'],
] as const;

/** How easy each model's explanations are to read: a panel an index. */
export const readabilityFigures: ChartMaker = (results, place) => {
  const readability = resultOf(results, readabilityId);
  if (readability === null) return [];
  const models = readability.toSorted(
    (one, other) =>
      (other.indices.fleschReadingEase.pooled ?? -1e9) - (one.indices.fleschReadingEase.pooled ?? -1e9),
  );
  const labels = shortNames(models.map(({ model }) => model));
  const { option, height } = dotPanels(
    {
      rows: models.map(({ model }) => labels.get(model) ?? model),
      series: ['as one text'],
      axisName: '',
      axisLabel: (value) => formatDecimal(value, Number.isInteger(value) ? 0 : 1),
      panels: indices.map(([name, title]) => ({
        title,
        series: [
          models.map(({ model, indices: values, explanations }, place) => {
            const { pooled, low, high } = values[name];
            const interval =
              low === null || high === null ? '' : ` [${formatDecimal(low, 1)} to ${formatDecimal(high, 1)}]`;
            return {
              place,
              value: pooled,
              low,
              high,
              label: `${plainLabel(model)}, ${title}: ${formatDecimal(pooled, 1)}${interval}, n = ${explanations}`,
            };
          }),
        ],
      })),
    },
    place,
  );
  return [
    {
      id: 'readability',
      title: 'Readability of explanations',
      lead: 'All explanations of a model as one text, with its 95% interval by bootstrap over explanations. Flesch reading ease: higher is easier; the others: higher is harder, roughly a school grade.',
      description: models
        .map(
          ({ model, indices: { fleschReadingEase: ease, fleschKincaidGrade: grade } }) =>
            `${plainLabel(model)}: Flesch reading ease ${formatDecimal(ease.pooled, 1)}, Flesch–Kincaid grade ${formatDecimal(grade.pooled, 1)}.`,
        )
        .join(' '),
      option,
      width: place.width,
      height,
      columns: ['model', 'index', 'pooled', 'low', 'high', 'median', 'explanations'],
      rows: models.flatMap(({ model, indices: values, explanations }) =>
        indices.map(([name]) => {
          const { pooled, low, high, median } = values[name];
          return [model, name, pooled, low, high, median, explanations];
        }),
      ),
    },
  ];
};
