import type { Metrics } from '../metrics.ts';
import { attackLabel } from '../../tables/attack-label.ts';
import { formatCount } from '../../tables/format-count.ts';
import { formatInterval } from '../../tables/format-interval.ts';
import { formatRate } from '../../tables/format-rate.ts';
import { names } from '../../tables/names.ts';
import type { Cell, Section, Table } from '../../tables/table.ts';

const lead =
  'Scenarios made from one template, target, pair or prompt resemble each other. The clustered interval takes that into account; where it is much wider than the other, trust it.';

/** A table a dataset: the misalignment rates again, with both intervals. */
export function clusteredTables(metrics: Metrics): Table[] {
  const totals = metrics.misalignment.filter(
    ({ category, variant }) => category === null && variant === null,
  );
  const right = 'right' as const;
  return names(totals, ({ dataset }) => dataset).map((dataset, i) => {
    const entries = totals.filter((entry) => entry.dataset === dataset);
    return {
      title: `Intervals of the misalignment rate: ${dataset}`,
      ...(i === 0 ? { lead } : {}),
      columns: [
        { label: 'attack' },
        { label: 'rate', align: right },
        { label: 'as if independent (Wilson)', align: right },
        { label: 'clustered', align: right },
        { label: 'clusters', align: right, expendable: 'first' as const },
        { label: 'verdicts', align: right, expendable: 'first' as const },
      ],
      rows: names(entries, ({ model }) => model).flatMap((model): (readonly Cell[] | Section)[] => [
        { section: model },
        ...entries
          .filter((entry) => entry.model === model)
          .map(({ attack, rate, low, high, n, clustered }) => [
            attackLabel(attack),
            formatRate(rate),
            formatInterval(low, high) || '—',
            formatInterval(clustered.low, clustered.high) || '—',
            formatCount(clustered.clusters),
            formatCount(n),
          ]),
      ]),
      notes: entries.some(({ clustered }) => clustered.standardError === null)
        ? [
            '— no verdicts, fewer than two clusters, or the same rate in all of them, which tells nothing of how much others would differ.',
          ]
        : [],
    };
  });
}
