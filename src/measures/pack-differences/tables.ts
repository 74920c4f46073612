import { attackLabel, formatCount, formatP, formatRate, names } from '../../tables/format.ts';
import type { Cell, Section, Table } from '../../tables/table.ts';
import { changeCell, conclusionNotes, familyNote, unboundedNote } from '../attack-success/tables.ts';
import { conclusionOf } from '../inputs/paired-change.ts';
import { resultOf, type StudyResults } from '../measure.ts';
import { type PackDifference, packDifferencesId } from './compute.ts';

/** A table for each dataset and pack: for each model, a row for each attack. */
export function packDifferenceTables(results: StudyResults): Table[] {
  const all = resultOf(results, packDifferencesId) ?? [];
  return names(all, ({ dataset }) => dataset).flatMap((dataset) =>
    names(
      all.filter((entry) => entry.dataset === dataset),
      ({ pack }) => pack,
    ).map((pack) => packTable(all.filter((entry) => entry.dataset === dataset && entry.pack === pack))),
  );
}

function packTable(entries: readonly PackDifference[]): Table {
  const [{ dataset, pack, comparedPack } = { dataset: '', pack: '', comparedPack: '' }] = entries;
  const right = 'right' as const;
  const changes = entries.map(({ paired }) => paired);
  return {
    title: `Prompt pack ${pack} against ${comparedPack}: ${dataset}`,
    lead: `Misalignment with the pack ${comparedPack} → with ${pack}. The change is over the scenarios that have a verdict with both.`,
    columns: [
      { label: 'attack' },
      { label: 'misalignment', align: right },
      { label: 'change in points', align: right },
      { label: 'pairs', align: right, expendable: 'first' },
      { label: 'p (Holm)', align: right },
    ],
    rows: names(entries, ({ model }) => model).flatMap((model): (readonly Cell[] | Section)[] => [
      { section: model },
      ...entries.filter((entry) => entry.model === model).map(row),
    ]),
    notes: [
      `Change: with its 95% interval over clusters${unboundedNote(changes)}. p: exact sign-flip test over clusters${familyNote(changes)}; ↑ ↓ p < .05.`,
      ...conclusionNotes(
        entries.map(({ model, attack, paired }) => ({
          label: `${model} (${attackLabel(attack)})`,
          change: paired,
        })),
      ),
    ],
  };
}

function row({ attack, rate, compared, paired }: PackDifference): Cell[] {
  const conclusion = conclusionOf(paired);
  const mark = conclusion === 'higher' ? '↑' : conclusion === 'lower' ? '↓' : ' ';
  return [
    attackLabel(attack),
    {
      text: `${compared.rate === null ? '—' : formatRate(compared.rate)} → ${rate === null ? '—' : formatRate(rate)}`,
      short: rate === null ? '—' : formatRate(rate),
    },
    changeCell(paired.difference, paired),
    formatCount(paired.n),
    paired.pHolm === null ? '—' : `${formatP(paired.pHolm)} ${mark}`,
  ];
}
