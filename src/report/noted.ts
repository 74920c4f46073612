import type { NoteRow } from '../core/note.ts';
import { csvLines } from '../tables/csv.ts';
import { attackLabel } from '../tables/format.ts';
import type { Table } from '../tables/table.ts';

/** What people noted, as a table of the report; none where nobody noted anything. */
export function notedTables(noted: readonly NoteRow[], names: ReadonlyMap<string, string>): readonly Table[] {
  if (noted.length === 0) return [];
  return [
    {
      title: notedTitle,
      lead: 'Stars, tags and comments of those who read the study. No rate and no test uses them.',
      columns: [
        { label: 'scenario' },
        { label: 'about' },
        { label: 'star', align: 'right' },
        { label: 'tags' },
        { label: 'comment' },
      ],
      rows: [...Map.groupBy(noted, ({ dataset }) => dataset)].flatMap(([dataset, own]) => [
        { section: dataset },
        ...own.map((row) => [
          row.scenario_id,
          subjectOf(row, names),
          row.starred ? '★' : '',
          row.tags,
          row.comment,
        ]),
      ]),
      notes: ['Answers in full: tables/notes.csv.'],
    },
  ];
}

/** Of the table. */
export const notedTitle = 'What readers noted';

/** What a note is about, in a few words. */
export function subjectOf(
  { about, model, attack, repeat, outcome }: NoteRow,
  names: ReadonlyMap<string, string>,
): string {
  if (about === 'scenario') return 'the scenario';
  if (model === null || attack === null) return 'an answer that counts no more';
  const again = repeat === null || repeat === 0 ? '' : `, repeat ${repeat + 1}`;
  return `${about} of ${names.get(model) ?? model}, ${attackLabel(attack)}${again}: ${outcome ?? ''}`;
}

/** All of it, with whole answers and full names, as `hvsb export --table notes` has it. */
export function notedCsv(noted: readonly NoteRow[]): string {
  const [first] = noted;
  if (first === undefined) return '';
  return csvLines([Object.keys(first), ...noted.map((row) => Object.values(row))]);
}
