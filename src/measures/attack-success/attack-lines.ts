import { percentAxis, plainLabel, shortNames, uprightRateAxis } from '../../charts/axis.ts';
import type { FigureOption, FigurePlace, FigureTheme } from '../../charts/figure.ts';
import { legendHeight, panelFrame, panelLayout } from '../../charts/frame.ts';
import { type IntervalPoint, intervalSeries } from '../../charts/interval-series.ts';
import { noAttack } from '../../core/condition.ts';
import { attackLabel, attackOrder, formatRate, names } from '../../tables/format.ts';
import type { ChartMaker } from '../measure.ts';
import { modelsByRate, rateLabel, totalsOf } from '../misalignment/charts.ts';
import type { Misalignment } from '../misalignment/compute.ts';

const plotHeight = 170;
/** Of an attack's place on the axis. */
const betweenDatasets = 0.12;
/** Before the first attack and after the last one, in places. */
const margin = 0.5;

/** Each model's misalignment from no attack to the strongest: a panel a model, a line a dataset. */
export const attackLineFigures: ChartMaker = (results, place) => {
  const totals = totalsOf(results);
  const entries = totals.filter(({ baseline }) => !baseline);
  const attacks = attackOrder(entries);
  if (attacks.length < 2) return [];
  const models = modelsByRate(entries, attacks[0] ?? noAttack);
  const datasets = names(entries, ({ dataset }) => dataset);
  const course = (model: string, dataset: string) =>
    rateCourse(
      entries.filter((entry) => entry.model === model && entry.dataset === dataset),
      attacks,
    );
  return [
    {
      id: 'attack-lines',
      title: 'Misalignment rate under attack',
      lead: 'From no attack to the strongest, with 95% intervals over clusters; a panel for each model, best without an attack first. Higher is worse.',
      description: models
        .map((model) => {
          const parts = datasets.map((dataset) => `${plainLabel(dataset)} ${course(model, dataset)}`);
          return `${plainLabel(model)}: ${parts.join('; ')}.`;
        })
        .join(' '),
      ...draw(totals, { attacks, models, datasets }, place),
      width: place.width,
      ...rateRows(entries),
    },
  ];
};

interface Names {
  readonly attacks: readonly string[];
  readonly models: readonly string[];
  readonly datasets: readonly string[];
}

function draw(
  totals: readonly Misalignment[],
  { attacks, models, datasets }: Names,
  { theme, width }: FigurePlace,
): { readonly option: FigureOption; readonly height: number } {
  const entries = totals.filter(({ baseline }) => !baseline);
  const labels = shortNames(models);
  const shown = datasets.map(plainLabel);
  const { boxes, height } = panelLayout({
    count: models.length,
    width,
    height: plotHeight,
    labelWidth: 44,
    above: legendHeight(shown, width),
    narrowest: narrowest(models.length, attacks.length, width),
    below: 10,
  });
  const range = percentAxis(entries.map(({ rate, high }) => high ?? rate));
  const titles = models.map((model) => labels.get(model) ?? model);
  const references = totals.filter(({ baseline, attack }) => baseline && attack === attacks[0]);
  const option: FigureOption = {
    ...panelFrame(titles, boxes, shown, theme),
    xAxis: models.map((_, gridIndex) =>
      attackAxis(attacks, { gridIndex, margin, theme, width: boxes[gridIndex]?.width ?? width }),
    ),
    yAxis: boxes.map((box, gridIndex) => uprightRateAxis(gridIndex, box, range, theme)),
    series: models.flatMap((model, axisIndex) => [
      ...datasets.flatMap((dataset, number) => {
        const own = entries.filter((entry) => entry.model === model && entry.dataset === dataset);
        const shift = (number - (datasets.length - 1) / 2) * betweenDatasets;
        const points = coursePoints(own, attacks, shift);
        return courseSeries({ name: plainLabel(dataset), number, points }, axisIndex, theme);
      }),
      ...referenceLines(references, { attacks, most: range.max, margin, axisIndex, theme }),
    ]),
  };
  return { option, height };
}

/** So many panels have room for a word at each attack; of more, several are side by side on a phone, too. */
const mostWide = 6;

/** Of a panel, in CSS pixels. */
function narrowest(models: number, attacks: number, width: number): number {
  const wide = 60 + 60 * attacks;
  return models <= mostWide ? wide : Math.min(wide, Math.max(100, width / 5));
}

/*
 * Rates from no attack to the strongest, of this figure and of the one of all models (overview-chart.ts).
 */

