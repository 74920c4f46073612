import { plainLabel, shortNames } from '../../charts/axis.ts';
import { heatMap } from '../../charts/heat-map.ts';
import {
  attackLabel,
  attackOrder,
  formatChange,
  formatP,
  names,
  significanceLevel,
} from '../../tables/format.ts';
import { type ChartMaker, resultOf } from '../measure.ts';
import { type TwinAsymmetry, twinsId } from './compute.ts';

/** A heat map a dataset: groups by models, without an attack or under the first that there is. */
export const twinFigures: ChartMaker = (results, place) => {
  const all = resultOf(results, twinsId) ?? [];
  return names(all, ({ dataset }) => dataset).map((dataset) => {
    const own = all.filter((entry) => entry.dataset === dataset);
    const attack = attackOrder(own)[0] ?? '';
    const entries = own.filter((entry) => entry.attack === attack);
    const models = names(entries, ({ model }) => model);
    const labels = shortNames(models);
    const rowOf = ({ category, group }: TwinAsymmetry) => `${plainLabel(category)}: ${plainLabel(group)}`;
    const rows = names(entries, rowOf);
    const categories = rows.map((row) => entries.find((entry) => rowOf(entry) === row)?.category);
    const { option, width, height } = heatMap(
      {
        rows,
        columns: models.map((model) => labels.get(model) ?? model),
        cells: entries.map((entry) => ({
          row: rows.indexOf(rowOf(entry)),
          column: models.indexOf(entry.model),
          rate: entry.asymmetry,
          low: entry.low,
          high: entry.high,
          label: say(entry),
          marked: (entry.pHolm ?? 1) < significanceLevel,
        })),
        breaks: categories.flatMap((category, i) => (i > 0 && category !== categories[i - 1] ? [i] : [])),
        rowName: 'group',
        columnName: 'model',
        areDifferences: true,
      },
      place,
    );
    return {
      id: `twins-${plainLabel(dataset)
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/g, '-')}`,
      title: `Does the verdict depend on the group? ${plainLabel(dataset)}, ${plainLabel(attackLabel(attack))}`,
      lead: 'How many points more often a scenario is called biased where it is about the group than where its twin is about another one. Framed: p < .05 by the sign-flip test over clusters after Holm.',
      description: entries.map((entry) => `${say(entry)}.`).join(' '),
      option,
      width,
      height,
      columns: ['dataset', 'category', 'group', 'model', 'attack', 'asymmetry', 'low', 'high', 'n', 'p_holm'],
      rows: entries.map(({ category, group, model, asymmetry, low, high, n, pHolm }) => [
        ...[dataset, category, group, model, attack, asymmetry, low, high, n, pHolm],
      ]),
    };
  });
};

function say({ group, model, asymmetry, pHolm }: TwinAsymmetry): string {
  const p = pHolm === null ? '' : ` (p ${formatP(pHolm)})`;
  return `${plainLabel(group)} by ${plainLabel(model)}: ${formatChange(asymmetry)} points${p}`;
}
