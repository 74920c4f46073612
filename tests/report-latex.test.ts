import { describe, expect, it } from 'vitest';
import { renderLatex } from '../src/tables/latex.ts';
import type { Table } from '../src/tables/table.ts';
import { latexProblems } from './support/latex-problems.ts';

const table: Table = {
  title: 'Rates: a_b',
  lead: 'Best first.',
  columns: [{ label: 'model' }, { label: 'no attack', align: 'right' }],
  rows: [
    { section: 'all & more' },
    ['[one]', { text: '5.0% [1.0–9.0] ↑', short: '5.0%', letters: 'ab' }],
    ['two', '—'],
  ],
  notes: ['50% of $1.'],
};

describe('renderLatex', () => {
  it('makes a booktabs table with caption, label, raised letters and notes', () => {
    const latex = renderLatex(table, 'tab:rates');
    expect(latexProblems(latex)).toEqual([]);
    expect(latex).toContain(
      '\\caption{Rates: a\\_b. Best first.}\n\\label{tab:rates}\n\\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%\n\\begin{tabular}{lr}\n\\toprule',
    );
    expect(latex).toContain('\\multicolumn{2}{l}{\\textit{all \\& more}} \\\\');
    // A bracket after the end of a line would be an option of it.
    expect(latex).toContain('\n{}[one] & 5.0\\% [1.0--9.0] $\\uparrow$\\textsuperscript{ab} \\\\\n');
    expect(latex).toContain('\\par 50\\% of \\$1.');
  });

  it('lets a long table go over pages', () => {
    const long = renderLatex(
      { ...table, rows: Array.from({ length: 60 }, (_, i) => [`m${i}`, '1.0%']) },
      'tab:long',
    );
    expect(latexProblems(long)).toEqual([]);
    expect(long).toContain('\\begin{longtable}{lr}');
    expect(long.match(/\\endhead/g)).toHaveLength(1);
  });

  it('puts a wide table on its side, and divides one that is long and wide', () => {
    const columns = Array.from({ length: 14 }, (_, i) => ({ label: `column ${i}` }));
    const row = columns.map(() => '12.3% [10.1–14.9]');
    const wide = renderLatex({ ...table, columns, rows: [row] }, 'tab:wide');
    expect(latexProblems(wide)).toEqual([]);
    expect(wide).toContain('\\begin{sidewaystable}\n');
    expect(wide).toContain('\\usepackage{rotating}');
    const both = renderLatex({ ...table, columns, rows: Array(90).fill(row) }, 'tab:both');
    expect(latexProblems(both)).toEqual([]);
    expect(both.match(/\\label\{tab:both(-\d)?\}/g)).toEqual([
      '\\label{tab:both}',
      '\\label{tab:both-2}',
      '\\label{tab:both-3}',
    ]);
    expect(both).toContain('Best first. (3 of 3)}');
    expect(both.match(/50\\% of/g)).toHaveLength(1);
  });

  it('prints what a name from outside says, and runs nothing of it', () => {
    const hostile = '\\end{tabular}\\input{x} & % $ # _ ^ ~ {';
    const latex = renderLatex(
      {
        title: hostile,
        columns: [{ label: hostile }, { label: 'n' }],
        rows: [[hostile, hostile], { section: hostile }],
        notes: [hostile],
      },
      'tab:x',
    );
    expect(latexProblems(latex)).toEqual([]);
  });
});
