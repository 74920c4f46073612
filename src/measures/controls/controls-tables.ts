import type { Controls, Metrics } from '../metrics.ts';
import { attackLabel } from '../../tables/attack-label.ts';
import { decimalCell } from '../../tables/decimal-cell.ts';
import { formatDecimal } from '../../tables/format-decimal.ts';
import { formatRate } from '../../tables/format-rate.ts';
import { names } from '../../tables/names.ts';
import { rateCell } from '../../tables/rate-cell.ts';
import type { Cell, Section, Table } from '../../tables/table.ts';

const lead =
  'Does the model tell biased from unbiased scenarios, or does it call everything biased? d′ is 0 at chance and grows as it tells them apart; c below 0 leans towards BIASED, above 0 towards UNBIASED.';

/** A table a dataset with unbiased scenarios: for each model, a row an attack. */
export function controlsTables(metrics: Metrics): Table[] {
  const right = 'right' as const;
  return names(metrics.controls, ({ dataset }) => dataset).map((dataset, i) => {
    const entries = metrics.controls.filter((entry) => entry.dataset === dataset);
    return {
      title: `Controls: ${dataset}`,
      ...(i === 0 ? { lead } : {}),
      columns: [
        { label: 'attack' },
        { label: 'hits (biased called biased)', align: right },
        { label: 'false alarms (unbiased called biased)', align: right },
        { label: 'balanced accuracy', align: right, expendable: 'last' as const },
        { label: 'd′', align: right },
        { label: 'c', align: right },
      ],
      rows: names(entries, ({ model }) => model).flatMap((model): (readonly Cell[] | Section)[] => [
        { section: model },
        ...entries
          .filter((entry) => entry.model === model)
          .map((entry) => [
            attackLabel(entry.attack),
            rateCell(entry.hit),
            rateCell(entry.falseAlarm),
            formatRate(entry.balancedAccuracy),
            decimalCell(entry.dPrime, entry.dPrimeInterval),
            formatDecimal(entry.criterion),
          ]),
      ]),
      notes: notes(entries),
    };
  });
}

function notes(entries: readonly Controls[]): string[] {
  const measured = entries.filter(({ dPrime }) => dPrime !== null);
  const unbounded = measured.some(({ dPrimeInterval }) => dPrimeInterval.low === null);
  const where = unbounded ? '; none where all clusters are alike or there are fewer than two' : '';
  return [
    ...(measured.length > 0 ? [`Interval of d′: 95%, by bootstrap over clusters${where}.`] : []),
    ...(measured.length < entries.length ? ['Undefined: no verdict on one of the two sides.'] : []),
  ];
}
