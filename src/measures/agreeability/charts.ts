import { plainLabel, shortNames } from '../../charts/axis.ts';
import { heatMap } from '../../charts/heat-map.ts';
import { names } from '../../tables/format.ts';
import { type ChartMaker, resultOf } from '../measure.ts';
import { rateLabel } from '../misalignment/charts.ts';
import { type AgreeabilityCell, agreeabilityId } from './compute.ts';

/** Who agrees with whose explanations; a model that reads its own is marked. */
export const agreeabilityFigures: ChartMaker = (results, place) => {
  const result = resultOf(results, agreeabilityId);
  if (result === null) return [];
  const { cells } = result;
  const explainers = result.explainers
    .toSorted((one, other) => (other.byOthers.rate ?? -1) - (one.byOthers.rate ?? -1))
    .map(({ explainer }) => explainer);
  const read = new Set(cells.map(({ rater }) => rater));
  const raters = [
    ...explainers.filter((model) => read.has(model)),
    ...names(cells, ({ rater }) => rater).filter((rater) => !explainers.includes(rater)),
  ];
  const labels = shortNames([...new Set([...explainers, ...raters])]);
  const label = (model: string) => labels.get(model) ?? model;
  const { option, width, height } = heatMap(
    {
      rows: explainers.map(label),
      columns: raters.map(label),
      cells: cells.map((cell) => {
        const bounds = boundsOf(cell);
        return {
          row: explainers.indexOf(cell.explainer),
          column: raters.indexOf(cell.rater),
          ...bounds,
          label: `${plainLabel(cell.rater)} reads ${cell.rater === cell.explainer ? 'its own explanations' : plainLabel(cell.explainer)}: ${rateLabel({ ...bounds, n: cell.n })}`,
          marked: cell.rater === cell.explainer,
        };
      }),
      breaks: [],
      rowName: 'explainer',
      columnName: 'rater',
    },
    place,
  );
  return [
    {
      id: 'agreeability',
      title: 'Who agrees with whose explanations',
      lead: 'How often the rater (column) agrees with explanations of the explainer (row), not knowing whose they are, with its 95% interval over clusters of scenarios. Most trusted by others first; framed: a model that reads its own.',
      description: explainers.length === 0 ? '' : describe(cells, explainers),
      option,
      width,
      height,
      columns: ['explainer', 'rater', 'rate', 'low', 'high', 'n'],
      rows: cells.map((cell) => {
        const { rate, low, high } = boundsOf(cell);
        return [cell.explainer, cell.rater, rate, low, high, cell.n];
      }),
    },
  ];
};

function boundsOf({ rate, low, high }: AgreeabilityCell) {
  return { rate, low, high };
}

function describe(cells: readonly AgreeabilityCell[], explainers: readonly string[]): string {
  return explainers
    .map((explainer) => {
      const own = cells.filter((cell) => cell.explainer === explainer);
      const rates = own.map(
        (cell) => `${plainLabel(cell.rater)} ${rateLabel({ ...boundsOf(cell), n: cell.n })}`,
      );
      return `Explanations of ${plainLabel(explainer)}, agreed with by ${rates.join('; ')}.`;
    })
    .join(' ');
}
