import { cellText, oneLine } from './format.ts';
import type { Table } from './table.ts';

/** A table as GitHub-flavoured Markdown under a heading of the second level, ending in a line break. */
export function renderMarkdown(table: Table): string {
  const paragraphs = [
    `## ${inline(table.title)}`,
    ...(table.lead === undefined ? [] : [inline(table.lead)]),
    [
      line(table.columns.map(({ label }) => inline(label))),
      line(table.columns.map(({ align }) => (align === 'right' ? '---:' : '---'))),
      ...table.rows.map((row) =>
        line(
          table.columns.map((_, i) => {
            if ('section' in row) return i === 0 ? `**${inline(row.section)}**` : '';
            return inline(cellText(row[i], false).trim());
          }),
        ),
      ),
    ].join('\n'),
    ...(table.notes === undefined || table.notes.length === 0
      ? []
      : [table.notes.map((note) => `- ${inline(note)}`).join('\n')]),
  ];
  return `${paragraphs.join('\n\n')}\n`;
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Names come from users and datasets: they must not end a cell or start emphasis, markup or a link. */
function inline(text: string): string {
  return oneLine(text).replaceAll(/[\\|`*_<>[\]]/g, (mark) => `\\${mark}`);
}

/** Text from anywhere within a paragraph of Markdown: one line, without a character that would be read as markup. */
export function markdownText(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replaceAll(/[\\|`*_<>[\]#&]/g, (mark) => `\\${mark}`);
}
