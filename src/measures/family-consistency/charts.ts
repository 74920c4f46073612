import { plainLabel, shortNames } from '../../charts/axis.ts';
import { type Figure, type FigurePlace, fileName } from '../../charts/figure.ts';
import { type HeatCell, heatMap } from '../../charts/heat-map.ts';
import { attackLabel, formatChange, formatRate } from '../../tables/format.ts';
import { type ChartMaker, resultOf } from '../measure.ts';
import { rateLabel } from '../misalignment/charts.ts';
import { type FamilyConsistency, type FamilyPair, familyConsistencyId } from './compute.ts';

/** How often two models give the same verdict, families beside each other: a figure an attack. */
export const consistencyFigures: ChartMaker = (results, place) =>
  (resultOf(results, familyConsistencyId) ?? []).map((entry) => ofAttack(entry, place));

function ofAttack(entry: FamilyConsistency, place: FigurePlace): Figure {
  const { attack, order, pairs } = entry;
  const models = order.map(({ model }) => model);
  const labels = shortNames(models);
  const shown = models.map((model) => labels.get(model) ?? model);
  const { option, width, height } = heatMap(
    {
      rows: shown,
      columns: shown,
      cells: pairs.flatMap((pair) => cellsOf(pair, models)),
      breaks: familyBreaks(order),
      rowName: '',
      columnName: '',
    },
    place,
  );
  return {
    id: `consistency-${fileName(attack)}`,
    title: `Consistency of models: ${plainLabel(attackLabel(attack))}`,
    lead: 'Share of scenarios on which two models give the same verdict, with its 95% Wilson interval; lines part families.',
    description: describe(entry),
    option,
    width,
    height,
    columns: ['attack', 'model', 'compared_with', 'same_family', 'rate', 'low', 'high', 'n'],
    rows: pairs.map(({ models: [one, other], sameFamily, rate, low, high, n }) => [
      attack,
      one,
      other,
      String(sameFamily),
      rate,
      low,
      high,
      n,
    ]),
  };
}

/** Where another family begins; none where no family has two members, as every line would be one. */
function familyBreaks(order: FamilyConsistency['order']): number[] {
  const breaks = order.flatMap(({ family }, i) => (i > 0 && family !== order[i - 1]?.family ? [i] : []));
  return breaks.length === order.length - 1 ? [] : breaks;
}

function cellsOf(
  { models: [one, other], rate, low, high, n }: FamilyPair,
  models: readonly string[],
): HeatCell[] {
  const [row, column] = [models.indexOf(one), models.indexOf(other)];
  const label = `${plainLabel(one)} and ${plainLabel(other)}: ${rateLabel({ rate, low, high, n })}`;
  const cell = { rate, low, high, label, marked: false };
  return [
    { ...cell, row, column },
    { ...cell, row: column, column: row },
  ];
}

function describe({ pairs, within, between, difference, low, high }: FamilyConsistency): string {
  const rated = pairs
    .filter(({ rate }) => rate !== null)
    .sort((one, other) => (one.rate ?? 0) - (other.rate ?? 0));
  const [least, most] = [rated[0], rated.at(-1)];
  const pair = (of: FamilyPair) => `${of.models.map(plainLabel).join(' and ')}, ${rateLabel(of)}`;
  const families =
    difference === null
      ? ''
      : ` Within families ${formatRate(within.rate)}, between them ${formatRate(between.rate)}: a difference of ${formatChange(difference)} points${low === null || high === null ? '' : ` [${formatChange(low)} to ${formatChange(high)}]`}.`;
  if (least === undefined || most === undefined) return 'Undefined: no scenario got a verdict of two models.';
  return `Most alike: ${pair(most)}. Least alike: ${pair(least)}.${families}`;
}
