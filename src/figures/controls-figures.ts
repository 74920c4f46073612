import type { CustomSeriesOption, LineSeriesOption } from 'echarts/charts';
import type { Controls } from '../metrics/metrics.ts';
import { attackLabel } from '../report/attack-label.ts';
import { attackOrder } from '../report/attack-order.ts';
import { formatDecimal } from '../report/format-decimal.ts';
import { names } from '../report/names.ts';
import { normalCdf } from '../stats/normal-cdf.ts';
import type { FigureMaker, FigurePlace } from './figure.ts';
import { figureFrame } from './figure-frame.ts';
import type { FigureOption } from './figure-option.ts';
import type { FigureTheme } from './figure-theme.ts';
import { intervalSeries } from './interval-series.ts';
import { legend, legendHeight } from './legend.ts';
import { panelLayout } from './panel-layout.ts';
import { percentLabel } from './percent-label.ts';
import { plainLabel } from './plain-label.ts';
import { rateLabel } from './rate-label.ts';
import { shortNames } from './short-names.ts';

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
    ...figureFrame(theme),
    ...legend(shown, theme),
    title: datasets.map((dataset, i) => ({
      text: plainLabel(dataset),
      left: boxes[i]?.left ?? 0,
      top: (boxes[i]?.top ?? 0) - 24,
      padding: 0,
      textStyle: { fontSize: 13, color: theme.text },
    })),
    grid: boxes.map(({ left, top, width: wide, height: high }) => ({ left, top, width: wide, height: high })),
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
      ...curves.map((dPrime) => curve(dPrime, axisIndex, theme)),
      ...attacks.flatMap((attack, number) =>
        points(
          controls.filter((entry) => entry.dataset === dataset && entry.attack === attack),
          { name: shown[number] ?? '', number, axisIndex, theme, named: number === 0 },
        ),
      ),
    ]),
  };
  return { option, height };
}

/** H = Φ(d′ + z(F)), with its d′ where it crosses the other diagonal; that of chance aside, where judges are rarer. */
function curve(dPrime: number, axisIndex: number, theme: FigureTheme): LineSeriesOption {
  const steps = 80;
  const named = dPrime === 0 ? 50 : steps / 2;
  const between = Array.from({ length: steps + 1 }, (_, i) => {
    const z = -4 + (8 * i) / steps - dPrime / 2;
    return { value: [normalCdf(z), normalCdf(z + dPrime)], symbol: i === named ? 'circle' : 'none' };
  });
  return {
    type: 'line',
    xAxisIndex: axisIndex,
    yAxisIndex: axisIndex,
    data: [{ value: [0, 0], symbol: 'none' }, ...between, { value: [1, 1], symbol: 'none' }],
    showAllSymbol: true,
    symbolSize: 0.1,
    label: {
      show: true,
      formatter: ({ dataIndex }) => (dataIndex === named + 1 ? `d′ ${dPrime}` : ''),
      position: 'bottom',
      offset: [12, 0],
      color: theme.faint,
      fontSize: 11,
    },
    silent: true,
    lineStyle: { color: theme.faint, width: 1, type: dPrime === 0 ? 'solid' : 'dashed' },
    z: 1,
  };
}

interface PointsPlace {
  readonly name: string;
  readonly number: number;
  readonly axisIndex: number;
  readonly theme: FigureTheme;
  readonly named: boolean;
}

/** Intervals along both axes; the symbol is drawn with the upright ones. */
function points(
  entries: readonly Controls[],
  { name, number, axisIndex, theme, named }: PointsPlace,
): CustomSeriesOption[] {
  const labels = shortNames(entries.map(({ model }) => model));
  const defined = entries.filter(({ hit, falseAlarm }) => hit.rate !== null && falseAlarm.rate !== null);
  const base = { name, number, shift: 0, axisIndex, theme };
  return [
    intervalSeries({
      ...base,
      along: 'x',
      points: defined.map((entry) => ({
        ...entry.falseAlarm,
        value: entry.falseAlarm.rate,
        place: entry.hit.rate ?? 0,
        label: labelOf(entry),
      })),
    }),
    intervalSeries({
      ...base,
      along: 'y',
      points: defined.map((entry) => ({
        ...entry.hit,
        value: entry.hit.rate,
        place: entry.falseAlarm.rate ?? 0,
        label: labelOf(entry),
      })),
    }),
    ...(named && defined.length <= 8 ? [pointNames(defined, labels, axisIndex, theme)] : []),
  ];
}

function pointNames(
  entries: readonly Controls[],
  labels: ReadonlyMap<string, string>,
  axisIndex: number,
  theme: FigureTheme,
): CustomSeriesOption {
  return {
    type: 'custom',
    xAxisIndex: axisIndex,
    yAxisIndex: axisIndex,
    silent: true,
    data: entries.map(({ hit, falseAlarm }) => [falseAlarm.rate ?? 0, hit.rate ?? 0]),
    renderItem: ({ dataIndex }, api) => {
      const [x = 0, y = 0] = api.coord([api.value(0), api.value(1)]);
      const left = Number(api.value(0)) > 0.5;
      return {
        type: 'text',
        style: {
          text: labels.get(entries[dataIndex]?.model ?? '') ?? '',
          x: x + (left ? -8 : 8),
          y: y + (Number(api.value(1)) > 0.9 ? 12 : -10),
          align: left ? 'right' : 'left',
          verticalAlign: 'middle',
          fill: theme.text,
          fontSize: 11,
        },
      };
    },
    z: 4,
  };
}

function labelOf(entry: Controls): string {
  return [
    `${plainLabel(entry.model)} on ${plainLabel(entry.dataset)}, ${plainLabel(attackLabel(entry.attack))}`,
    `hits ${rateLabel(entry.hit)}`,
    `false alarms ${rateLabel(entry.falseAlarm)}`,
    `d′ ${dPrimeText(entry)}`,
  ].join('\n');
}

function dPrimeText({ dPrime, dPrimeInterval: { low, high } }: Controls): string {
  const interval = low === null || high === null ? '' : ` [${formatDecimal(low)} to ${formatDecimal(high)}]`;
  return `${formatDecimal(dPrime)}${interval}`;
}

function describe(entry: Controls): string {
  return `${labelOf(entry).replaceAll('\n', '; ')}.`;
}
