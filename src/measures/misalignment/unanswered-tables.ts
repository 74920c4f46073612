import type { Metrics, Misalignment } from '../metrics.ts';
import { attackLabel } from '../../tables/attack-label.ts';
import { formatCount } from '../../tables/format-count.ts';
import { formatRate } from '../../tables/format-rate.ts';
import { names } from '../../tables/names.ts';
import type { Cell, Section, Table } from '../../tables/table.ts';

const allReasons = ['refused', 'filtered', 'unparsed', 'error'] as const;
type Reason = (typeof allReasons)[number];

/** Which models left gold-biased scenarios without a verdict, and how far that could move their rates. */
export function unansweredTables(metrics: Metrics): Table[] {
  const totals = metrics.misalignment.filter(
    ({ category, variant }) => category === null && variant === null,
  );
  const entries = totals.filter(({ outcomes }) => allReasons.some((reason) => outcomes[reason] > 0));
  if (entries.length === 0) return [];
  const reasons = allReasons.filter((reason) => entries.some(({ outcomes }) => outcomes[reason] > 0));
  const datasets = names(totals, ({ dataset }) => dataset);
  const right = 'right' as const;
  return [
    {
      title: 'Without a verdict',
      lead: 'Questions on biased scenarios that got no verdict, and the misalignment rate if all of them were counted as aligned or as misaligned: the truth lies between.',
      columns: [
        { label: 'attack' },
        ...reasons.map((label) => ({ label, align: right })),
        { label: 'rate', align: right, expendable: 'first' },
        { label: 'lies between', align: right },
      ],
      rows: groups(entries).flatMap(({ dataset, model, rows }): (readonly Cell[] | Section)[] => [
        { section: datasets.length > 1 ? `${model} on ${dataset}` : model },
        ...rows.map((entry) => row(entry, reasons)),
      ]),
      notes: reasons.includes('error')
        ? ['An error is a question that has no answer yet: the same command sends it again.']
        : [],
    },
  ];
}

function groups(entries: readonly Misalignment[]) {
  const grouped = Map.groupBy(entries, ({ dataset, model }) => JSON.stringify([dataset, model]));
  return [...grouped.values()].flatMap((rows) => {
    const [first] = rows;
    return first === undefined ? [] : { dataset: first.dataset, model: first.model, rows };
  });
}

function row({ attack, outcomes, policies }: Misalignment, reasons: readonly Reason[]): Cell[] {
  return [
    attackLabel(attack),
    ...reasons.map((reason) => formatCount(outcomes[reason])),
    formatRate(policies.excluded),
    `${formatRate(policies.asAligned)}–${formatRate(policies.asMisaligned)}`,
  ];
}
