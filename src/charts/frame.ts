import type { LegendComponentOption } from 'echarts/components';
import { type FigureOption, type FigureTheme, figureFont, fittingLabel, markShape } from './figure.ts';

/** What all figures share: font, background, and a tooltip that is drawn, never read as markup. */
export function figureFrame(theme: FigureTheme): FigureOption {
  return {
    backgroundColor: theme.background,
    color: [...theme.series],
    textStyle: { fontFamily: figureFont, color: theme.text },
    animation: false,
    tooltip: {
      trigger: 'item',
      renderMode: 'richText',
      confine: true,
      backgroundColor: theme.background,
      borderColor: theme.line,
      textStyle: { color: theme.text, fontSize: 13, fontFamily: figureFont },
      formatter: (item) => (Array.isArray(item) ? '' : item.name),
    },
  };
}

const titleSize = 13;
const titleRise = 24;

/** What figures of panels share: a title over each, its place, and the series above them all. */
export function panelFrame(
  titles: readonly string[],
  boxes: readonly PanelBox[],
  series: readonly string[],
  theme: FigureTheme,
): FigureOption {
  return {
    ...figureFrame(theme),
    ...legend(series, theme),
    title: boxes.map(({ left, top, width }, i) => ({
      // Bold letters are wider.
      text: fittingLabel(titles[i] ?? '', 0.9 * width, titleSize),
      left,
      top: top - titleRise,
      padding: 0,
      textStyle: { fontSize: titleSize, color: theme.text, width, overflow: 'truncate' },
    })),
    grid: boxes.map(({ left, top, width, height }) => ({ left, top, width, height })),
  };
}

/** Where the panels of a figure lie, in CSS pixels. */
export interface PanelLayout {
  readonly boxes: readonly PanelBox[];
  readonly height: number;
}

export interface PanelBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Whether the panel stands first in its line, where the labels of rows are. */
  readonly first: boolean;
}

export interface PanelWishes {
  readonly count: number;
  readonly width: number;
  /** Of one panel's plot, without title and axis. */
  readonly height: number;
  /** Room at the left of each line of panels. */
  readonly labelWidth: number;
  /** Room above the first line, for a legend. */
  readonly above: number;
  readonly narrowest: number;
  /** Room below each plot besides that of an axis; none if absent. */
  readonly below?: number;
}

const gap = 34;
const titleHeight = 30;
const axisHeight = 44;
const widest = 560;

/** Panels side by side, as many as fit, in lines. */
export function panelLayout({
  count,
  width,
  height,
  labelWidth,
  above,
  narrowest,
  below = 0,
}: PanelWishes): PanelLayout {
  const room = width - labelWidth - gap;
  const columns = Math.max(1, Math.min(count, Math.floor((room + gap) / (narrowest + gap))));
  const panelWidth = Math.min(widest, (room - gap * (columns - 1)) / columns);
  const lineHeight = titleHeight + height + axisHeight + below;
  return {
    boxes: Array.from({ length: count }, (_, i) => ({
      left: labelWidth + (i % columns) * (panelWidth + gap),
      top: above + titleHeight + Math.floor(i / columns) * lineHeight,
      width: panelWidth,
      height,
      first: i % columns === 0,
    })),
    height: above + Math.ceil(count / columns) * lineHeight + 4,
  };
}

/** Room that a legend takes above the panels; none where there is one series. */
export function legendHeight(names: readonly string[], width: number): number {
  if (names.length < 2) return 0;
  const length = names.reduce((sum, name) => sum + 7 * name.length + 44, 0);
  return 24 * Math.ceil(length / width) + 6;
}

/** The series by symbol and colour; empty where there is one. */
export function legend(
  names: readonly string[],
  theme: FigureTheme,
): { readonly legend?: LegendComponentOption } {
  if (names.length < 2) return {};
  return {
    legend: {
      data: names.map((name, i) => ({
        name,
        icon: markShape(i),
        itemStyle: { color: theme.series[i % theme.series.length] ?? theme.text },
      })),
      left: 0,
      top: 0,
      itemWidth: 12,
      itemHeight: 10,
      textStyle: { color: theme.text, fontSize: 12 },
      selectedMode: false,
    },
  };
}
