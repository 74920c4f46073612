import type { LineSeriesOption } from 'echarts/charts';
import { normalCdf } from '../../stats/normal-cdf.ts';
import type { FigureTheme } from '../../charts/figure-theme.ts';

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
