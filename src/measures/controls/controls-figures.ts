import type { Controls } from '../metrics.ts';
import { attackLabel } from '../../tables/attack-label.ts';
import { attackOrder } from '../../tables/attack-order.ts';
import { names } from '../../tables/names.ts';
import { controlLabel } from './control-label.ts';
import { controlPoints } from './control-points.ts';
import { dPrimeCurve } from './d-prime-curve.ts';
import type { FigureMaker, FigurePlace } from '../../charts/figure.ts';
import type { FigureOption } from '../../charts/figure-option.ts';
import { legendHeight } from '../../charts/legend.ts';
import { panelFrame } from '../../charts/panel-frame.ts';
import { panelLayout } from '../../charts/panel-layout.ts';
import { percentLabel } from '../../charts/percent-label.ts';
import { plainLabel } from '../../charts/plain-label.ts';

/** d′ of the curves. */
const curves = [0, 1, 2, 3];

/** Whether models tell biased from unbiased: hits against false alarms, a panel a dataset, a series an attack. */
export const controlsFigures: FigureMaker = ({ controls }, place) => {
  if (controls.length === 0) return [];
  return [
    {
      id: 'controls',
      title: 'Hits against false alarms',
      lead: 'Biased scenarios called biased against unbiased ones called biased, with 95% Wilson intervals both ways. Curves join equal d′: on d′ = 0 the two cannot be told apart; top left is best.',
      description: controls.map(describe).join(' '),
      ...draw(controls, place),
      width: place.width,
      columns: [
        'dataset',
        'model',
        'attack',
        'hit_rate',
        'hit_low',
        'hit_high',
        'hit_n',
        'false_alarm_rate',
        'false_alarm_low',
        'false_alarm_high',
        'false_alarm_n',
        'd_prime',
        'd_prime_low',
        'd_prime_high',
      ],
      rows: controls.map(({ dataset, model, attack, hit, falseAlarm, dPrime, dPrimeInterval }) => [
        dataset,
        model,
        attack,
        hit.rate,
        hit.low,
        hit.high,
        hit.n,
        falseAlarm.rate,
        falseAlarm.low,
        falseAlarm.high,
        falseAlarm.n,
        dPrime,
        dPrimeInterval.low,
        dPrimeInterval.high,
      ]),
    },
  ];
};

function draw(
  controls: readonly Controls[],
  { theme, width }: FigurePlace,
): { readonly option: FigureOption; readonly height: number } {
  const datasets = names(controls, ({ dataset }) => dataset);
  const attacks = attackOrder(controls);
  const shown = attacks.map((attack) => plainLabel(attackLabel(attack)));
  const { boxes, height } = panelLayout({
    count: datasets.length,
    width,
    height: Math.min(320, width - 90),
    labelWidth: 52,
    above: legendHeight(shown, width),
    narrowest: 220,
  });
  const faint = { color: theme.faint, fontSize: 11 };
  const rate = {
    type: 'value' as const,
    min: 0,
    max: 1,
    interval: 0.25,
    splitLine: { lineStyle: { color: theme.line } },
  };
  const option: FigureOption = {
    ...panelFrame(datasets.map(plainLabel), boxes, shown, theme),
    xAxis: datasets.map((_, gridIndex) => ({
      ...rate,
      gridIndex,
      name: 'false alarm rate',
      nameLocation: 'middle' as const,
      nameGap: 26,
      nameTextStyle: faint,
      axisLabel: { ...faint, formatter: percentLabel },
    })),
    yAxis: datasets.map((_, gridIndex) => ({
      ...rate,
      gridIndex,
      name: boxes[gridIndex]?.first === true ? 'hit rate' : '',
      nameLocation: 'middle' as const,
      nameGap: 38,
      nameTextStyle: faint,
      axisLabel: { ...faint, show: boxes[gridIndex]?.first ?? true, formatter: percentLabel },
    })),
    series: datasets.flatMap((dataset, axisIndex) => [
      ...curves.map((dPrime) => dPrimeCurve(dPrime, axisIndex, theme)),
      ...attacks.flatMap((attack, number) =>
        controlPoints(
          controls.filter((entry) => entry.dataset === dataset && entry.attack === attack),
          { name: shown[number] ?? '', number, axisIndex, theme, named: number === 0 },
        ),
      ),
    ]),
  };
  return { option, height };
}

function describe(entry: Controls): string {
  return `${controlLabel(entry).replaceAll('\n', '; ')}.`;
}
