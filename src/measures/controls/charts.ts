import type { CustomSeriesOption, LineSeriesOption } from 'echarts/charts';
import { percentLabel, plainLabel, shortNames } from '../../charts/axis.ts';
import type { FigureOption, FigurePlace, FigureTheme } from '../../charts/figure.ts';
import { legendHeight, panelFrame, panelLayout } from '../../charts/frame.ts';
import { intervalSeries } from '../../charts/interval-series.ts';
import { normalCdf } from '../../stats/distributions/normal.ts';
import { attackLabel, attackOrder, formatDecimal, names } from '../../tables/format.ts';
import { type ChartMaker, resultOf } from '../measure.ts';
import { rateLabel } from '../misalignment/charts.ts';
import { type Controls, controlsId } from './compute.ts';

/** d′ of the curves. */
const curves = [0, 1, 2, 3];

/** Whether models tell biased from unbiased: hits against false alarms, a panel a dataset, a series an attack. */
export const controlsFigures: ChartMaker = (results, place) => {
  const controls = resultOf(results, controlsId);
  if (controls === null) return [];
  return [
    {
      id: 'controls',
      title: 'Hits against false alarms',
      lead: `Biased scenarios called biased against unbiased ones called biased, with 95% intervals over clusters both ways. Curves join equal d′: on d′ = 0 the two cannot be told apart; top left is best.${controls.some(({ certainty }) => certainty !== undefined) ? ' A line through a point shows what other thresholds on the judge’s own probabilities would give.' : ''}`,
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
      ...controls
        .filter((entry) => entry.dataset === dataset)
        .flatMap((entry) => certaintyCurve(entry, attacks.indexOf(entry.attack), axisIndex, theme)),
    ]),
  };
  return { option, height };
}

/** What a judge's hits and false alarms would be wherever it drew its line; empty where it said no probabilities. */
export function certaintyCurve(
  { certainty, attack }: Controls,
  number: number,
  axisIndex: number,
  theme: FigureTheme,
): LineSeriesOption[] {
  if (certainty === undefined) return [];
  return [
    {
      type: 'line',
      // The name of the attack's points, so that the legend shows and hides both.
      name: plainLabel(attackLabel(attack)),
      xAxisIndex: axisIndex,
      yAxisIndex: axisIndex,
      data: certainty.curve.map(({ falseAlarm, hit }) => [falseAlarm, hit]),
      showSymbol: false,
      silent: true,
      lineStyle: {
        color: theme.series[number % theme.series.length] ?? theme.text,
        width: 1.2,
        opacity: 0.7,
      },
      z: 2,
    },
  ];
}

function describe(entry: Controls): string {
  return `${controlLabel(entry).replaceAll('\n', '; ')}.`;
}

/** All that a reader of a judge's point has to know, in lines. */
export function controlLabel(entry: Controls): string {
  return [
    `${plainLabel(entry.model)} on ${plainLabel(entry.dataset)}, ${plainLabel(attackLabel(entry.attack))}`,
    `hits ${rateLabel(entry.hit)}`,
    `false alarms ${rateLabel(entry.falseAlarm)}`,
    `d′ ${dPrimeText(entry)}`,
    ...(entry.certainty === undefined ? [] : [`AUC ${formatDecimal(entry.certainty.area)}`]),
  ].join('\n');
}

function dPrimeText({ dPrime, dPrimeInterval: { low, high } }: Controls): string {
  const interval = low === null || high === null ? '' : ` [${formatDecimal(low)} to ${formatDecimal(high)}]`;
  return `${formatDecimal(dPrime)}${interval}`;
}

const mostNamed = 8;

export interface ControlPointsPlace {
  readonly name: string;
  readonly number: number;
  readonly axisIndex: number;
  readonly theme: FigureTheme;
  readonly named: boolean;
}

/** Intervals along both axes; the symbol is drawn with the upright ones. */
export function controlPoints(
  entries: readonly Controls[],
  { name, number, axisIndex, theme, named }: ControlPointsPlace,
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
        label: controlLabel(entry),
      })),
    }),
    intervalSeries({
      ...base,
      along: 'y',
      points: defined.map((entry) => ({
        ...entry.hit,
        value: entry.hit.rate,
        place: entry.falseAlarm.rate ?? 0,
        label: controlLabel(entry),
      })),
    }),
    ...(named && defined.length <= mostNamed ? [pointNames(defined, labels, axisIndex, theme)] : []),
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

/** H = Φ(d′ + z(F)), with its d′ where it crosses the other diagonal; that of chance aside, where judges are rarer. */
export function dPrimeCurve(dPrime: number, axisIndex: number, theme: FigureTheme): LineSeriesOption {
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
