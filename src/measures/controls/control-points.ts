import type { CustomSeriesOption } from 'echarts/charts';
import type { Controls } from '../metrics.ts';
import { controlLabel } from './control-label.ts';
import type { FigureTheme } from '../../charts/figure-theme.ts';
import { intervalSeries } from '../../charts/interval-series.ts';
import { shortNames } from '../../charts/short-names.ts';

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
