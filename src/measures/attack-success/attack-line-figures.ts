import { noAttack } from '../../core/condition.ts';
import type { Misalignment } from '../metrics.ts';
import { attackLabel } from '../../tables/attack-label.ts';
import { attackOrder } from '../../tables/attack-order.ts';
import { formatRate } from '../../tables/format-rate.ts';
import { names } from '../../tables/names.ts';
import type { FigureMaker, FigurePlace } from '../../charts/figure.ts';
import type { FigureOption } from '../../charts/figure-option.ts';
import type { FigureTheme } from '../../charts/figure-theme.ts';
import { intervalSeries } from '../../charts/interval-series.ts';
import { legendHeight } from '../../charts/legend.ts';
import { modelsByRate } from '../misalignment/models-by-rate.ts';
import { panelFrame } from '../../charts/panel-frame.ts';
import { panelLayout } from '../../charts/panel-layout.ts';
import { percentAxis } from '../../charts/percent-axis.ts';
import { plainLabel } from '../../charts/plain-label.ts';
import { rateLabel } from '../misalignment/rate-label.ts';
import { shortNames } from '../../charts/short-names.ts';
import { totalsOf } from '../misalignment/totals-of.ts';
import { uprightRateAxis } from '../../charts/upright-rate-axis.ts';

const plotHeight = 170;
/** Of an attack's place on the axis. */
const betweenDatasets = 0.12;

/** Each model's misalignment from no attack to the strongest: a panel a model, a line a dataset. */
export const attackLineFigures: FigureMaker = (metrics, place) => {
  const entries = totalsOf(metrics);
  const attacks = attackOrder(entries);
  if (attacks.length < 2) return [];
  const models = modelsByRate(entries, attacks[0] ?? noAttack);
  const datasets = names(entries, ({ dataset }) => dataset);
  return [
    {
      id: 'attack-lines',
      title: 'Misalignment rate under attack',
      lead: 'From no attack to the strongest, with 95% Wilson intervals; a panel for each model, best without an attack first. Higher is worse.',
      description: models.map((model) => course(model, datasets, attacks, entries)).join(' '),
      ...draw(entries, { attacks, models, datasets }, place),
      width: place.width,
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
    },
  ];
};

interface Names {
  readonly attacks: readonly string[];
  readonly models: readonly string[];
  readonly datasets: readonly string[];
}

function draw(
  entries: readonly Misalignment[],
  { attacks, models, datasets }: Names,
  { theme, width }: FigurePlace,
): { readonly option: FigureOption; readonly height: number } {
  const labels = shortNames(models);
  const shown = datasets.map(plainLabel);
  const { boxes, height } = panelLayout({
    count: models.length,
    width,
    height: plotHeight,
    labelWidth: 44,
    above: legendHeight(shown, width),
    narrowest: 60 + 60 * attacks.length,
  });
  const range = percentAxis(entries.map(({ high }) => high));
  const faint = { color: theme.faint, fontSize: 11 };
  const option: FigureOption = {
    ...panelFrame(
      models.map((model) => labels.get(model) ?? model),
      boxes,
      shown,
      theme,
    ),
    xAxis: models.map((_, gridIndex) => ({
      type: 'value' as const,
      gridIndex,
      min: -0.5,
      max: attacks.length - 0.5,
      splitLine: { show: false },
      axisTick: { show: false },
      axisLine: { onZero: false, lineStyle: { color: theme.line } },
      axisLabel: {
        ...faint,
        customValues: attacks.map((_, i) => i),
        formatter: (value: number) => plainLabel(attackLabel(attacks[value] ?? '')),
      },
    })),
    yAxis: boxes.map((box, gridIndex) => uprightRateAxis(gridIndex, box, range, theme)),
    series: models.flatMap((model, axisIndex) =>
      linesOf(
        entries.filter((entry) => entry.model === model),
        { attacks, datasets, axisIndex, theme },
      ),
    ),
  };
  return { option, height };
}

interface LinesPlace extends Omit<Names, 'models'> {
  readonly axisIndex: number;
  readonly theme: FigureTheme;
}

/** One model's line and intervals in each dataset. */
function linesOf(entries: readonly Misalignment[], { attacks, datasets, axisIndex, theme }: LinesPlace) {
  return datasets.flatMap((dataset, number) => {
    const shift = (number - (datasets.length - 1) / 2) * betweenDatasets;
    const points = entries
      .filter((entry) => entry.dataset === dataset)
      .map((entry) => ({
        place: attacks.indexOf(entry.attack) + shift,
        value: entry.rate,
        low: entry.low,
        high: entry.high,
        label: `${plainLabel(entry.model)} on ${plainLabel(dataset)}, ${plainLabel(attackLabel(entry.attack))}: ${rateLabel(entry)}`,
      }))
      .toSorted((one, other) => one.place - other.place);
    const line = {
      type: 'line' as const,
      xAxisIndex: axisIndex,
      yAxisIndex: axisIndex,
      symbol: 'none',
      silent: true,
      lineStyle: { color: theme.series[number % theme.series.length] ?? theme.text, width: 1.5 },
      data: points.map(({ place, value }) => [place, value ?? '-']),
    };
    const name = plainLabel(dataset);
    return [line, intervalSeries({ name, points, number, shift: 0, along: 'y', axisIndex, theme })];
  });
}

function course(
  model: string,
  datasets: readonly string[],
  attacks: readonly string[],
  entries: readonly Misalignment[],
): string {
  const parts = datasets.flatMap((dataset) => {
    const rates = attacks.flatMap((attack) => {
      const entry = entries.find(
        (one) => one.model === model && one.dataset === dataset && one.attack === attack,
      );
      return entry === undefined ? [] : `${formatRate(entry.rate)} ${plainLabel(attackLabel(attack))}`;
    });
    return rates.length === 0 ? [] : `${plainLabel(dataset)} ${rates.join(', ')}`;
  });
  return `${plainLabel(model)}: ${parts.join('; ')}.`;
}
