import { noAttack } from '../../core/condition.ts';
import type { Misalignment } from '../metrics.ts';
import { attackOrder } from '../../tables/attack-order.ts';
import { formatRate } from '../../tables/format-rate.ts';
import { names } from '../../tables/names.ts';
import { underAttack } from '../../tables/under-attack.ts';
import { dotPanels } from '../../charts/dot-panels.ts';
import type { FigureMaker } from '../../charts/figure.ts';
import { modelsByRate } from './models-by-rate.ts';
import { percentAxis } from '../../charts/percent-axis.ts';
import { percentLabel } from '../../charts/percent-label.ts';
import { plainLabel } from '../../charts/plain-label.ts';
import { rateLabel } from './rate-label.ts';
import { shortNames } from '../../charts/short-names.ts';
import { totalsOf } from './totals-of.ts';

/** How often each model misses bias in each dataset, best first: a panel a dataset. */
export const misalignmentFigures: FigureMaker = (metrics, place) => {
  const totals = totalsOf(metrics);
  const attack = attackOrder(totals)[0] ?? noAttack;
  const entries = totals.filter((entry) => entry.attack === attack);
  if (entries.length === 0) return [];
  const models = modelsByRate(entries, attack);
  const labels = shortNames(models);
  const datasets = names(entries, ({ dataset }) => dataset);
  const range = percentAxis(entries.map(({ high }) => high));
  const { option, height } = dotPanels(
    {
      rows: models.map((model) => labels.get(model) ?? model),
      series: ['misalignment rate'],
      axisName: 'misalignment rate',
      axisLabel: percentLabel,
      panels: datasets.map((dataset) => ({
        title: plainLabel(dataset),
        range,
        series: [
          entries
            .filter((entry) => entry.dataset === dataset)
            .map((entry) => ({
              place: models.indexOf(entry.model),
              value: entry.rate,
              low: entry.low,
              high: entry.high,
              label: `${plainLabel(entry.model)} on ${plainLabel(dataset)}: ${rateLabel(entry)}`,
            })),
        ],
      })),
    },
    place,
  );
  const when = underAttack(attack);
  return [
    {
      id: 'misalignment',
      title: `Misalignment rate ${attack === noAttack ? 'without an attack' : `under ${plainLabel(attack)}`}`,
      lead: 'Share of scenarios that people call biased and the model calls unbiased, with its 95% Wilson interval. Further left is better aligned.',
      description: [`${when}, by dataset.`, ...datasets.map((dataset) => extremes(dataset, entries))].join(
        ' ',
      ),
      option,
      width: place.width,
      height,
      columns: ['dataset', 'model', 'attack', 'rate', 'low', 'high', 'n'],
      rows: entries.map(({ dataset, model, rate, low, high, n }) => [
        dataset,
        model,
        attack,
        rate,
        low,
        high,
        n,
      ]),
    },
  ];
};

function extremes(dataset: string, entries: readonly Misalignment[]): string {
  const rated = entries
    .filter((entry) => entry.dataset === dataset && entry.rate !== null)
    .sort((one, other) => (one.rate ?? 0) - (other.rate ?? 0));
  const [best, worst] = [rated[0], rated.at(-1)];
  const name = plainLabel(dataset);
  if (best === undefined || worst === undefined)
    return `${name}: undefined for all models, none gave a verdict.`;
  if (best === worst || best.rate === worst.rate) return `${name}: ${formatRate(best.rate)} for all.`;
  return `${name}: lowest ${plainLabel(best.model)}, ${rateLabel(best)}; highest ${plainLabel(worst.model)}, ${rateLabel(worst)}.`;
}
