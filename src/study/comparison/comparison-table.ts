import {
  changeCell,
  conclusionNotes,
  familyNote,
  unboundedNote,
} from '../../measures/attack-success/tables.ts';
import type { PairedChange } from '../../measures/inputs/paired-change.ts';
import {
  attackLabel,
  formatChange,
  formatCount,
  formatP,
  formatRate,
  names,
  rateCell,
} from '../../tables/format.ts';
import type { Cell, Table } from '../../tables/table.ts';
import type { ComparedSide, Comparison } from './compare.ts';

/** A table for each dataset: a line for each model and attack that was compared. */
export function comparisonTables(comparisons: readonly Comparison[], a: string, b: string): Table[] {
  return names(comparisons, ({ dataset }) => dataset).map((dataset) => {
    const own = comparisons.filter((comparison) => comparison.dataset === dataset);
    const right = 'right' as const;
    return {
      title: `${b} against ${a}: ${dataset}`,
      lead: `Misalignment of A (${a}) and of B (${b}); the change from A to B is over the scenarios with a verdict in both.`,
      columns: [
        { label: 'A and B' },
        { label: 'A', align: right },
        { label: 'B', align: right },
        { label: 'change in points', align: right },
        { label: 'to unbiased', align: right, expendable: 'last' as const },
        { label: 'to biased', align: right, expendable: 'last' as const },
        { label: 'pairs', align: right, expendable: 'first' as const },
        { label: 'p (Holm)', align: right },
      ],
      rows: own.map(row),
      notes: [
        `Change: with its 95% interval over clusters${unboundedNote(own.map(({ change }) => change))}. p: exact sign-flip test over clusters${familyNote(own.map(({ change }) => change))}; ↑ ↓ p < .05.`,
        ...conclusionNotes(
          own.map(({ a: one, b: other, change }) => ({ label: labelOf(one, other), change })),
        ),
        ...powerNote(own[0]?.change),
      ],
    };
  });
}

function row({ a, b, change, conclusion }: Comparison): Cell[] {
  const mark = conclusion === 'higher' ? '↑' : conclusion === 'lower' ? '↓' : ' ';
  return [
    labelOf(a, b),
    rateCell(a),
    rateCell(b),
    changeCell(change.difference, change),
    formatRate(change.harmful.rate),
    formatRate(change.beneficial.rate),
    formatCount(change.n),
    change.pHolm === null ? '—' : `${formatP(change.pHolm)} ${mark}`,
  ];
}

/** `m, targeted`; both names where they differ. */
export function labelOf(a: ComparedSide, b: ComparedSide): string {
  const model = a.model === b.model ? a.model : `${a.model} → ${b.model}`;
  const [from, to] = [attackLabel(a.attack), attackLabel(b.attack)];
  return `${model}, ${from === to ? from : `${from} → ${to}`}`;
}

function powerNote(change: PairedChange | undefined): string[] {
  const smallest = change?.family?.smallestDetectable ?? null;
  return smallest === null
    ? []
    : [
        `With these scenarios a difference of ${formatChange(smallest).replace('+', '')} points is detected with 80% power.`,
      ];
}
