import type { CustomSeriesOption } from 'echarts/charts';
import { type AxisRange, percentAxis, plainLabel, shortNames, uprightRateAxis } from '../../charts/axis.ts';
import { type FigureOption, type FigurePlace, type FigureTheme, fittingLabel } from '../../charts/figure.ts';
import { type PanelBox, panelFrame } from '../../charts/frame.ts';
import { noAttack } from '../../core/condition.ts';
import { attackOrder, joined, names } from '../../tables/format.ts';
import type { ChartMaker } from '../measure.ts';
import { modelsByRate, totalsOf } from '../misalignment/charts.ts';
import type { Misalignment } from '../misalignment/compute.ts';
import { humanReference } from '../people/tables.ts';
import {
  attackAxis,
  type Course,
  coursePoints,
  courseSeries,
  rateCourse,
  rateRows,
  referenceLines,
} from './attack-lines.ts';

const plotHeight = 226;
const axisWidth = 40;
const titleHeight = 30;
const axisHeight = 46;
const gap = 22;
const narrowest = 150;
/** Of the labels at the ends of lines, in CSS pixels. */
const lineHeight = 13;
const widestLabel = 162;
/** What a label's width holds besides its text: the line to it, and some more as letters differ in width. */
const labelEdges = 26;
/** The intervals of more models hide their lines. */
const mostClear = 6;
/** Of an attack's place on the axis, so that the intervals of two models do not lie on each other. */
const betweenModels = 0.03;
/** Before the first attack and after the last one, in places. */
const margin = 0.35;

/** All models in one figure, from no attack to the strongest, each line with its name: a panel a dataset. */
export const overviewFigures: ChartMaker = (results, place) => {
  const all = totalsOf(results);
  const entries = all.filter(({ baseline }) => !baseline);
  const attacks = attackOrder(entries);
  if (attacks.length < 2) return [];
  const models = modelsByRate(entries, attacks[0] ?? noAttack);
  const datasets = names(entries, ({ dataset }) => dataset);
  const baselines = all.filter(({ baseline, attack }) => baseline && attack === attacks[0]);
  const people = datasets.flatMap((dataset): Reference[] => {
    const rate = humanReference(results, dataset);
    return rate === null ? [] : [{ dataset, model: 'people', rate }];
  });
  const greys = [
    ...(baselines.length === 0 ? [] : ['baselines that read no scenario']),
    ...(people.length === 0 ? [] : ['people']),
  ];
  return [
    {
      id: 'overview',
      title: 'Bias that models miss, from no attack to the strongest',
      lead: `Share of the scenarios labelled biased that a model calls unbiased, with its 95% interval. Lower is closer to the labels.${greys.length === 0 ? '' : ` Grey lines: ${joined(greys)}.`}`,
      description: datasets.map((dataset) => describe(dataset, models, attacks, entries)).join(' '),
      ...draw({ entries, references: [...baselines, ...people], attacks, models, datasets }, place),
      width: place.width,
      ...rateRows([...entries, ...baselines]),
    },
  ];
};

type Reference = Pick<Misalignment, 'dataset' | 'model' | 'rate'>;

interface OverviewParts {
  readonly entries: readonly Misalignment[];
  /** Baselines without an attack, and people. */
  readonly references: readonly Reference[];
  readonly attacks: readonly string[];
  readonly models: readonly string[];
  readonly datasets: readonly string[];
}

