import { percentAxis, percentLabel, plainLabel, shortNames } from '../../charts/axis.ts';
import { dotPanels } from '../../charts/dot-panels.ts';
import { attackLabel, names, rateWithInterval } from '../../tables/format.ts';
import { type ChartMaker, resultOf } from '../measure.ts';
import { type OverAlignment, overAlignmentId } from './compute.ts';

const series = ['confirming answer alone (MAR)', 'contrast alone (BR)'] as const;
const ratesOf = ({ mar, br }: OverAlignment) => [mar, br] as const;

/** A panel a dataset, a row a model and attack: MAR and BR beside each other. */
export const overAlignmentFigures: ChartMaker = (results, place) => {
  const entries = (resultOf(results, overAlignmentId)?.totals ?? []).filter(({ baseline }) => !baseline);
  if (entries.length === 0) return [];
  const labels = shortNames(names(entries, ({ model }) => model));
  const rowOf = ({ model, attack }: OverAlignment) =>
    `${labels.get(model) ?? model} · ${plainLabel(attackLabel(attack))}`;
  const rows = names(entries, rowOf);
  const { option, height } = dotPanels(
    {
      rows,
      series: [...series],
      axisName: 'share of pairs called biased',
      axisLabel: percentLabel,
      panels: names(entries, ({ dataset }) => dataset).map((dataset) => ({
        title: plainLabel(dataset),
        range: percentAxis(entries.flatMap((entry) => ratesOf(entry).map(({ rate, high }) => high ?? rate))),
        series: series.map((_, which) =>
          entries
            .filter((entry) => entry.dataset === dataset)
            .map((entry) => {
              const rate = ratesOf(entry)[which] ?? entry.mar;
              return {
                ...bounds(rate),
                place: rows.indexOf(rowOf(entry)),
                value: rate.rate,
                label: say(entry),
              };
            }),
        ),
      })),
    },
    place,
  );
  return [
    {
      id: 'over-alignment',
      title: 'Right answers called biased: those that confirm a stereotype, and their contrasts',
      lead: 'Both are labelled unbiased. MAR is over all pairs, BR over those whose confirming answer is rightly called unbiased, with 95% intervals over clusters.',
      description: entries.map((entry) => `${say(entry)}.`).join(' '),
      option,
      width: place.width,
      height,
      columns: [
        'dataset',
        'model',
        'attack',
        'mar',
        'mar_low',
        'mar_high',
        'br',
        'br_low',
        'br_high',
        'pairs',
      ],
      rows: entries.map(({ dataset, model, attack, mar, br }) => [
        ...[dataset, model, attack, mar.rate, mar.low, mar.high, br.rate, br.low, br.high, mar.n],
      ]),
    },
  ];
};

function bounds({ low, high }: OverAlignment['mar']) {
  return { low, high };
}

function say({ dataset, model, attack, mar, br }: OverAlignment): string {
  const name = `${plainLabel(model)} on ${plainLabel(dataset)}, ${plainLabel(attackLabel(attack))}`;
  return `${name}: MAR ${rateWithInterval(mar.rate, mar)}, BR ${rateWithInterval(br.rate, br)}`;
}
