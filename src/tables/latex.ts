import { cellText } from './format.ts';
import type { Cell, Section, Table } from './table.ts';

/** A table of more rows goes over pages. */
const mostOnAPage = 40;

/** Characters that a page turned to its side holds: more of them are set on their side, and made as narrow as it. */
const sideways = 150;

/** Of a page of an article in 11 points, in points, less a reserve: letters are measured roughly. */
const textWidth = 345;
/** Sizes of a long table, in points: of a letter, and of the space on each side of a column. */
const small = { letter: 10, space: 6 } as const;
const script = { letter: 8, space: 3 } as const;

/**
 * A table for a paper, by booktabs: a float with caption, label and notes, which is as wide as the text at most, on
 * its side where it is much wider; or where it is long a longtable, and where it is long and wide several floats. Its
 * first line names the packages that it needs.
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
  const texts = columns.map((column, place) => [
    column.label,
    ...rows.flatMap((row) => ('section' in row ? [] : cellText(row[place], false))),
  ]);
  const parts = { form, head, caption, label, body, under, width: charactersOf(texts) };
  if (rows.length <= mostOnAPage) return float(parts);
  // A heading between rows takes the width of all columns.
  const sections = rows.flatMap((row) => ('section' in row ? row.section : []));
  const fits = (size: LetterSize) => Math.max(pointsOf(texts, size), pointsOf([sections], size)) <= textWidth;
  // A long table cannot be made narrower as a whole.
  if (fits(small)) return longTable(parts, 'small');
  return fits(script) ? longTable(parts, 'script') : floats(parts);
}

type LetterSize = typeof small | typeof script;

/** Of the widest line, by columns; two between them. */
function charactersOf(texts: readonly (readonly string[])[]): number {
  return texts.reduce((sum, own) => sum + 2 + Math.max(...own.map((text) => text.length)), 0);
}

/** Of the widest line, by columns. */
function pointsOf(texts: readonly (readonly string[])[], { letter, space }: LetterSize): number {
  return texts.reduce((sum, own) => sum + 2 * space + letter * Math.max(0, ...own.map(lettersOf)), 0);
}

/** Width of a text in the size of its letters: digits and small letters take about half of it, capitals more. */
function lettersOf(text: string): number {
  const wide = text.match(/[\p{Lu}%mw→–—]/gu)?.length ?? 0;
  return 0.5 * text.length + 0.28 * wide;
}

interface Parts {
  readonly form: string;
  readonly head: string;
  readonly caption: string;
  readonly label: string;
  readonly body: readonly string[];
  readonly under: readonly string[];
  /** In characters. */
  readonly width: number;
}

/** Narrower where the text is, never wider. */
const fitted = '\\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%';

function float({ form, head, caption, label, body, under, width }: Parts): string {
  const [environment, place] = width > sideways ? ['sidewaystable', ''] : ['table', '[t]'];
  const rotating = environment === 'table' ? '' : ' \\usepackage{rotating}';
  return lines([
    `% \\usepackage[T1]{fontenc} \\usepackage{booktabs} \\usepackage{graphicx}${rotating}`,
    `\\begin{${environment}}${place}`,
    '\\centering\\small',
    caption,
    `\\label{${label}}`,
    fitted,
    `\\begin{tabular}{${form}}`,
    '\\toprule',
    `${head} \\\\`,
    '\\midrule',
    ...body,
    '\\bottomrule',
    '\\end{tabular}}',
    ...(under.length === 0
      ? []
      : [
          '\\par\\smallskip\\begin{minipage}{\\linewidth}\\footnotesize\\raggedright',
          ...under,
          '\\end{minipage}',
        ]),
    `\\end{${environment}}`,
  ]);
}

/** A long table that no page is wide enough for: a float a page, the notes under the last. */
function floats(parts: Parts): string {
  const { body, label, caption } = parts;
  const pages = Math.ceil(body.length / mostOnAPage);
  return Array.from({ length: pages }, (_, page) =>
    float({
      ...parts,
      body: body.slice(page * mostOnAPage, (page + 1) * mostOnAPage),
      label: page === 0 ? label : `${label}-${page + 1}`,
      caption: page === 0 ? caption : caption.replace(/\}$/, ` (${page + 1} of ${pages})}`),
      under: page === pages - 1 ? parts.under : [],
    }),
  ).join('\n');
}

function longTable({ form, head, caption, label, body, under }: Parts, size: 'small' | 'script'): string {
  return lines([
    '% \\usepackage[T1]{fontenc} \\usepackage{booktabs} \\usepackage{longtable}',
    ...(size === 'small'
      ? ['\\begingroup\\small']
      : ['\\begingroup\\scriptsize\\setlength{\\tabcolsep}{3pt}']),
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
    ...(under.length === 0 ? [] : ['{\\footnotesize\\raggedright', ...under, '\\par}']),
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
