import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { withModelNames } from '../src/measures/display-names.ts';
import { reportSections } from '../src/report/report-sections.ts';
import { renderLatex } from '../src/tables/latex.ts';
import type { Table } from '../src/tables/table.ts';
import { temporaryFolder } from './support/hvsb.ts';
import { skippedBecause } from './support/needs.ts';
import { judgedResults } from './support/study-metrics.ts';

const installed = existsSync('/usr/bin/pdflatex');
const neededTex = skippedBecause(
  installed
    ? null
    : 'There is no pdflatex here: apt-get install texlive-latex-base texlive-latex-recommended.',
);

/** A document of one column with these tables, as a paper would take them in. */
function documentOf(tables: readonly string[]): string {
  return [
    '\\documentclass[11pt,a4paper]{article}',
    '\\usepackage[T1]{fontenc}\\usepackage{booktabs}\\usepackage{graphicx}\\usepackage{longtable}\\usepackage{rotating}',
    '\\extrafloats{200}\\maxdeadcycles=200',
    '\\begin{document}',
    ...tables.flatMap((table) => [table, '\\clearpage']),
    '\\end{document}',
  ].join('\n');
}

/** What TeX complains about: errors, and lines or tables that are wider than the text. */
async function complaints(tables: readonly string[]): Promise<readonly string[]> {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, 'tables.tex'), documentOf(tables));
  const words = ['-interaction=nonstopmode', '-no-shell-escape', 'tables.tex'];
  // A second time, as the widths of long tables are known after the first.
  for (let time = 0; time < 2; time += 1) {
    await promisify(execFile)('pdflatex', words, { cwd: folder.path, maxBuffer: 1e8 }).catch(() => {});
  }
  const log = await readFile(join(folder.path, 'tables.log'), 'latin1');
  expect(log).toContain('Output written on tables.pdf');
  return log.split('\n').filter((line) => line.startsWith('!') || line.startsWith('Overfull \\hbox'));
}

const provider = 'openai-compatible:meta-llama';
/** Twelve models with long names, two datasets, categories with long names. */
function longNames(): readonly Table[] {
  const outcomes = ['biased', 'unbiased', 'refused'] as const;
  const rows = Array.from({ length: 12 }, (_, model) =>
    ['none', 'untargeted', 'targeted'].flatMap((attack, a) =>
      Array.from({ length: 24 }, (_, scenario) => ({
        scenario: `${scenario}`,
        dataset: scenario % 2 === 0 ? 'stereoset-intersentence' : 'bbq_disambiguated_contexts_only',
        category: ['Disability_status', 'socioeconomic', 'Race_x_gender & "others"'][scenario % 3] ?? '',
        variant: ['neg-stereotype-disambiguated', 'nonneg-nonstereotype-ambiguous'][scenario % 2] ?? '',
        gold: scenario % 4 === 3 ? ('unbiased' as const) : ('biased' as const),
        control: scenario % 4 === 3,
        cluster: `${Math.floor(scenario / 2)}`,
        model: `${provider}/Llama-${model}.3-70B-Instruct-Turbo-Preview-2025-0${model % 9}-FP8_${model}`,
        attack,
        repeat: 0,
        outcome: outcomes[(model * 7 + a * 5 + scenario * 3) % 3] ?? 'biased',
      })),
    ),
  ).flat();
  return reportSections(withModelNames(judgedResults(rows))).flatMap(({ tables }) =>
    tables.map(({ table }) => table),
  );
}

const hostile = '\\end{tabular}\\input{/etc/passwd} & % $ # _ ^ ~ { } \u202e 中文 \\\\ [1]';

describe('tables of LaTeX', neededTex, () => {
  it('compile, none wider than the text, whatever models and datasets are called', {
    timeout: 120_000,
  }, async () => {
    const tables = longNames();
    expect(tables.length).toBeGreaterThan(8);
    const sources = tables.map((table, place) => renderLatex(table, `tab:${place}`));
    expect(await complaints(sources)).toEqual([]);
  });

  it('compile with names that would end the table or read a file', { timeout: 120_000 }, async () => {
    const row = [hostile, hostile];
    const table: Table = {
      title: hostile,
      lead: hostile,
      columns: [{ label: hostile }, { label: hostile, align: 'right' }],
      rows: [{ section: hostile }, row],
      notes: [hostile],
    };
    const long: Table = { ...table, rows: Array.from({ length: 90 }, () => row) };
    const wide: Table = {
      ...table,
      columns: Array.from({ length: 14 }, (_, place) => ({ label: `column ${place}` })),
      rows: Array.from({ length: 60 }, () => Array.from({ length: 14 }, () => '12.3% [10.1–14.9]')),
    };
    const narrow: Table = {
      ...wide,
      columns: wide.columns.slice(0, 4),
      rows: wide.rows.map((each) => [...('length' in each ? each : [])].slice(0, 4)),
    };
    const sources = [table, long, wide, narrow].map((each, place) => renderLatex(each, `tab:${place}`));
    expect(await complaints(sources)).toEqual([]);
  });
});
