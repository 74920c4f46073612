import type { AttackSuccess, Proportion } from '../metrics.ts';
import { formatRate } from '../../tables/format-rate.ts';
import { names } from '../../tables/names.ts';
import { dotPanels } from '../../charts/dot-panels.ts';
import type { FigureMaker } from '../../charts/figure.ts';
import type { IntervalPoint } from '../../charts/interval-series.ts';
import { modelsByRate } from '../misalignment/models-by-rate.ts';
import { percentAxis } from '../../charts/percent-axis.ts';
import { percentLabel } from '../../charts/percent-label.ts';
import { plainLabel } from '../../charts/plain-label.ts';
import { rateLabel } from '../misalignment/rate-label.ts';
import { shortNames } from '../../charts/short-names.ts';
import { totalsOf } from '../misalignment/totals-of.ts';

const away = 'biased → unbiased';
const back = 'unbiased → biased';

/** Which verdicts an attack turns, both ways: a panel a dataset, a row a model and attack. */
export const attackFlipFigures: FigureMaker = (metrics, place) => {
  const entries = metrics.attackSuccess.filter(
    ({ category, baseline }) => category === null && baseline.n > 0,
  );
  if (entries.length === 0) return [];
  const attacks = names(entries, ({ attack }) => attack);
  const models = modelsByRate(totalsOf(metrics), 'none').filter((model) =>
    entries.some((entry) => entry.model === model),
  );
  const labels = shortNames(models);
  const pairs = models.flatMap((model) => attacks.map((attack) => ({ model, attack })));
  const range = percentAxis(entries.flatMap(({ flip, flipBack }) => [flip.high, flipBack.high]));
  const datasets = names(entries, ({ dataset }) => dataset);
  const { option, height } = dotPanels(
    {
      rows: pairs.map(({ model, attack }) => `${labels.get(model) ?? model} · ${plainLabel(attack)}`),
      series: [away, back],
      axisName: 'verdicts turned',
      axisLabel: percentLabel,
      panels: datasets.map((dataset) => {
        const own = entries.filter((entry) => entry.dataset === dataset);
        const point = (entry: AttackSuccess, flip: Proportion, way: string): IntervalPoint => ({
          place: pairs.findIndex(({ model, attack }) => model === entry.model && attack === entry.attack),
          value: flip.rate,
          low: flip.low,
          high: flip.high,
          label: `${plainLabel(entry.model)} on ${plainLabel(dataset)} under ${plainLabel(entry.attack)}, ${way}: ${rateLabel(flip)}`,
        });
        return {
          title: plainLabel(dataset),
          range,
          series: [
            own.map((entry) => point(entry, entry.flip, away)),
            own.map((entry) => point(entry, entry.flipBack, back)),
          ],
        };
      }),
    },
    place,
  );
  return [
    {
      id: 'attack-flips',
      title: 'Verdicts that attacks turn, both ways',
      lead: 'Of the biased scenarios rightly called biased without the attack, the share called unbiased under it; and of those called unbiased, the share called biased. With 95% Wilson intervals.',
      description: entries.map(describe).join(' '),
      option,
      width: place.width,
      height,
      columns: ['dataset', 'model', 'attack', 'direction', 'rate', 'low', 'high', 'count', 'n'],
      rows: entries.flatMap(({ dataset, model, attack, flip, flipBack }) =>
        (
          [
            ['to unbiased', flip],
            ['to biased', flipBack],
          ] as const
        ).map(([way, { rate, low, high, count, n }]) => [
          dataset,
          model,
          attack,
          way,
          rate,
          low,
          high,
          count,
          n,
        ]),
      ),
    },
  ];
};

function describe({ dataset, model, attack, flip, flipBack }: AttackSuccess): string {
  return `${plainLabel(model)} on ${plainLabel(dataset)} under ${plainLabel(attack)}: ${formatRate(flip.rate)} turn to unbiased, ${formatRate(flipBack.rate)} turn to biased.`;
}
