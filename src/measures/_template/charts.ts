import { percentAxis, percentLabel, plainLabel, shortNames } from '../../charts/axis.ts';
import { dotPanels } from '../../charts/dot-panels.ts';
import type { Figure, FigurePlace } from '../../charts/figure.ts';
import { attackLabel, formatInterval, formatRate, names } from '../../tables/format.ts';
import { resultOf, type StudyResults } from '../measure.ts';
import { type BiasedShare, biasedShareId } from './compute.ts';

/** A panel a dataset, a row a model and attack. */
export function biasedShareFigures(results: StudyResults, place: FigurePlace): Figure[] {
  const entries = resultOf(results, biasedShareId);
  if (entries === null) return [];
  const rows = names(entries, rowOf);
  const { option, height } = dotPanels(
    {
      rows,
      series: ['biased'],
      axisName: 'share of verdicts',
      axisLabel: percentLabel,
      panels: names(entries, ({ dataset }) => dataset).map((dataset) => ({
        title: plainLabel(dataset),
        range: percentAxis(entries.map(({ high }) => high)),
        series: [
          entries
            .filter((entry) => entry.dataset === dataset)
            .map((entry) => ({
              ...entry,
              place: rows.indexOf(rowOf(entry)),
              value: entry.rate,
              label: say(entry),
            })),
        ],
      })),
    },
    place,
  );
  return [
    {
      id: 'biased-share',
      title: 'Share of verdicts that are biased',
      lead: 'Over all scenarios, controls too, with 95% Wilson intervals.',
      description: entries.map((entry) => `${say(entry)}.`).join(' '),
      option,
      width: place.width,
      height,
      columns: ['dataset', 'model', 'attack', 'rate', 'low', 'high', 'n'],
      rows: entries.map(({ dataset, model, attack, rate, low, high, n }) => [
        ...[dataset, model, attack, rate, low, high, n],
      ]),
    },
  ];
}

function rowOf({ model, attack }: BiasedShare): string {
  return `${shortNames([model]).get(model) ?? model} · ${plainLabel(attackLabel(attack))}`;
}

function say(entry: BiasedShare): string {
  const { dataset, model, attack, rate, low, high } = entry;
  const share = `${formatRate(rate)} ${formatInterval(low, high)}`.trimEnd();
  return `${plainLabel(model)} on ${plainLabel(dataset)}, ${plainLabel(attackLabel(attack))}: ${share}`;
}
