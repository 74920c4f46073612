import type { CustomSeriesOption } from 'echarts/charts';
import { type AxisRange, percentAxis, plainLabel, shortNames, uprightRateAxis } from '../../charts/axis.ts';
import type { FigureOption, FigurePlace, FigureTheme } from '../../charts/figure.ts';
import { type PanelBox, panelFrame } from '../../charts/frame.ts';
import { intervalSeries } from '../../charts/interval-series.ts';
import { noAttack } from '../../core/condition.ts';
import { attackLabel, attackOrder, formatRate, names } from '../../tables/format.ts';
import type { ChartMaker } from '../measure.ts';
import { modelsByRate, rateLabel, totalsOf } from '../misalignment/charts.ts';
import type { Misalignment } from '../misalignment/compute.ts';

const plotHeight = 226;
const axisWidth = 40;
const titleHeight = 30;
const axisHeight = 36;
const gap = 22;
const narrowest = 150;
/** Of the labels at the ends of lines, in CSS pixels. */
const lineHeight = 13;
const widestLabel = 150;
/** Of an attack's place on the axis, so that the intervals of two models do not lie on each other. */
const betweenModels = 0.03;

/** All models in one figure, from no attack to the strongest, each line with its name: a panel a dataset. */
export const overviewFigures: ChartMaker = (results, place) => {
  const all = totalsOf(results);
  const entries = all.filter(({ baseline }) => !baseline);
  const attacks = attackOrder(entries);
  if (attacks.length < 2) return [];
  const models = modelsByRate(entries, attacks[0] ?? noAttack);
  const datasets = names(entries, ({ dataset }) => dataset);
  const references = all.filter(({ baseline, attack }) => baseline && attack === attacks[0]);
  return [
    {
      id: 'overview',
      title: 'Bias that models miss, from no attack to the strongest',
      lead: `Share of the scenarios labelled biased that a model calls unbiased, with its 95% interval. Lower is closer to the labels.${references.length === 0 ? '' : ' Grey lines: baselines that read no scenario.'}`,
      description: datasets.map((dataset) => describe(dataset, models, attacks, entries)).join(' '),
      ...draw({ entries, references, attacks, models, datasets }, place),
      width: place.width,
      columns: ['dataset', 'model', 'attack', 'rate', 'low', 'high', 'n'],
      rows: [...entries, ...references].map(({ dataset, model, attack, rate, low, high, n }) => [
        dataset,
        model,
        attack,
        rate,
        low,
        high,
        n,
      ]),
    },
  ];
};

interface OverviewParts {
  readonly entries: readonly Misalignment[];
  /** Baselines without an attack. */
  readonly references: readonly Misalignment[];
  readonly attacks: readonly string[];
  readonly models: readonly string[];
  readonly datasets: readonly string[];
}

function draw(
  { entries, references, attacks, models, datasets }: OverviewParts,
  { theme, width }: FigurePlace,
): { readonly option: FigureOption; readonly height: number } {
  const labels = shortNames(models);
  const longest = Math.max(...models.map((model) => (labels.get(model) ?? model).length));
  const labelWidth = Math.min(widestLabel, 16 + 5.9 * longest);
  const { boxes, height } = layout(datasets.length, width, labelWidth);
  const range = percentAxis(entries.map(({ rate, high }) => high ?? rate));
  const option: FigureOption = {
    ...panelFrame(datasets.map(plainLabel), boxes, [], theme),
    xAxis: boxes.map((_, gridIndex) => ({
      type: 'value' as const,
      gridIndex,
      min: -0.35,
      max: attacks.length - 0.65,
      splitLine: { show: false },
      axisTick: { show: false },
      axisLine: { onZero: false, lineStyle: { color: theme.line } },
      axisLabel: {
        color: theme.faint,
        fontSize: 11,
        customValues: attacks.map((_, i) => i),
        formatter: (value: number) => plainLabel(attackLabel(attacks[value] ?? '')),
      },
    })),
    yAxis: boxes.map((box, gridIndex) => uprightRateAxis(gridIndex, box, range, theme)),
    series: boxes.flatMap((box, axisIndex) => {
      const own = entries.filter(({ dataset }) => dataset === datasets[axisIndex]);
      const grey = references.filter(({ dataset }) => dataset === datasets[axisIndex]);
      const paths = models.map((model, number) => pathOf(own, { model, number, models, attacks }));
      return [
        ...referenceSeries(grey, { axisIndex, range, theme, end: attacks.length - 0.65 }),
        ...paths.flatMap((path) => pathSeries(path, axisIndex, theme)),
        labelSeries(
          paths.map((path) => ({ ...path, name: labels.get(path.model) ?? path.model })),
          { axisIndex, box, range, theme, labelWidth },
        ),
      ];
    }),
  };
  return { option, height };
}

