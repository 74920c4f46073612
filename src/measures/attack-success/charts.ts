import { percentAxis, percentLabel, plainLabel, shortNames } from '../../charts/axis.ts';
import { dotPanels } from '../../charts/dot-panels.ts';
import type { IntervalPoint } from '../../charts/interval-series.ts';
import { formatRate, names } from '../../tables/format.ts';
import { isBaseline } from '../inputs/model-family.ts';
import type { RateEstimate } from '../inputs/verdict-sums.ts';
import { type ChartMaker, resultOf } from '../measure.ts';
import { modelsByRate, rateLabel, totalsOf } from '../misalignment/charts.ts';
import { type AttackSuccess, attackSuccessId } from './compute.ts';

const away = 'biased → unbiased';
const back = 'unbiased → biased';

/** Which verdicts an attack turns, both ways: a panel a dataset, a row a model and attack. */
export const attackFlipFigures: ChartMaker = (results, place) => {
  const totals = resultOf(results, attackSuccessId)?.totals ?? [];
  const entries = totals.filter(({ model, without }) => !isBaseline(model) && without.n > 0);
  if (entries.length === 0) return [];
  const attacks = names(entries, ({ attack }) => attack);
  const models = modelsByRate(totalsOf(results), 'none').filter((model) =>
    entries.some((entry) => entry.model === model),
  );
  const labels = shortNames(models);
  const pairs = models.flatMap((model) => attacks.map((attack) => ({ model, attack })));
  const range = percentAxis(
    entries.flatMap(({ flip, flipBack }) => [flip.high ?? flip.rate, flipBack.high ?? flipBack.rate]),
  );
  const datasets = names(entries, ({ dataset }) => dataset);
  const { option, height } = dotPanels(
    {
      rows: pairs.map(({ model, attack }) => `${labels.get(model) ?? model} · ${plainLabel(attack)}`),
      series: [away, back],
      axisName: 'verdicts turned',
      axisLabel: percentLabel,
      panels: datasets.map((dataset) => {
        const own = entries.filter((entry) => entry.dataset === dataset);
        const point = (entry: AttackSuccess, flip: RateEstimate, way: string): IntervalPoint => ({
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
      lead: 'Of the biased scenarios rightly called biased without the attack, the share called unbiased under it; and of those called unbiased, the share called biased. With 95% intervals over clusters.',
      description: entries.map(describe).join(' '),
      option,
      width: place.width,
      height,
      columns: ['dataset', 'model', 'attack', 'direction', 'rate', 'low', 'high', 'n'],
      rows: entries.flatMap(({ dataset, model, attack, flip, flipBack }) =>
        (
          [
            ['to unbiased', flip],
            ['to biased', flipBack],
          ] as const
        ).map(([way, { rate, low, high, n }]) => [dataset, model, attack, way, rate, low, high, n]),
      ),
    },
  ];
};

function describe({ dataset, model, attack, flip, flipBack }: AttackSuccess): string {
  return `${plainLabel(model)} on ${plainLabel(dataset)} under ${plainLabel(attack)}: ${formatRate(flip.rate)} turn to unbiased, ${formatRate(flipBack.rate)} turn to biased.`;
}