/** Of a letter of an attack's label, with some room between two labels, in CSS pixels. */
const letterWidth = 6.2;

/** The attacks from left to right, at 0, 1, 2 …, with so much room (in places) on both sides. */
export function attackAxis(
  attacks: readonly string[],
  {
    gridIndex,
    margin: room,
    theme,
    width,
  }: {
    readonly gridIndex: number;
    readonly margin: number;
    readonly theme: FigureTheme;
    /** Of the panel, in CSS pixels. */
    readonly width: number;
  },
) {
  const longest = Math.max(...attacks.map((attack) => attackLabel(attack).length));
  const fits = letterWidth * longest < width / (attacks.length - 1 + 2 * room);
  return {
    type: 'value' as const,
    gridIndex,
    min: -room,
    max: attacks.length - 1 + room,
    splitLine: { show: false },
    axisTick: { show: false },
    axisLine: { onZero: false, lineStyle: { color: theme.line } },
    axisLabel: {
      color: theme.faint,
      fontSize: 11,
      // Labels that have no room beside each other stand aslant.
      rotate: fits ? 0 : 28,
      customValues: attacks.map((_, i) => i),
      formatter: (value: number) => plainLabel(attackLabel(attacks[value] ?? '')),
    },
  };
}

/** The rates of these entries at their attacks, from left to right; a line has a gap where there is none. */
export function coursePoints(
  entries: readonly Misalignment[],
  attacks: readonly string[],
  shift: number,
): readonly IntervalPoint[] {
  return entries
    .map((entry) => ({
      place: attacks.indexOf(entry.attack) + shift,
      value: entry.rate,
      low: entry.low,
      high: entry.high,
      label: `${plainLabel(entry.model)} on ${plainLabel(entry.dataset)}, ${plainLabel(attackLabel(entry.attack))}: ${rateLabel(entry)}`,
    }))
    .toSorted((one, other) => one.place - other.place);
}

/** One line through the points, with their intervals. */
export interface Course {
  readonly name: string;
  /** Gives it its colour and its symbol. */
  readonly number: number;
  readonly points: readonly IntervalPoint[];
  /** One of so many that their intervals lie on each other. */
  readonly isCrowded?: boolean;
}

export function courseSeries(
  { name, number, points, isCrowded = false }: Course,
  axisIndex: number,
  theme: FigureTheme,
) {
  const line = {
    type: 'line' as const,
    xAxisIndex: axisIndex,
    yAxisIndex: axisIndex,
    symbol: 'none',
    silent: true,
    lineStyle: { color: theme.series[number % theme.series.length] ?? theme.text, width: 1.5 },
    data: points.map(({ place, value }) => [place, value ?? '-']),
  };
  return [line, intervalSeries({ name, points, number, shift: 0, along: 'y', axisIndex, theme, isCrowded })];
}

interface ReferencePlace {
  readonly attacks: readonly string[];
  /** Where the axis of rates ends. */
  readonly most: number;
  readonly margin: number;
  readonly axisIndex: number;
  readonly theme: FigureTheme;
}

/** What baselines reach without an attack, as grey lines, each height once; those above the end of the axis are left out. */
export function referenceLines(
  references: readonly Pick<Misalignment, 'rate'>[],
  { attacks, most, margin: room, axisIndex, theme }: ReferencePlace,
) {
  const rates = references.flatMap(({ rate }) => (rate !== null && rate <= most ? [rate] : []));
  return [...new Set(rates)].map((rate) => ({
    type: 'line' as const,
    xAxisIndex: axisIndex,
    yAxisIndex: axisIndex,
    symbol: 'none',
    silent: true,
    lineStyle: { color: theme.faint, width: 1, type: 'dashed' as const },
    data: [
      [-room, rate],
      [attacks.length - 1 + room, rate],
    ],
  }));
}

/** The rates of these entries in words, attack by attack. */
export function rateCourse(entries: readonly Misalignment[], attacks: readonly string[]): string {
  return attacks
    .flatMap((attack) => {
      const entry = entries.find((one) => one.attack === attack);
      return entry === undefined ? [] : `${formatRate(entry.rate)} ${plainLabel(attackLabel(attack))}`;
    })
    .join(', ');
}

/** The rates of these entries as the table of a figure. */
export function rateRows(entries: readonly Misalignment[]) {
  return {
    columns: ['dataset', 'model', 'attack', 'rate', 'low', 'high', 'n'],
    rows: entries.map(({ dataset, model, attack, rate, low, high, n }) => [
      dataset,
      model,
      attack,
      rate,
      low,
      high,
      n,
    ]),
  };
}
