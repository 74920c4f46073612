import { figureFrame } from './figure-frame.ts';
import type { FigureOption } from './figure-option.ts';
import type { FigureTheme } from './figure-theme.ts';
import { legend } from './legend.ts';
import type { PanelBox } from './panel-layout.ts';

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
      text: titles[i] ?? '',
      left,
      top: top - titleRise,
      padding: 0,
      textStyle: { fontSize: titleSize, color: theme.text, width, overflow: 'truncate' },
    })),
    grid: boxes.map(({ left, top, width, height }) => ({ left, top, width, height })),
  };
}
