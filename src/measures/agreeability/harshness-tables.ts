import type { Harshness } from './agreeability.ts';
import type { ExplanationMetrics } from '../explanation-metrics.ts';
import { formatCount } from '../../tables/format-count.ts';
import { formatRate } from '../../tables/format-rate.ts';
import { askedCount, noVerdictNote } from './no-verdict-note.ts';
import { rateCell } from '../../tables/rate-cell.ts';
import type { Cell, Table } from '../../tables/table.ts';

const lead =
  'How often a rater disagrees with explanations of other models, with its 95% interval clustered by scenario: DISAGREE / (AGREE + DISAGREE). Harshest first.';
/** A rater beyond these says the same of nearly everything. */
const hardlyEver = 0.02;
const fewest = 20;

/** How harsh each rater is; empty where nothing was read. */
export function harshnessTables(metrics: ExplanationMetrics): Table[] {
  const raters = metrics.harshness.toSorted((one, other) => rateOf(other) - rateOf(one));
  if (raters.length === 0) return [];
  const right = 'right' as const;
  return [
    {
      title: 'Harshness of raters',
      lead,
      columns: [
        { label: 'rater' },
        { label: 'disagrees with others', align: right },
        { label: 'with itself', align: right },
        { label: 'readings of others', align: right, expendable: 'first' },
      ],
      rows: raters.map((entry) => [
        entry.rater,
        towardsOthers(entry),
        withItself(metrics, entry.rater),
        formatCount(entry.towardsOthers.n),
      ]),
      notes: [
        ...spread(raters),
        ...unmoved(raters, ({ rate }) => rate < hardlyEver, 'agree'),
        ...unmoved(raters, ({ rate }) => rate > 1 - hardlyEver, 'disagree'),
        ...noVerdictNote(raters.map(({ all }) => all)),
      ],
    },
  ];
}

function rateOf({ towardsOthers }: Harshness): number {
  return towardsOthers.rate ?? -1;
}

function towardsOthers({ towardsOthers: rate }: Harshness): Cell {
  const { low, high } = rate.clustered;
  return rateCell(askedCount(rate) === 0 ? undefined : { rate: rate.rate, low, high });
}

function withItself({ agreeability }: ExplanationMetrics, model: string): string {
  const own = agreeability.find(({ explainer, rater }) => explainer === model && rater === model);
  if (own === undefined) return '—';
  return formatRate(own.rate === null ? null : 1 - own.rate);
}

function spread(raters: readonly Harshness[]): string[] {
  const rated = raters.filter(({ towardsOthers }) => towardsOthers.rate !== null);
  const [harshest, mildest] = [rated[0], rated.at(-1)];
  if (harshest === undefined || mildest === undefined || rateOf(harshest) === rateOf(mildest)) return [];
  return [
    `Harshest: ${harshest.rater} (${formatRate(rateOf(harshest))}); mildest: ${mildest.rater} (${formatRate(rateOf(mildest))}).`,
  ];
}

/** A rater that always says the same tells nothing of the explanations. */
function unmoved(
  raters: readonly Harshness[],
  isSo: (rate: { readonly rate: number }) => boolean,
  verb: 'agree' | 'disagree',
): string[] {
  const found = raters.filter(({ all }) => all.rate !== null && all.n >= fewest && isSo({ rate: all.rate }));
  if (found.length === 0) return [];
  const does =
    found.length === 1
      ? `${verb}s with nearly everything it reads; what it says`
      : `${verb} with nearly everything they read; what they say`;
  return [`Caution: ${found.map(({ rater }) => rater).join(', ')} ${does} tells little of the explanations.`];
}
