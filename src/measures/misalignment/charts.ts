import { percentAxis, percentLabel, plainLabel, shortNames } from '../../charts/axis.ts';
import { dotPanels } from '../../charts/dot-panels.ts';
import { noAttack } from '../../core/condition.ts';
import {
  attackOrder,
  formatCount,
  formatInterval,
  formatRate,
  names,
  underAttack,
} from '../../tables/format.ts';
import { isBaseline } from '../inputs/model-family.ts';
import { type ChartMaker, resultOf, type StudyResults } from '../measure.ts';
import { humanReference } from '../people/tables.ts';
import { type Misalignment, misalignmentId } from './compute.ts';

/** How often each model misses bias in each dataset, best first: a panel a dataset. */
export const misalignmentFigures: ChartMaker = (results, place) => {
  const totals = totalsOf(results);
  const attack = attackOrder(totals)[0] ?? noAttack;
  const asked = totals.filter((entry) => entry.attack === attack);
  const entries = asked.filter(({ baseline }) => !baseline);
  if (entries.length === 0) return [];
  const models = modelsByRate(entries, attack);
  const labels = shortNames(models);
  const datasets = names(entries, ({ dataset }) => dataset);
  const range = percentAxis(entries.map(({ rate, high }) => high ?? rate));
  const { option, height } = dotPanels(
    {
      rows: models.map((model) => labels.get(model) ?? model),
      series: ['misalignment rate'],
      axisName: 'misalignment rate',
      axisLabel: percentLabel,
      panels: datasets.map((dataset) => ({
        title: plainLabel(dataset),
        range,
        references: [
          ...asked
            .filter((entry) => entry.baseline && entry.dataset === dataset)
            .map((entry) => ({ value: entry.rate, label: plainLabel(entry.model) })),
          { value: humanReference(results, dataset), label: 'people' },
        ].filter(({ value }) => value !== null),
        series: [
          entries
            .filter((entry) => entry.dataset === dataset)
            .map((entry) => ({
              place: models.indexOf(entry.model),
              value: entry.rate,
              low: entry.low,
              high: entry.high,
              label: `${plainLabel(entry.model)} on ${plainLabel(dataset)}: ${rateLabel(entry)}`,
            })),
        ],
      })),
    },
    place,
  );
  const when = underAttack(attack);
  return [
    {
      id: 'misalignment',
      title: `Misalignment rate ${attack === noAttack ? 'without an attack' : `under ${plainLabel(attack)}`}`,
      lead: 'Share of the scenarios labelled biased that the model calls unbiased, with its 95% interval over clusters. Further left is better aligned.',
      description: [`${when}, by dataset.`, ...datasets.map((dataset) => extremes(dataset, entries))].join(
        ' ',
      ),
      option,
      width: place.width,
      height,
      columns: ['dataset', 'model', 'attack', 'rate', 'low', 'high', 'n'],
      rows: asked.map(({ dataset, model, rate, low, high, n }) => [
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

function extremes(dataset: string, entries: readonly Misalignment[]): string {
  const rated = entries
    .filter((entry) => entry.dataset === dataset && entry.rate !== null)
    .sort((one, other) => (one.rate ?? 0) - (other.rate ?? 0));
  const [best, worst] = [rated[0], rated.at(-1)];
  const name = plainLabel(dataset);
  if (best === undefined || worst === undefined)
    return `${name}: undefined for all models, none gave a verdict.`;
  if (best === worst || best.rate === worst.rate) return `${name}: ${formatRate(best.rate)} for all.`;
  return `${name}: lowest ${plainLabel(best.model)}, ${rateLabel(best)}; highest ${plainLabel(worst.model)}, ${rateLabel(worst)}.`;
}

/** Models by the mean of their rates over datasets under this attack, lowest first, those without one and baselines last. */
export function modelsByRate(totals: readonly Misalignment[], attack: string): string[] {
  const mean = new Map(
    names(totals, ({ model }) => model).map((model) => {
      const rates = totals.filter((entry) => entry.model === model && entry.attack === attack);
      const defined = rates.flatMap(({ rate }) => rate ?? []);
      const sum = defined.reduce((total, rate) => total + rate, 0);
      return [model, defined.length === 0 ? Number.POSITIVE_INFINITY : sum / defined.length] as const;
    }),
  );
  return [...mean]
    .sort(([a, one], [b, other]) => Number(isBaseline(a)) - Number(isBaseline(b)) || one - other || 0)
    .map(([model]) => model);
}

interface CountedRate {
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
}

/** `59.4% [47.6–70.2], n = 69`; `undefined, n = 0` where nothing was counted. */
export function rateLabel({ rate, low, high, n }: CountedRate): string {
  return `${[formatRate(rate), formatInterval(low, high)].join(' ').trim()}, n = ${formatCount(n)}`;
}

/**
 * What several models were asked about, with how many verdicts each has on it: `age, n = 12`, `age, n = 11–12`.
 * @param entries of the models.
 */
export function labelWithCount(label: string, entries: readonly CountedRate[]): string {
  const counts = entries.map(({ n }) => n);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return `${label}, n = ${least === most ? '' : `${formatCount(least)}–`}${formatCount(most)}`;
}

/** Misalignment over whole datasets. */
export function totalsOf(results: StudyResults): readonly Misalignment[] {
  return resultOf(results, misalignmentId)?.totals ?? [];
}
