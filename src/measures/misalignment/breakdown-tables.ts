import { noAttack } from '../../core/condition.ts';
import type { Metrics, Misalignment } from '../metrics.ts';
import { attackLabel } from '../../tables/attack-label.ts';
import { attackOrder } from '../../tables/attack-order.ts';
import { changeMark } from '../attack-success/change-mark.ts';
import { names } from '../../tables/names.ts';
import { ranked } from './ranked.ts';
import { rateCell } from '../../tables/rate-cell.ts';
import type { Cell, Section, Table } from '../../tables/table.ts';
import { verdictCount } from './verdict-count.ts';

type Field = 'category' | 'variant';

/** A table a dataset that has more than one category (or variant): for each model, a row each. */
export function breakdownTables(metrics: Metrics, field: Field): Table[] {
  const other = field === 'category' ? 'variant' : 'category';
  const entries = metrics.misalignment.filter((entry) => entry[field] !== null && entry[other] === null);
  return names(entries, ({ dataset }) => dataset).flatMap((dataset) => {
    const own = entries.filter((entry) => entry.dataset === dataset);
    return names(own, (entry) => entry[field] ?? '').length < 2
      ? []
      : [ofDataset(dataset, field, own, metrics)];
  });
}

function ofDataset(dataset: string, field: Field, entries: readonly Misalignment[], metrics: Metrics): Table {
  const attacks = attackOrder(entries);
  const totals = metrics.misalignment.filter(
    (entry) => entry.dataset === dataset && entry.category === null && entry.variant === null,
  );
  const byKey = new Map(entries.map((entry) => [key(entry[field], entry.model, entry.attack), entry]));
  const success = new Map(
    (field === 'category' ? metrics.attackSuccess : [])
      .filter((entry) => entry.dataset === dataset && entry.category !== null)
      .map((entry) => [key(entry.category, entry.model, entry.attack), entry]),
  );
  const marked = [...success.values()].some((entry) => changeMark(entry) !== ' ');
  const cell = (value: string, model: string, attack: string): Cell => {
    const mark =
      marked && attack !== noAttack ? ` ${changeMark(success.get(key(value, model, attack)))}` : '';
    return rateCell(byKey.get(key(value, model, attack)), mark);
  };
  return {
    title: `Misalignment rate by ${field}: ${dataset}`,
    columns: [
      { label: field },
      ...attacks.map((attack) => ({ label: attackLabel(attack), align: 'right' as const })),
      { label: 'verdicts', align: 'right', expendable: 'first' },
    ],
    rows: ranked(totals, attacks[0] ?? noAttack).flatMap((model): (readonly Cell[] | Section)[] => {
      const own = entries.filter((entry) => entry.model === model);
      return [
        { section: model },
        ...names(own, (entry) => entry[field] ?? '').map((value) => [
          value,
          ...attacks.map((attack) => cell(value, model, attack)),
          verdictCount(own.filter((entry) => entry[field] === value)),
        ]),
      ];
    }),
    notes: marked
      ? ['↑ ↓ p < .05 against no attack, adjusted by Holm over all categories, models and attacks.']
      : [],
  };
}

function key(value: string | null, model: string, attack: string): string {
  return JSON.stringify([value, model, attack]);
}