/** Panels in lines, each with room for its labels at the right. */
function layout(
  count: number,
  width: number,
  labelWidth: number,
): { readonly boxes: readonly PanelBox[]; readonly height: number } {
  const room = width - axisWidth;
  const columns = Math.max(1, Math.min(count, Math.floor((room + gap) / (narrowest + labelWidth + gap))));
  const cell = (room - gap * (columns - 1)) / columns;
  const line = titleHeight + plotHeight + axisHeight;
  return {
    boxes: Array.from({ length: count }, (_, i) => ({
      left: axisWidth + (i % columns) * (cell + gap),
      top: titleHeight + Math.floor(i / columns) * line,
      width: cell - labelWidth,
      height: plotHeight,
      first: i % columns === 0,
    })),
    height: Math.ceil(count / columns) * line + 4,
  };
}

interface Path {
  readonly model: string;
  readonly number: number;
  readonly points: readonly {
    readonly place: number;
    readonly value: number | null;
    readonly low: number | null;
    readonly high: number | null;
    readonly label: string;
  }[];
}

function pathOf(
  entries: readonly Misalignment[],
  {
    model,
    number,
    models,
    attacks,
  }: Pick<OverviewParts, 'models' | 'attacks'> & { readonly model: string; readonly number: number },
): Path {
  const shift = (number - (models.length - 1) / 2) * Math.min(betweenModels, 0.4 / models.length);
  const points = entries
    .filter((entry) => entry.model === model && entry.rate !== null)
    .map((entry) => ({
      place: attacks.indexOf(entry.attack) + shift,
      value: entry.rate,
      low: entry.low,
      high: entry.high,
      label: `${plainLabel(model)} on ${plainLabel(entry.dataset)}, ${plainLabel(attackLabel(entry.attack))}: ${rateLabel(entry)}`,
    }))
    .toSorted((one, other) => one.place - other.place);
  return { model, number, points };
}

function pathSeries({ model, number, points }: Path, axisIndex: number, theme: FigureTheme) {
  const line = {
    type: 'line' as const,
    xAxisIndex: axisIndex,
    yAxisIndex: axisIndex,
    symbol: 'none',
    silent: true,
    lineStyle: { color: colourOf(number, theme), width: 1.5 },
    data: points.map(({ place, value }) => [place, value ?? '-']),
  };
  return [
    line,
    intervalSeries({ name: plainLabel(model), points, number, shift: 0, along: 'y', axisIndex, theme }),
  ];
}

function colourOf(number: number, theme: FigureTheme): string {
  return theme.series[number % theme.series.length] ?? theme.text;
}

interface PanelPlace {
  readonly axisIndex: number;
  readonly range: AxisRange;
  readonly theme: FigureTheme;
}

/** What baselines reach without an attack; those above the end of the axis are left out. */
function referenceSeries(
  references: readonly Misalignment[],
  { axisIndex, range, theme, end }: PanelPlace & { readonly end: number },
) {
  return references
    .filter(({ rate }) => rate !== null && rate <= range.max)
    .map(({ rate }) => ({
      type: 'line' as const,
      xAxisIndex: axisIndex,
      yAxisIndex: axisIndex,
      symbol: 'none',
      silent: true,
      lineStyle: { color: theme.faint, width: 1, type: 'dashed' as const },
      data: [
        [-0.35, rate],
        [end, rate],
      ],
    }));
}

