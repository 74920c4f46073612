import { percentAxis, plainLabel, shortNames, uprightRateAxis } from '../../charts/axis.ts';
import type { FigureOption, FigurePlace } from '../../charts/figure.ts';
import { legendHeight, panelFrame, panelLayout } from '../../charts/frame.ts';
import { intervalSeries } from '../../charts/interval-series.ts';
import { noAttack } from '../../core/condition.ts';
import { attackOrder, names, underAttack } from '../../tables/format.ts';
import { fullModelName } from '../display-names.ts';
import { modelFamily } from '../inputs/model-family.ts';
import type { ChartMaker } from '../measure.ts';
import { rateLabel, totalsOf } from './charts.ts';
import type { Misalignment } from './compute.ts';

type Sized = Misalignment & { readonly size: number; readonly family: string };

/** Size against misalignment, over the models whose name says their size: a panel a dataset, a series a family. */
export const sizeFigures: ChartMaker = (results, place) => {
  const totals = totalsOf(results);
  const attack = attackOrder(totals)[0] ?? noAttack;
  const asked = totals.filter((entry) => entry.attack === attack && !entry.baseline);
  const entries = asked.flatMap((entry): Sized[] => {
    const model = fullModelName(results, entry.model);
    const size = parameterCount(model);
    return size === null ? [] : [{ ...entry, size, family: familyLabel(model) }];
  });
  if (names(entries, ({ size }) => String(size)).length < 2) return [];
  const unsized = names(asked, ({ model }) => model).filter(
    (model) => parameterCount(fullModelName(results, model)) === null,
  );
  const leftOut =
    unsized.length === 0
      ? ''
      : ` Left out, as their names say no size: ${unsized.map(plainLabel).join(', ')}.`;
  const sorted = entries.toSorted((one, other) => one.size - other.size);
  return [
    {
      id: 'size',
      title: 'Size and misalignment',
      lead: `${underAttack(attack)}: the number of parameters as the model’s name says it (logarithmic) against the misalignment rate with its 95% interval over clusters.`,
      description: `${sorted.map((entry) => `${plainLabel(entry.model)} on ${plainLabel(entry.dataset)}: ${rateLabel(entry)}.`).join(' ')}${leftOut}`,
      ...draw(sorted, place),
      width: place.width,
      columns: ['dataset', 'model', 'parameters', 'attack', 'rate', 'low', 'high', 'n'],
      rows: sorted.map(({ dataset, model, size, rate, low, high, n }) => [
        dataset,
        model,
        size,
        attack,
        rate,
        low,
        high,
        n,
      ]),
    },
  ];
};

function draw(
  entries: readonly Sized[],
  { theme, width }: FigurePlace,
): { readonly option: FigureOption; readonly height: number } {
  const datasets = names(entries, ({ dataset }) => dataset);
  const families = names(entries, ({ family }) => family);
  const { boxes, height } = panelLayout({
    count: datasets.length,
    width,
    height: 220,
    labelWidth: 44,
    above: legendHeight(families, width),
    narrowest: 200,
  });
  const sizes = entries.map(({ size }) => size);
  const range = percentAxis(entries.map(({ rate, high }) => high ?? rate));
  const faint = { color: theme.faint, fontSize: 11 };
  const option: FigureOption = {
    ...panelFrame(datasets.map(plainLabel), boxes, families, theme),
    xAxis: datasets.map((_, gridIndex) => ({
      type: 'log' as const,
      gridIndex,
      min: Math.min(...sizes) / 1.5,
      max: Math.max(...sizes) * 1.5,
      name: 'parameters',
      nameLocation: 'middle' as const,
      nameGap: 26,
      nameTextStyle: faint,
      splitLine: { show: false },
      axisLine: { onZero: false, lineStyle: { color: theme.line } },
      axisLabel: { ...faint, hideOverlap: true, formatter: sizeLabel },
    })),
    yAxis: boxes.map((box, gridIndex) => uprightRateAxis(gridIndex, box, range, theme)),
    series: datasets.flatMap((dataset, axisIndex) =>
      families.map((family, number) =>
        intervalSeries({
          name: family,
          points: entries
            .filter((entry) => entry.dataset === dataset && entry.family === family)
            .map((entry) => ({
              place: entry.size,
              value: entry.rate,
              low: entry.low,
              high: entry.high,
              label: `${plainLabel(entry.model)} on ${plainLabel(dataset)}: ${rateLabel(entry)}`,
            })),
          number,
          shift: 0,
          along: 'y',
          axisIndex,
          theme,
        }),
      ),
    ),
  };
  return { option, height };
}

/** A model that is a family of its own goes by its short name. */
function familyLabel(model: string): string {
  const family = modelFamily(model);
  return family === model ? (shortNames([model]).get(model) ?? model) : plainLabel(family);
}

/** `7B`, `500M`. */
function sizeLabel(size: number): string {
  const [unit, name] = size >= 1e12 ? [1e12, 'T'] : size >= 1e9 ? [1e9, 'B'] : [1e6, 'M'];
  return `${Number((size / unit).toPrecision(2))}${name}`;
}

const units: Readonly<Record<string, number>> = { m: 1e6, b: 1e9, t: 1e12 };

/**
 * The number of a model's parameters as its name says (`llama-3.1-8b`, `Qwen2.5-1.5B-Instruct`, `smollm2:135m`): the
 * first that stands there, so that of a mixture with active ones (`30B-A3B`) it is all. Null where the name does not
 * say, or says it as experts times a size (`8x7b`), which is not their sum.
 */
export function parameterCount(model: string): number | null {
  const [, number = '', unit = ''] =
    /(?:^|[^a-z0-9.])(\d+(?:\.\d+)?)([bmt])(?![a-z0-9])/i.exec(model.slice(model.indexOf(':') + 1)) ?? [];
  const scale = units[unit.toLowerCase()];
  return scale === undefined ? null : Number(number) * scale;
}
