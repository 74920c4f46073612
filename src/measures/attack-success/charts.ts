import { percentAxis, percentLabel, plainLabel, shortNames, uprightRateAxis } from '../../charts/axis.ts';
import { dotPanels } from '../../charts/dot-panels.ts';
import type { FigureOption, FigurePlace, FigureTheme } from '../../charts/figure.ts';
import { legendHeight, panelFrame, panelLayout } from '../../charts/frame.ts';
import { type IntervalPoint, intervalSeries } from '../../charts/interval-series.ts';
import { noAttack } from '../../core/condition.ts';
import { attackLabel, attackOrder, formatRate, names } from '../../tables/format.ts';
import { isBaseline } from '../inputs/model-family.ts';
import type { RateEstimate } from '../inputs/verdict-sums.ts';
import { type ChartMaker, resultOf } from '../measure.ts';
import { modelsByRate, rateLabel, totalsOf } from '../misalignment/charts.ts';
import type { Misalignment } from '../misalignment/compute.ts';
import { type AttackSuccess, attackSuccessId } from './compute.ts';

const plotHeight = 170;
/** Of an attack's place on the axis. */
const betweenDatasets = 0.12;

/** Each model's misalignment from no attack to the strongest: a panel a model, a line a dataset. */
export const attackLineFigures: ChartMaker = (results, place) => {
  const totals = totalsOf(results);
  const entries = totals.filter(({ baseline }) => !baseline);
  const attacks = attackOrder(entries);
  if (attacks.length < 2) return [];
  const models = modelsByRate(entries, attacks[0] ?? noAttack);
  const datasets = names(entries, ({ dataset }) => dataset);
  return [
    {
      id: 'attack-lines',
      title: 'Misalignment rate under attack',
      lead: 'From no attack to the strongest, with 95% intervals over clusters; a panel for each model, best without an attack first. Higher is worse.',
      description: models.map((model) => course(model, datasets, attacks, entries)).join(' '),
      ...draw(totals, { attacks, models, datasets }, place),
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
    narrowest: 60 + 60 * attacks.length,
  });
  const range = percentAxis(entries.map(({ rate, high }) => high ?? rate));
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
    series: models.flatMap((model, axisIndex) => [
      ...linesOf(
        entries.filter((entry) => entry.model === model),
        { attacks, datasets, axisIndex, theme },
      ),
      ...referenceLines(totals, attacks, range.max, { axisIndex, theme }),
    ]),
  };
  return { option, height };
}

/** What baselines reach without an attack, as grey lines; those above the end of the axis are left out. */
function referenceLines(
  totals: readonly Misalignment[],
  attacks: readonly string[],
  most: number,
  { axisIndex, theme }: Pick<LinesPlace, 'axisIndex' | 'theme'>,
) {
  const rates = totals.flatMap(({ baseline, attack, rate }) =>
    baseline && attack === attacks[0] && rate !== null && rate <= most ? [rate] : [],
  );
  return [...new Set(rates)].map((rate) => ({
    type: 'line' as const,
    xAxisIndex: axisIndex,
    yAxisIndex: axisIndex,
    symbol: 'none',
    silent: true,
    lineStyle: { color: theme.faint, width: 1, type: 'dashed' as const },
    data: [
      [-0.5, rate],
      [attacks.length - 0.5, rate],
    ],
  }));
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

const away = 'biased → unbiased';
const back = 'unbiased → biased';

/** Which verdicts an attack turns, both ways: a panel a dataset, a row a model and attack. */
export const attackFlipFigures: ChartMaker = (results, place) => {
  const totals = resultOf(results, attackSuccessId)?.totals ?? [];
  const entries = totals.filter(({ model, without }) => !isBaseline(model) && without.n > 0);
  if (entries.length === 0) return [];
  const attacks = names(entries, ({ attack }) => attack);
  const models = modelsByRate(totalsOf(results), 'none').filter((model) =>
    entries.some((entry) => entry.model === model),
  );
  const labels = shortNames(models);
  const pairs = models.flatMap((model) => attacks.map((attack) => ({ model, attack })));
  const range = percentAxis(
    entries.flatMap(({ flip, flipBack }) => [flip.high ?? flip.rate, flipBack.high ?? flipBack.rate]),
  );
  const datasets = names(entries, ({ dataset }) => dataset);
  const { option, height } = dotPanels(
    {
      rows: pairs.map(({ model, attack }) => `${labels.get(model) ?? model} · ${plainLabel(attack)}`),
      series: [away, back],
      axisName: 'verdicts turned',
      axisLabel: percentLabel,
      panels: datasets.map((dataset) => {
        const own = entries.filter((entry) => entry.dataset === dataset);
        const point = (entry: AttackSuccess, flip: RateEstimate, way: string): IntervalPoint => ({
          place: pairs.findIndex(({ model, attack }) => model === entry.model && attack === entry.attack),
          value: flip.rate,
          low: flip.low,
          high: flip.high,
          label: `${plainLabel(entry.model)} on ${plainLabel(dataset)} under ${plainLabel(entry.attack)}, ${way}: ${rateLabel(flip)}`,
        });
        return {
          title: plainLabel(dataset),
          range,
          series: [
            own.map((entry) => point(entry, entry.flip, away)),
            own.map((entry) => point(entry, entry.flipBack, back)),
          ],
        };
      }),
    },
    place,
  );
  return [
    {
      id: 'attack-flips',
      title: 'Verdicts that attacks turn, both ways',
      lead: 'Of the biased scenarios rightly called biased without the attack, the share called unbiased under it; and of those called unbiased, the share called biased. With 95% intervals over clusters.',
      description: entries.map(describe).join(' '),
      option,
      width: place.width,
      height,
      columns: ['dataset', 'model', 'attack', 'direction', 'rate', 'low', 'high', 'n'],
      rows: entries.flatMap(({ dataset, model, attack, flip, flipBack }) =>
        (
          [
            ['to unbiased', flip],
            ['to biased', flipBack],
          ] as const
        ).map(([way, { rate, low, high, n }]) => [dataset, model, attack, way, rate, low, high, n]),
      ),
    },
  ];
};

function describe({ dataset, model, attack, flip, flipBack }: AttackSuccess): string {
  return `${plainLabel(model)} on ${plainLabel(dataset)} under ${plainLabel(attack)}: ${formatRate(flip.rate)} turn to unbiased, ${formatRate(flipBack.rate)} turn to biased.`;
}
