import type { CustomSeriesOption, LineSeriesOption } from 'echarts/charts';
import { percentLabel, plainLabel, shortNames } from '../../charts/axis.ts';
import type { FigureOption, FigurePlace, FigureTheme } from '../../charts/figure.ts';
import { legendHeight, panelFrame, panelLayout } from '../../charts/frame.ts';
import { intervalSeries } from '../../charts/interval-series.ts';
import { normalCdf } from '../../stats/distributions/normal.ts';
import { attackLabel, attackOrder, formatDecimal, names } from '../../tables/format.ts';
import { isBaseline } from '../inputs/model-family.ts';
import { type ChartMaker, resultOf } from '../measure.ts';
import { rateLabel } from '../misalignment/charts.ts';
import { type Controls, controlsId } from './compute.ts';

/** d′ of the curves. */
const curves = [0, 1, 2, 3];

/** Whether models tell biased from unbiased: hits against false alarms, one path per model. */
export const controlsFigures: ChartMaker = (results, place) => {
  const controls = resultOf(results, controlsId);
  if (controls === null) return [];
  // Baselines lie on the curve of chance or in a corner, and would take a panel each.
  const judges = controls.filter(({ model }) => !isBaseline(model));
  const drawn = judges.length > 0 ? judges : controls;
  return [
    {
      id: 'controls',
      title: 'Hits against false alarms',
      lead: `Biased scenarios called biased against unbiased ones called biased, with 95% intervals over clusters both ways. Each path leads from no attack to the strongest. Curves join equal d′: on d′ = 0 the two cannot be told apart; top left is best.${controls.some(({ certainty }) => certainty !== undefined) ? ' A line through a point shows what other thresholds on the judge’s own probabilities would give.' : ''}`,
      description: controls.map(describe).join(' '),
      ...draw(drawn, place),
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

/** Above so many models a panel of all would be a tangle: each has its own. */
const mostTogether = 4;

interface Panel {
  readonly title: string;
  /** One path each, from no attack to the strongest. */
  readonly paths: readonly (readonly Controls[])[];
}

/** Up to four models: a panel a dataset, a path a model; more: a panel a model, a path a dataset. */
function panelsOf(controls: readonly Controls[]): {
  readonly panels: readonly Panel[];
  readonly series: readonly string[];
} {
  const datasets = names(controls, ({ dataset }) => dataset);
  const models = names(controls, ({ model }) => model);
  const labels = shortNames(models);
  const attacks = attackOrder(controls);
  const path = (dataset: string, model: string) =>
    controls
      .filter((entry) => entry.dataset === dataset && entry.model === model)
      .toSorted((one, other) => attacks.indexOf(one.attack) - attacks.indexOf(other.attack));
  const shown = models.map((model) => labels.get(model) ?? model);
  return models.length <= mostTogether
    ? {
        panels: datasets.map((dataset) => ({
          title: plainLabel(dataset),
          paths: models.map((model) => path(dataset, model)),
        })),
        series: shown,
      }
    : {
        panels: models.map((model, i) => ({
          title: shown[i] ?? model,
          paths: datasets.map((dataset) => path(dataset, model)),
        })),
        series: datasets.map(plainLabel),
      };
}

function draw(
  controls: readonly Controls[],
  { theme, width }: FigurePlace,
): { readonly option: FigureOption; readonly height: number } {
  const { panels, series } = panelsOf(controls);
  const isSmall = panels.length > 3;
  const { boxes, height } = panelLayout({
    count: panels.length,
    width,
    height: isSmall ? 170 : Math.min(320, width - 90),
    labelWidth: 52,
    above: legendHeight(series, width),
    // Two are side by side on a phone.
    narrowest: isSmall ? Math.min(160, Math.max(100, width / 6)) : 220,
  });
  const faint = { color: theme.faint, fontSize: 11 };
  const rate = {
    type: 'value' as const,
    min: 0,
    max: 1,
    interval: isSmall ? 0.5 : 0.25,
    splitLine: { lineStyle: { color: theme.line } },
  };
  const option: FigureOption = {
    ...panelFrame(
      panels.map(({ title }) => title),
      boxes,
      series,
      theme,
    ),
    xAxis: panels.map((_, gridIndex) => ({
      ...rate,
      gridIndex,
      name: 'false alarm rate',
      nameLocation: 'middle' as const,
      nameGap: 26,
      nameTextStyle: faint,
      axisLabel: { ...faint, formatter: percentLabel },
    })),
    yAxis: panels.map((_, gridIndex) => ({
      ...rate,
      gridIndex,
      name: boxes[gridIndex]?.first === true ? 'hit rate' : '',
      nameLocation: 'middle' as const,
      nameGap: 38,
      nameTextStyle: faint,
      axisLabel: { ...faint, show: boxes[gridIndex]?.first ?? true, formatter: percentLabel },
    })),
    series: panels.flatMap(({ paths }, axisIndex) => [
      ...curves.map((dPrime) => dPrimeCurve(dPrime, axisIndex, theme)),
      ...paths.flatMap((path, number) =>
        controlPath(path, { name: series[number] ?? '', number, axisIndex, theme }),
      ),
      ...paths.flatMap((path, number) =>
        path.flatMap((entry) =>
          certaintyCurve(entry, { name: series[number] ?? '', number, axisIndex, theme }),
        ),
      ),
    ]),
  };
  return { option, height };
}

interface CurvePlace {
  readonly name: string;
  /** Of the path, for its colour. */
  readonly number: number;
  readonly axisIndex: number;
  readonly theme: FigureTheme;
}

/** What a judge's hits and false alarms would be wherever it drew its line; empty where it said no probabilities. */
export function certaintyCurve(
  { certainty }: Controls,
  { name, number, axisIndex, theme }: CurvePlace,
): LineSeriesOption[] {
  if (certainty === undefined) return [];
  return [
    {
      type: 'line',
      // The name of the path, so that the legend shows and hides both.
      name,
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
function controlLabel(entry: Controls): string {
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

interface ControlPathPlace {
  readonly name: string;
  readonly number: number;
  readonly axisIndex: number;
  readonly theme: FigureTheme;
}

/**
 * One judge from no attack to the strongest: points with intervals along both axes, the symbol drawn with the upright
 * ones, joined in this order, and an arrow at the last.
 */
function controlPath(
  path: readonly Controls[],
  { name, number, axisIndex, theme }: ControlPathPlace,
): (CustomSeriesOption | LineSeriesOption)[] {
  const defined = path.filter(({ hit, falseAlarm }) => hit.rate !== null && falseAlarm.rate !== null);
  const base = { name, number, shift: 0, axisIndex, theme };
  const color = theme.series[number % theme.series.length] ?? theme.text;
  return [
    {
      type: 'line',
      xAxisIndex: axisIndex,
      yAxisIndex: axisIndex,
      data: defined.map(({ hit, falseAlarm }) => [falseAlarm.rate ?? 0, hit.rate ?? 0]),
      symbol: 'none',
      silent: true,
      lineStyle: { color, width: 1.5 },
      z: 2,
    },
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
    ...(defined.length < 2 ? [] : [arrowHead(defined, color, axisIndex)]),
  ];
}

/** In CSS pixels. */
const arrow = { length: 9, half: 4, before: 7 } as const;

/** Where the path ends, before its last symbol; none where the last two points are one. */
function arrowHead(path: readonly Controls[], fill: string, axisIndex: number): CustomSeriesOption {
  const [from, to] = path.slice(-2).map(({ hit, falseAlarm }) => [falseAlarm.rate ?? 0, hit.rate ?? 0]);
  return {
    type: 'custom',
    xAxisIndex: axisIndex,
    yAxisIndex: axisIndex,
    silent: true,
    data: [[0, 0]],
    renderItem: (_, api) => {
      const [x1 = 0, y1 = 0] = api.coord(from ?? [0, 0]);
      const [x2 = 0, y2 = 0] = api.coord(to ?? [0, 0]);
      const length = Math.hypot(x2 - x1, y2 - y1);
      if (length < arrow.length + arrow.before) return null;
      const [dx, dy] = [(x2 - x1) / length, (y2 - y1) / length];
      const [x, y] = [x2 - dx * arrow.before, y2 - dy * arrow.before];
      const [backX, backY] = [x - dx * arrow.length, y - dy * arrow.length];
      const points = [
        [x, y],
        [backX - dy * arrow.half, backY + dx * arrow.half],
        [backX + dy * arrow.half, backY - dx * arrow.half],
      ];
      return { type: 'polygon', shape: { points }, style: { fill } };
    },
    z: 4,
  };
}

/** H = Φ(d′ + z(F)), with its d′ where it crosses the other diagonal; that of chance aside, where judges are rarer. */
function dPrimeCurve(dPrime: number, axisIndex: number, theme: FigureTheme): LineSeriesOption {
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
