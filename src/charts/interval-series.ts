import type { CustomSeriesOption } from 'echarts/charts';
import { type FigureTheme, type MarkShape, markShape } from './figure.ts';

/** An estimate at a place of an axis. `low` and `high` are null where there is no interval, `value` where it is undefined. */
export interface IntervalPoint {
  /** On the other axis. */
  readonly place: number;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** All that a reader of this point has to know: whose it is, the estimate, its interval, n. */
  readonly label: string;
}

export interface IntervalSeries {
  readonly name: string;
  readonly points: readonly IntervalPoint[];
  /** Chooses colour and symbol. */
  readonly number: number;
  /** Moves the marks off their place, in pixels, so that series do not hide each other. */
  readonly shift: number;
  /** Along which axis the estimates lie. */
  readonly along: 'x' | 'y';
  readonly axisIndex: number;
  readonly theme: FigureTheme;
  /** Intervals are drawn thin and pale, because those of many series lie on each other. */
  readonly isCrowded?: boolean;
}

const size = 9;
/** Stands out beyond the symbol, so that an interval narrower than it shows. */
const cap = 6;

/** Estimates as symbols on their intervals; where one is undefined, that word. */
export function intervalSeries(series: IntervalSeries): CustomSeriesOption {
  const { name, points, number, along, axisIndex, theme } = series;
  const color = theme.series[number % theme.series.length] ?? theme.text;
  return {
    type: 'custom',
    name,
    xAxisIndex: axisIndex,
    yAxisIndex: axisIndex,
    color,
    itemStyle: { color },
    clip: false,
    encode: { x: along === 'x' ? [0, 2, 3] : 1, y: along === 'y' ? [0, 2, 3] : 1 },
    renderItem: renderPoint(series, color),
    data: points.map(({ place, value, low, high, label }) => ({
      value: [value ?? '-', place, low ?? '-', high ?? '-'],
      name: label,
    })),
    z: 3,
  };
}

function renderPoint(
  { along, number, shift, points, theme, isCrowded = false }: IntervalSeries,
  color: string,
): NonNullable<CustomSeriesOption['renderItem']> {
  return (params, api) => {
    const point = points[params.dataIndex];
    if (point === undefined) return null;
    const at = (value: number): readonly [number, number] => {
      const [x = 0, y = 0] = api.coord(along === 'x' ? [value, point.place] : [point.place, value]);
      return along === 'x' ? [x, y + shift] : [x + shift, y];
    };
    if (point.value === null) return undefinedMark(at(0), along, theme);
    const stroke = { stroke: color, lineWidth: isCrowded ? 1 : 1.5, opacity: isCrowded ? 0.4 : 1 };
    const ends =
      point.low === null || point.high === null ? [] : whisker(at(point.low), at(point.high), along, stroke);
    return { type: 'group', children: [...ends, symbol(markShape(number), at(point.value), color, theme)] };
  };
}

function undefinedMark([x, y]: readonly [number, number], along: 'x' | 'y', theme: FigureTheme) {
  return {
    type: 'text' as const,
    style: {
      text: 'undefined',
      x: along === 'x' ? x + 4 : x,
      y: along === 'x' ? y : y - 4,
      fill: theme.faint,
      fontSize: 11,
      fontStyle: 'italic' as const,
      align: 'left' as const,
      verticalAlign: 'middle' as const,
    },
    // Upright, so that those of several series are next to each other.
    rotation: along === 'x' ? 0 : Math.PI / 2,
    originX: x,
    originY: y - 4,
  };
}

function whisker(
  [x1, y1]: readonly [number, number],
  [x2, y2]: readonly [number, number],
  along: 'x' | 'y',
  style: { readonly stroke: string; readonly lineWidth: number; readonly opacity: number },
) {
  const [dx, dy] = along === 'x' ? [0, cap] : [cap, 0];
  const line = (x1: number, y1: number, x2: number, y2: number) => ({
    type: 'line' as const,
    shape: { x1, y1, x2, y2 },
    style,
  });
  return [
    line(x1, y1, x2, y2),
    line(x1 - dx, y1 - dy, x1 + dx, y1 + dy),
    line(x2 - dx, y2 - dy, x2 + dx, y2 + dy),
  ];
}

function symbol(shape: MarkShape, [x, y]: readonly [number, number], fill: string, theme: FigureTheme) {
  const style = { fill, stroke: theme.background, lineWidth: 0.5 };
  const half = size / 2;
  if (shape === 'circle') return { type: 'circle' as const, shape: { cx: x, cy: y, r: half }, style };
  if (shape === 'rect') {
    return {
      type: 'rect' as const,
      shape: { x: x - half + 0.5, y: y - half + 0.5, width: size - 1, height: size - 1 },
      style,
    };
  }
  const points =
    shape === 'diamond'
      ? [
          [x, y - half - 1],
          [x + half + 1, y],
          [x, y + half + 1],
          [x - half - 1, y],
        ]
      : [
          [x, y - half - 1],
          [x + half + 0.5, y + half - 0.5],
          [x - half - 0.5, y + half - 0.5],
        ];
  return { type: 'polygon' as const, shape: { points }, style };
}
