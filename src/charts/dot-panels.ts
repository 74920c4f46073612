import type { CustomSeriesOption } from 'echarts/charts';
import type { AxisRange } from './axis.ts';
import { type FigureOption, type FigurePlace, type FigureTheme, fittingLabel } from './figure.ts';
import { legendHeight, panelFrame, panelLayout } from './frame.ts';
import { type IntervalPoint, intervalSeries } from './interval-series.ts';

/** Estimates in rows: panels share the rows, each has an axis of its own. */
export interface DotPanels {
  /** Labels, from top to bottom. */
  readonly rows: readonly string[];
  readonly panels: readonly DotPanel[];
  /** Names of the series, in the order of `DotPanel.series`. */
  readonly series: readonly string[];
  readonly axisName: string;
  readonly axisLabel: (value: number) => string;
}

export interface DotPanel {
  readonly title: string;
  /** Of each series, its points; `place` is the row. */
  readonly series: readonly (readonly IntervalPoint[])[];
  readonly range?: AxisRange;
  /** Grey lines across all rows: what a baseline reaches. */
  readonly references?: readonly ReferenceLine[];
}

export interface ReferenceLine {
  readonly value: number | null;
  readonly label: string;
}

const rowHeight = 22;
const perSeries = 14;
const labelSize = 12;
/** Of a row whose label has two lines. */
const twoLines = 34;
const joint = ' · ';

/** A label that is too long gets two lines where it joins two things: the second, an attack, stays whole. */
function rowLabel(row: string, width: number): string {
  // Wide letters are wider than most.
  const room = 0.95 * width;
  const fitted = fittingLabel(row, room, labelSize);
  const end = row.lastIndexOf(joint);
  if (fitted === row || end === -1) return fitted;
  return [row.slice(0, end), row.slice(end + joint.length)]
    .map((line) => fittingLabel(line, room, labelSize))
    .join('\n');
}

/** Draws them as symbols on their intervals, a line a row. */
export function dotPanels(
  { rows, panels, series, axisName, axisLabel }: DotPanels,
  { theme, width }: FigurePlace,
): { readonly option: FigureOption; readonly height: number } {
  const labelWidth = Math.min(Math.round(0.4 * width), 14 + 7 * Math.max(...rows.map((row) => row.length)));
  const labels = rows.map((row) => rowLabel(row, labelWidth));
  const isBroken = labels.some((label) => label.includes('\n'));
  const rowSize = Math.max(isBroken ? twoLines : rowHeight, perSeries * series.length + 8);
  const { boxes, height } = panelLayout({
    count: panels.length,
    width,
    height: rows.length * rowSize + 8,
    labelWidth: labelWidth + 6,
    above: legendHeight(series, width),
    narrowest: 130,
  });
  const faint = { color: theme.faint, fontSize: 11 };
  const option: FigureOption = {
    ...panelFrame(
      panels.map(({ title }) => title),
      boxes,
      series,
      theme,
    ),
    xAxis: panels.map(({ range }, i) => ({
      type: 'value' as const,
      gridIndex: i,
      ...range,
      scale: range === undefined,
      splitNumber: 4,
      name: axisName,
      nameLocation: 'middle' as const,
      nameGap: 26,
      nameTextStyle: faint,
      axisLabel: { ...faint, formatter: axisLabel, hideOverlap: true },
      splitLine: { lineStyle: { color: theme.line } },
    })),
    yAxis: panels.map((_, i) => ({
      type: 'category' as const,
      gridIndex: i,
      data: labels,
      inverse: true,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: theme.line } },
      axisLabel: {
        show: boxes[i]?.first ?? true,
        interval: 0,
        color: theme.text,
        fontSize: labelSize,
        lineHeight: 14,
        width: labelWidth,
        overflow: 'truncate' as const,
      },
    })),
    series: panels.flatMap((panel, axisIndex) => [
      ...referenceSeries(panel, axisIndex, theme),
      ...panel.series.map((points, number) =>
        intervalSeries({
          name: series[number] ?? '',
          points,
          number,
          shift: (number - (panel.series.length - 1) / 2) * perSeries,
          along: 'x',
          axisIndex,
          theme,
        }),
      ),
    ]),
  };
  return { option, height };
}

/** Those within the axis. */
function referenceSeries(
  { references = [], range }: DotPanel,
  axisIndex: number,
  theme: FigureTheme,
): CustomSeriesOption[] {
  const shown = references.flatMap(({ value, label }) =>
    value === null || (range !== undefined && (value < range.min || value > range.max))
      ? []
      : [{ value: [value, 0], name: label }],
  );
  if (shown.length === 0) return [];
  return [
    {
      type: 'custom',
      name: 'reference',
      xAxisIndex: axisIndex,
      yAxisIndex: axisIndex,
      silent: true,
      encode: { x: 0, y: 1 },
      data: shown,
      renderItem: (params, api) => {
        const { y = 0, height = 0 } = params.coordSys as unknown as { y?: number; height?: number };
        const [x = 0] = api.coord([api.value(0), 0]);
        return {
          type: 'line',
          shape: { x1: x, y1: y, x2: x, y2: y + height },
          style: { stroke: theme.faint, lineWidth: 1, lineDash: [4, 3] },
        };
      },
      z: 2,
    },
  ];
}
