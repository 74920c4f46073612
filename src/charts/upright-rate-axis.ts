import type { FigureTheme } from './figure-theme.ts';
import type { PanelBox } from './panel-layout.ts';
import type { AxisRange } from './percent-axis.ts';
import { percentLabel } from './percent-label.ts';

/** The axis of rates at the left of a panel; only the first of a line has labels. */
export function uprightRateAxis(
  gridIndex: number,
  { first }: PanelBox,
  range: AxisRange,
  theme: FigureTheme,
) {
  return {
    type: 'value' as const,
    gridIndex,
    ...range,
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { color: theme.faint, fontSize: 11, show: first, formatter: percentLabel },
    splitLine: { lineStyle: { color: theme.line } },
  };
}