function draw(
  { entries, references, attacks, models, datasets }: OverviewParts,
  { theme, width }: FigurePlace,
): { readonly option: FigureOption; readonly height: number } {
  const labels = shortNames(models);
  const greys = shortNames(references.map(({ model }) => model));
  const longest = Math.max(...[...labels.values(), ...greys.values()].map((label) => label.length));
  const labelWidth = Math.min(widestLabel, 0.36 * width, labelEdges + 6.2 * longest);
  const { boxes, height } = layout(datasets.length, width, labelWidth);
  const range = percentAxis(entries.map(({ rate, high }) => high ?? rate));
  const option: FigureOption = {
    ...panelFrame(datasets.map(plainLabel), boxes, [], theme),
    xAxis: boxes.map(({ width: own }, gridIndex) =>
      attackAxis(attacks, { gridIndex, margin, theme, width: own }),
    ),
    yAxis: boxes.map((box, gridIndex) => uprightRateAxis(gridIndex, box, range, theme)),
    series: boxes.flatMap((box, axisIndex) => {
      const own = entries.filter(({ dataset }) => dataset === datasets[axisIndex]);
      const grey = references.filter(({ dataset }) => dataset === datasets[axisIndex]);
      const courses = models.map((model, number): Course => {
        const shift = (number - (models.length - 1) / 2) * Math.min(betweenModels, 0.4 / models.length);
        const ofModel = own.filter((entry) => entry.model === model);
        return {
          name: plainLabel(model),
          number,
          points: coursePoints(ofModel, attacks, shift),
          isCrowded: models.length > mostClear,
        };
      });
      const named = courses.map((course, number) => {
        const model = models[number] ?? '';
        return { ...course, name: labels.get(model) ?? model };
      });
      return [
        ...referenceLines(grey, { attacks, most: range.max, margin, axisIndex, theme }),
        ...courses.flatMap((course) => courseSeries(course, axisIndex, theme)),
        labelSeries([...named, ...greyCourses(grey, attacks, range)], {
          axisIndex,
          box,
          range,
          theme,
          labelWidth,
        }),
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

/** Baselines within the axis as courses that only their names are drawn of, one for each rate. */
function greyCourses(
  references: readonly Reference[],
  attacks: readonly string[],
  { max }: AxisRange,
): readonly Course[] {
  const shown = references.filter(({ rate }) => rate !== null && rate <= max);
  const labels = shortNames(shown.map(({ model }) => model));
  return [...Map.groupBy(shown, ({ rate }) => rate)].map(([rate, own]) => ({
    name: own.map(({ model }) => labels.get(model) ?? model).join(', '),
    number: greyNumber,
    points: [{ place: attacks.length - 1 + margin, value: rate, low: null, high: null, label: '' }],
  }));
}

/** In place of the number of a series. */
const greyNumber = -1;

function colourOf(number: number, theme: FigureTheme): string {
  if (number === greyNumber) return theme.faint;
  return theme.series[number % theme.series.length] ?? theme.text;
}

interface LabelPlace {
  readonly axisIndex: number;
  readonly range: AxisRange;
  readonly theme: FigureTheme;
  readonly box: PanelBox;
  readonly labelWidth: number;
}

/** Names at the ends of lines, moved apart where they would lie on each other, each with a line to its end. */
function labelSeries(
  courses: readonly Course[],
  { axisIndex, box, range, theme, labelWidth }: LabelPlace,
): CustomSeriesOption {
  const ends = courses.flatMap(({ name, number, points }) => {
    const [last] = points.flatMap(({ place, value }) => (value === null ? [] : [{ place, value }])).slice(-1);
    return last === undefined ? [] : [{ name, number, ...last }];
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
            // Dotted, because it may pass attacks that the model was not judged under.
            style: { stroke: colourOf(end.number, theme), lineWidth: 1, lineDash: [1, 3], fill: 'none' },
          },
          {
            type: 'text',
            style: {
              text: fittingLabel(end.name, labelWidth - labelEdges, 11),
              x: right + 10,
              y: top,
              fill: end.number === greyNumber ? theme.faint : theme.text,
              fontSize: 11,
              width: labelWidth - labelEdges,
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
    const own = entries.filter((one) => one.model === model && one.dataset === dataset);
    return own.length === 0 ? [] : `${labels.get(model) ?? model} ${rateCourse(own, attacks)}`;
  });
  return `${plainLabel(dataset)}: ${courses.join('; ')}.`;
}