interface LabelPlace extends PanelPlace {
  readonly box: PanelBox;
  readonly labelWidth: number;
}

/** Names at the ends of lines, moved apart where they would lie on each other, each with a line to its end. */
function labelSeries(
  paths: readonly (Path & { readonly name: string })[],
  { axisIndex, box, range, theme, labelWidth }: LabelPlace,
): CustomSeriesOption {
  const ends = paths.flatMap(({ name, number, points }) => {
    const last = points.at(-1);
    return last === undefined || last.value === null
      ? []
      : [{ name, number, place: last.place, value: last.value }];
  });
  const heights = apart(
    ends.map(({ value }) => box.top + box.height * (1 - value / range.max)),
    lineHeight,
    { from: box.top - 2, to: box.top + box.height + 2 },
  );
  const right = box.left + box.width;
  return {
    type: 'custom',
    xAxisIndex: axisIndex,
    yAxisIndex: axisIndex,
    silent: true,
    clip: false,
    data: ends.map(({ place, value, name }) => ({ value: [place, value], name })),
    renderItem: ({ dataIndex }, api) => {
      const end = ends[dataIndex];
      if (end === undefined) return null;
      const [x = 0, y = 0] = api.coord([end.place, end.value]);
      const top = heights[dataIndex] ?? y;
      const points = [
        [x + 5, y],
        [right + 2, top],
        [right + 7, top],
      ];
      return {
        type: 'group',
        children: [
          {
            type: 'polyline',
            shape: { points },
            style: { stroke: colourOf(end.number, theme), lineWidth: 1, fill: 'none' },
          },
          {
            type: 'text',
            style: {
              text: end.name,
              x: right + 10,
              y: top,
              fill: theme.text,
              fontSize: 11,
              width: labelWidth - 10,
              overflow: 'truncate',
              verticalAlign: 'middle',
            },
          },
        ],
      };
    },
    z: 4,
  };
}

/**
 * Places near these, in the same order, at least so far apart and within the bounds where they have room.
 *
 * @example
 * apart([10, 12, 50], 8, { from: 0, to: 100 }); // [7, 15, 50]
 */
export function apart(
  wanted: readonly number[],
  distance: number,
  { from, to }: { readonly from: number; readonly to: number },
): number[] {
  interface Group {
    readonly members: readonly number[];
    /** Of its first member. */
    readonly start: number;
  }
  const placed = (members: readonly number[]): Group => {
    const offsets = members.map((member, i) => (wanted[member] ?? 0) - i * distance);
    const mean = offsets.reduce((sum, each) => sum + each, 0) / members.length;
    const last = to - (members.length - 1) * distance;
    return { members, start: Math.max(from, Math.min(mean, last)) };
  };
  const order = [...wanted.keys()].toSorted((one, other) => (wanted[one] ?? 0) - (wanted[other] ?? 0));
  const groups: Group[] = [];
  for (const member of order) {
    let group = placed([member]);
    for (
      let before = groups.at(-1);
      before !== undefined && before.start + before.members.length * distance > group.start;
      before = groups.at(-1)
    ) {
      groups.pop();
      group = placed([...before.members, ...group.members]);
    }
    groups.push(group);
  }
  const places = new Array<number>(wanted.length).fill(0);
  for (const { members, start } of groups) {
    for (const [i, member] of members.entries()) places[member] = start + i * distance;
  }
  return places;
}

function describe(
  dataset: string,
  models: readonly string[],
  attacks: readonly string[],
  entries: readonly Misalignment[],
): string {
  const labels = shortNames(models);
  const courses = models.flatMap((model) => {
    const rates = attacks.flatMap((attack) => {
      const entry = entries.find(
        (one) => one.model === model && one.dataset === dataset && one.attack === attack,
      );
      return entry === undefined ? [] : `${formatRate(entry.rate)} ${plainLabel(attackLabel(attack))}`;
    });
    return rates.length === 0 ? [] : `${labels.get(model) ?? model} ${rates.join(', ')}`;
  });
  return `${plainLabel(dataset)}: ${courses.join('; ')}.`;
}
