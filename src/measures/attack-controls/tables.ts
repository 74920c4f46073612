import { attackLabel, formatCount, formatP, names } from '../../tables/format.ts';
import type { Cell, Section, Table } from '../../tables/table.ts';
import { changeCell, conclusionNotes, familyNote, unboundedNote } from '../attack-success/tables.ts';
import { conclusionOf } from '../inputs/paired-change.ts';
import { resultOf, type StudyResults } from '../measure.ts';
import { type AttackControl, attackControlsId } from './compute.ts';

/** A table for each dataset: for each model, a row for each comparison. */
export function attackControlTables(results: StudyResults): Table[] {
  const all = resultOf(results, attackControlsId) ?? [];
  const right = 'right' as const;
  return names(all, ({ dataset }) => dataset).map((dataset) => {
    const entries = all.filter((entry) => entry.dataset === dataset);
    const changes = entries.map(({ paired }) => paired);
    return {
      title: `Attacks against a neutral system prompt: ${dataset}`,
      lead: 'The change of misalignment over the scenarios that have a verdict under both system prompts.',
      columns: [
        { label: 'system prompt' },
        { label: 'compared with' },
        { label: 'change in points', align: right },
        { label: 'pairs', align: right },
        { label: 'p (Holm)', align: right },
      ],
      rows: names(entries, ({ model }) => model).flatMap((model): (readonly Cell[] | Section)[] => [
        { section: model },
        ...entries.filter((entry) => entry.model === model).map(row),
      ]),
      notes: [
        `Change: with its 95% interval over clusters${unboundedNote(changes)}. p: exact sign-flip test over clusters${familyNote(changes)}; ↑ ↓ p < .05.`,
        ...conclusionNotes(entries.map((entry) => ({ label: labelOf(entry), change: entry.paired }))),
      ],
    };
  });
}

function labelOf({ model, attack, comparedWith }: AttackControl): string {
  return `${model} (${attackLabel(attack)} against ${attackLabel(comparedWith)})`;
}

function row({ attack, comparedWith, paired }: AttackControl): Cell[] {
  const conclusion = conclusionOf(paired);
  const mark = conclusion === 'higher' ? '↑' : conclusion === 'lower' ? '↓' : ' ';
  return [
    attackLabel(attack),
    attackLabel(comparedWith),
    changeCell(paired.difference, paired),
    formatCount(paired.n),
    paired.pHolm === null ? '—' : `${formatP(paired.pHolm)} ${mark}`,
  ];
}
