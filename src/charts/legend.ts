import type { LegendComponentOption } from 'echarts/components';
import type { FigureTheme } from './figure-theme.ts';
import { markShape } from './mark-shapes.ts';

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
