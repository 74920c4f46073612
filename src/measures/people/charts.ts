import { percentAxis, percentLabel, plainLabel, shortNames } from '../../charts/axis.ts';
import { dotPanels } from '../../charts/dot-panels.ts';
import { attackLabel, attackOrder, names, rateWithInterval } from '../../tables/format.ts';
import { type ChartMaker, resultOf } from '../measure.ts';
import { type ModelAgainstPeople, peopleId } from './compute.ts';
import { humanReference } from './tables.ts';

/** How often models differ from most people, a panel a dataset, people among themselves as a line. */
export const peopleFigures: ChartMaker = (results, place) => {
  const all = resultOf(results, peopleId)?.models ?? [];
  const attack = attackOrder(all)[0] ?? '';
  const entries = all.filter((entry) => entry.attack === attack && entry.differs.rate !== null);
  if (entries.length === 0) return [];
  const models = names(entries, ({ model }) => model);
  const labels = shortNames(models);
  const { option, height } = dotPanels(
    {
      rows: models.map((model) => labels.get(model) ?? model),
      series: ['differs from most people'],
      axisName: 'share of scenarios labelled biased',
      axisLabel: percentLabel,
      panels: names(entries, ({ dataset }) => dataset).map((dataset) => ({
        title: plainLabel(dataset),
        range: percentAxis(entries.map(({ differs }) => differs.high ?? differs.rate)),
        references: [{ value: humanReference(results, dataset), label: 'people, against the label' }],
        series: [
          entries
            .filter((entry) => entry.dataset === dataset)
            .map((entry) => ({
              place: models.indexOf(entry.model),
              value: entry.differs.rate,
              low: entry.differs.low,
              high: entry.differs.high,
              label: say(entry),
            })),
        ],
      })),
    },
    place,
  );
  return [
    {
      id: 'people',
      title: `How often models differ from most people, ${plainLabel(attackLabel(attack))}`,
      lead: 'Over the scenarios labelled biased that people judged, with 95% intervals over clusters. The line: how often people themselves call unbiased what is labelled biased.',
      description: entries.map((entry) => `${say(entry)}.`).join(' '),
      option,
      width: place.width,
      height,
      columns: ['dataset', 'model', 'attack', 'rate', 'low', 'high', 'n', 'people'],
      rows: entries.map(({ dataset, model, differs }) => [
        ...[dataset, model, attack, differs.rate, differs.low, differs.high, differs.n],
        humanReference(results, dataset),
      ]),
    },
  ];
};

function say({ model, dataset, differs }: ModelAgainstPeople): string {
  return `${plainLabel(model)} on ${plainLabel(dataset)}: ${rateWithInterval(differs.rate, differs)}`;
}
