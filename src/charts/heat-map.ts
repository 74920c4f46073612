import type { CustomSeriesOption } from 'echarts/charts';
import { formatChange, formatInterval, formatRate } from '../tables/format.ts';
import { type FigureOption, type FigurePlace, type FigureTheme, fittingLabel } from './figure.ts';
import { figureFrame } from './frame.ts';

/** A share, or a difference of two, in a cell; null where it is undefined. */
export interface HeatCell {
  readonly row: number;
  readonly column: number;
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly label: string;
  /** Means something else than the cells beside it. */
  readonly marked: boolean;
}

export interface HeatMap {
  /** Labels, from top to bottom and from left to right. Those of columns stand upright where they have no room. */
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly cells: readonly HeatCell[];
  /** Rows (and columns) before which a new group begins. */
  readonly breaks: readonly number[];
  readonly rowName: string;
  readonly columnName: string;
  /** The cells are differences from −1 to 1, in points, not shares. */
  readonly areDifferences?: true;
}

const widestForIntervals = 62;
/** Of a cell that holds the interval of a difference. */
const narrowestForBounds = 92;
/** Of a letter of a column's label, about. */
const letterWidth = 6.2;
const tallestLabel = 132;

/** Shares as shades and numbers; intervals in the cells as the place says or where they have room, in the tooltips always. */
export function heatMap(
  map: HeatMap,
  { theme, width, intervals }: FigurePlace,
): { readonly option: FigureOption; readonly width: number; readonly height: number } {
  const { rows, columns, cells, rowName, columnName, areDifferences = false } = map;
  const most = areDifferences ? Math.max(0.01, ...cells.map(({ rate }) => Math.abs(rate ?? 0))) : 1;
  const labelWidth = Math.min(Math.round(0.4 * width), 16 + 7 * Math.max(...rows.map((row) => row.length)));
  const left = labelWidth + 8;
  const room = Math.min(86, (width - left - 8) / columns.length);
  const narrowest = intervals !== true ? 0 : areDifferences ? narrowestForBounds : widestForIntervals;
  const cellWidth = Math.max(room, narrowest);
  const hasIntervals = intervals ?? (room >= widestForIntervals && !areDifferences);
  const cellHeight = Math.max(hasIntervals ? 34 : 22, Math.min(44, cellWidth * 0.62));
  const longest = Math.max(...columns.map((column) => column.length));
  const isUpright = letterWidth * longest > cellWidth - 4;
  const labelHeight = isUpright ? Math.min(tallestLabel, letterWidth * longest + 6) : 14;
  const top = labelHeight + (columnName === '' ? 12 : 30);
  const plot = { left, top, width: cellWidth * columns.length, height: cellHeight * rows.length };
  const axis = {
    type: 'category' as const,
    axisTick: { show: false },
    axisLine: { show: false },
    splitLine: { show: false },
    nameTextStyle: { color: theme.faint, fontSize: 11 },
  };
  const option: FigureOption = {
    ...figureFrame(theme),
    grid: plot,
    xAxis: {
      ...axis,
      position: 'top',
      data: columns.map((column) => fittingLabel(column, isUpright ? tallestLabel - 6 : cellWidth - 2, 11)),
      name: columnName,
      nameLocation: 'middle',
      nameGap: labelHeight + 10,
      axisLabel: {
        interval: 0,
        color: theme.text,
        fontSize: 11,
        rotate: isUpright ? 90 : 0,
        width: isUpright ? tallestLabel - 6 : cellWidth - 2,
        overflow: 'truncate',
      },
    },
    yAxis: {
      ...axis,
      data: rows.map((row) => fittingLabel(row, labelWidth, 12)),
      inverse: true,
      name: rowName,
      nameLocation: 'start',
      nameTextStyle: { ...axis.nameTextStyle, align: 'right' },
      axisLabel: { interval: 0, color: theme.text, fontSize: 12, width: labelWidth, overflow: 'truncate' },
    },
    visualMap: {
      show: false,
      min: areDifferences ? -most : 0,
      max: most,
      seriesIndex: 0,
      dimension: 2,
      inRange: { color: [...theme.scale] },
    },
    series: [
      {
        type: 'heatmap',
        data: cells.map((cell) => ({
          value: [cell.column, cell.row, cell.rate ?? '-'],
          name: cell.label,
          itemStyle: { borderColor: theme.background, borderWidth: 1 },
          label: {
            show: true,
            color: cell.rate === null ? theme.faint : theme.onScale,
            fontSize: 11,
            // Else it is measured by a glyph that a font may not have.
            lineHeight: 14,
            formatter: cellText(cell, { cellWidth, areDifferences, hasIntervals }),
          },
        })),
        emphasis: { disabled: true },
      },
      overlay(map, plot, theme),
    ],
  };
  return {
    option,
    width: Math.ceil(cellWidth > room ? left + plot.width + 12 : Math.min(width, left + plot.width + 12)),
    height: Math.ceil(plot.top + plot.height + 10),
  };
}

interface CellLook {
  readonly cellWidth: number;
  readonly areDifferences: boolean;
  readonly hasIntervals: boolean;
}

function cellText({ rate, low, high }: HeatCell, look: CellLook): string {
  const { cellWidth, areDifferences, hasIntervals } = look;
  if (rate === null) return cellWidth >= widestForIntervals ? 'undefined' : '–';
  const number = areDifferences
    ? formatChange(rate)
    : cellWidth >= 40
      ? formatRate(rate)
      : (100 * rate).toFixed(0);
  if (!hasIntervals || low === null || high === null) return number;
  const interval = areDifferences
    ? `[${formatChange(low)} to ${formatChange(high)}]`
    : formatInterval(low, high);
  return `${number}\n${interval}`;
}

/** Lines between groups over the whole plot, and frames around marked cells. */
function overlay(
  { rows, columns, breaks, cells }: HeatMap,
  plot: Box,
  theme: FigureTheme,
): CustomSeriesOption {
  const [cellWidth, cellHeight] = [plot.width / columns.length, plot.height / rows.length];
  const [right, bottom] = [plot.left + plot.width, plot.top + plot.height];
  const square = columns.length === rows.length;
  const line = (x1: number, y1: number, x2: number, y2: number) => ({
    type: 'line' as const,
    shape: { x1, y1, x2, y2 },
    style: { stroke: theme.text, lineWidth: 1.5 },
  });
  const lines = breaks.flatMap((place) => {
    const [x, y] = [plot.left + place * cellWidth, plot.top + place * cellHeight];
    const horizontal = line(plot.left, y, right, y);
    return square ? [horizontal, line(x, plot.top, x, bottom)] : [horizontal];
  });
  const frames = cells
    .filter(({ marked }) => marked)
    .map(({ row, column }) => ({
      type: 'rect' as const,
      shape: {
        x: plot.left + column * cellWidth + 1,
        y: plot.top + row * cellHeight + 1,
        width: cellWidth - 2,
        height: cellHeight - 2,
      },
      style: { fill: 'none', stroke: theme.mark, lineWidth: 2.5 },
    }));
  return {
    type: 'custom',
    silent: true,
    data: [[0, 0]],
    renderItem: () => ({ type: 'group', children: [...lines, ...frames] }),
    z: 5,
  };
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}
