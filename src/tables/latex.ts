import { cellText } from './format.ts';
import type { Cell, Section, Table } from './table.ts';

/** A table of more rows goes over pages. */
const mostOnAPage = 40;

/**
 * A table for a paper, by booktabs: a float with caption, label and notes, or where it is long a longtable. Its first
 * line names the packages that it needs.
 * @param label what `\ref` calls it, for example `tab:misalignment`.
 */
export function renderLatex(table: Table, label: string): string {
  const { columns, rows, title, lead, notes = [] } = table;
  const form = columns.map(({ align }) => (align === 'right' ? 'r' : 'l')).join('');
  const head = [...columns.map((column) => latexText(column.label))].join(' & ');
  const caption = `\\caption{${latexText([title, lead].filter((part) => part !== undefined).join('. '))}}`;
  const body = rows.map((row) =>
    'section' in row ? sectionLine(row, columns.length) : line(row, columns.length),
  );
  const under = notes.map((note) => `\\par ${latexText(note)}`);
  return rows.length > mostOnAPage
    ? longTable({ form, head, caption, label, body, under })
    : float({ form, head, caption, label, body, under });
}

interface Parts {
  readonly form: string;
  readonly head: string;
  readonly caption: string;
  readonly label: string;
  readonly body: readonly string[];
  readonly under: readonly string[];
}

function float({ form, head, caption, label, body, under }: Parts): string {
  return lines([
    '% \\usepackage[T1]{fontenc} \\usepackage{booktabs}',
    '\\begin{table}[t]',
    '\\centering\\small',
    caption,
    `\\label{${label}}`,
    `\\begin{tabular}{${form}}`,
    '\\toprule',
    `${head} \\\\`,
    '\\midrule',
    ...body,
    '\\bottomrule',
    '\\end{tabular}',
    ...(under.length === 0
      ? []
      : ['\\par\\smallskip\\begin{minipage}{\\linewidth}\\footnotesize', ...under, '\\end{minipage}']),
    '\\end{table}',
  ]);
}

function longTable({ form, head, caption, label, body, under }: Parts): string {
  return lines([
    '% \\usepackage[T1]{fontenc} \\usepackage{booktabs} \\usepackage{longtable}',
    '\\begingroup\\small',
    `\\begin{longtable}{${form}}`,
    `${caption} \\label{${label}} \\\\`,
    '\\toprule',
    `${head} \\\\`,
    '\\midrule',
    '\\endfirsthead',
    '\\toprule',
    `${head} \\\\`,
    '\\midrule',
    '\\endhead',
    '\\bottomrule',
    '\\endfoot',
    ...body,
    '\\end{longtable}',
    ...(under.length === 0 ? [] : ['{\\footnotesize', ...under, '\\par}']),
    '\\endgroup',
  ]);
}

function line(row: readonly Cell[], columns: number): string {
  return `${Array.from({ length: columns }, (_, i) => cell(row[i])).join(' & ')} \\\\`;
}

/** A line that begins with a bracket would be read as an option of the line break before it. */
function cell(content: Cell | undefined): string {
  if (content === undefined || typeof content === 'string')
    return latexText(cellText(content, false)).replace(/^(?=[[*])/, '{}');
  const { letters = '', ...plain } = content;
  const raised = letters === '' ? '' : `\\textsuperscript{${latexText(letters)}}`;
  return latexText(cellText(plain, false)).replace(/^(?=[[*])/, '{}') + raised;
}

function sectionLine({ section }: Section, columns: number): string {
  return `\\addlinespace\\multicolumn{${columns}}{l}{\\textit{${latexText(section)}}} \\\\`;
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}

const commands: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  '%': '\\%',
  $: '\\$',
  '&': '\\&',
  '#': '\\#',
  _: '\\_',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '"': '\\textquotedbl{}',
  '`': '\\textasciigrave{}',
  '-': '-',
  '\u00a0': '~',
  '–': '--',
  '—': '---',
  '−': '$-$',
  '′': "$'$",
  '’': "'",
  '“': '``',
  '”': "''",
  '…': '\\ldots{}',
  '·': '$\\cdot$',
  '†': '$\\dagger$',
  '↑': '$\\uparrow$',
  '↓': '$\\downarrow$',
  '→': '$\\rightarrow$',
  '≥': '$\\geq$',
  '≤': '$\\leq$',
  '±': '$\\pm$',
  '×': '$\\times$',
};

/**
 * Text from anywhere as LaTeX that prints it and runs nothing: every special character is escaped, on one line. What
 * pdfLaTeX has no letter for is printed as its number, `[U+4E2D]`; what has no shape is left out.
 */
export function latexText(text: string): string {
  return [...text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').replaceAll(/\p{Cf}/gu, '')]
    .map((letter) => commands[letter] ?? (isPlain(letter) ? letter : codePoint(letter)))
    .join('');
}

/** Printable ASCII, and the letters of Latin-1 and Latin Extended-A. */
function isPlain(letter: string): boolean {
  return /^[ -~\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017e]$/u.test(letter);
}

function codePoint(letter: string): string {
  return `[U+${(letter.codePointAt(0) ?? 0xfffd).toString(16).toUpperCase().padStart(4, '0')}]`;
}
