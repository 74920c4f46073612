import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { Table } from './table.ts';
import { renderText, wrapText } from './text.ts';

const rates: Table = {
  title: 'Rates',
  lead: 'Lower is better.',
  columns: [
    { label: 'model' },
    { label: 'no attack', align: 'right' },
    { label: 'targeted', align: 'right' },
    { label: 'verdicts', align: 'right', expendable: 'first' },
  ],
  rows: [
    [
      'a:small',
      { text: '9.7% [7.9–11.9]', short: '9.7%' },
      { text: '10.4% [8.5–12.7]', short: '10.4%' },
      '500',
    ],
    [
      'host:family/Large-Model-Instruct',
      { text: '14.3% [12.1–16.8]', short: '14.3%' },
      { text: '22.2% [19.4–25.1]', short: '22.2%' },
      '498–500',
    ],
  ],
  notes: ['A note that says something about the rates above.'],
};

describe('renderText', () => {
  it('shows everything where there is room', () => {
    expect(renderText(rates, 100)).toBe(
      `Rates
═════
Lower is better.

model                                     no attack           targeted  verdicts
────────────────────────────────────────────────────────────────────────────────
a:small                             9.7% [7.9–11.9]   10.4% [8.5–12.7]       500
host:family/Large-Model-Instruct  14.3% [12.1–16.8]  22.2% [19.4–25.1]   498–500

· A note that says something about the rates above.
`,
    );
  });

  it('wraps long names first, with later lines set back', () => {
    expect(renderText(rates, 70)).toContain(
      `a:small                   9.7% [7.9–11.9]   10.4% [8.5–12.7]       500
host:family/Large-      14.3% [12.1–16.8]  22.2% [19.4–25.1]   498–500
  Model-Instruct
`,
    );
  });

  it('then leaves out what can be spared, and says so', () => {
    const shown = renderText(rates, 60);
    expect(shown).toContain('14.3% [12.1–16.8]');
    expect(shown).not.toContain('498–500');
    expect(shown).toContain('· Not shown at this width: verdicts.');
  });

  it('then shortens the cells, which gives the column its room back', () => {
    const shown = renderText(rates, 50);
    expect(shown).toContain('14.3%     22.2%   498–500');
    expect(shown).toContain('· Not shown at this width: intervals.');
    expect(renderText(rates, 60)).not.toContain('intervals');
  });

  it('narrows texts as far as they can be where numbers alone are too wide', () => {
    const numbers = ['one', 'two', 'three', 'four', 'five', 'six'];
    const table: Table = {
      title: 'T',
      columns: [{ label: 'model' }, ...numbers.map((label) => ({ label, align: 'right' as const }))],
      rows: [['host:family/Large-Model-Instruct', ...numbers.map(() => '100.0%')]],
    };
    const widest = Math.max(
      ...renderText(table, 40)
        .split('\n')
        .map((line) => stringWidth(line)),
    );
    expect(widest).toBe(8 + 6 * (2 + 6));
  });

  it('stands sections apart and sets their rows back', () => {
    const table: Table = {
      title: 'T',
      columns: [{ label: 'attack' }, { label: 'rate', align: 'right' }],
      rows: [{ section: 'one' }, ['none', '1%'], { section: 'two' }, ['none', '2%']],
    };
    expect(renderText(table, 80)).toBe(
      `T
═

attack  rate
────────────
one
  none    1%

two
  none    2%
`,
    );
  });

  it('splits a matrix into blocks that repeat the first column', () => {
    const numbers = ['1', '2', '3', '4', '5', '6', '7', '8'];
    const table: Table = {
      title: 'Matrix',
      columns: [{ label: 'model' }, ...numbers.map((label) => ({ label, align: 'right' as const }))],
      rows: numbers.map((number) => [`model number ${number}`, ...numbers.map(() => '0.50')]),
      splits: true,
    };
    const lines = renderText(table, 44).split('\n');
    expect(lines.filter((line) => line.startsWith('model number 3'))).toHaveLength(2);
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(44);
  });

  it('lets no cell, title or note break a line or send a control sequence', () => {
    const table: Table = {
      title: 'T\n1',
      columns: [{ label: 'name' }],
      rows: [['one\ntwo\u001b[31m\tthree'], { section: 'a\nb' }],
      notes: ['c\nd'],
    };
    const lines = renderText(table, 80).split('\n');
    expect(lines).toEqual(expect.arrayContaining(['T 1', '  one two [31m three', 'a b', '· c d']));
  });

  it('keeps within the width whatever the names, from 60 columns on', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 90 }), fc.integer({ min: 60, max: 120 }), (name, width) => {
        const rows = rates.rows.map((row) => ('section' in row ? row : [name, ...row.slice(1)]));
        for (const line of renderText({ ...rates, rows }, width).split('\n')) {
          expect(stringWidth(line)).toBeLessThanOrEqual(width);
        }
      }),
    );
  });
});

describe('wrapText', () => {
  it('breaks between words', () => {
    expect(wrapText('a rate over nothing is undefined', 12)).toEqual([
      'a rate over',
      'nothing is',
      'undefined',
    ]);
  });

  it('breaks a long model name where its parts end', () => {
    expect(wrapText('together:meta-llama/Llama-3.1-70B-Instruct', 24)).toEqual([
      'together:meta-llama/',
      'Llama-3.1-70B-Instruct',
    ]);
  });

  it('hangs the lines after the first', () => {
    expect(wrapText('vllm:Qwen/Qwen2.5-72B-Instruct', 14, 2)).toEqual([
      'vllm:Qwen/',
      '  Qwen2.5-72B-',
      '  Instruct',
    ]);
  });

  it('counts wide letters as two', () => {
    expect(wrapText('模型模型', 4)).toEqual(['模型', '模型']);
  });

  it('keeps every letter and every line within the width', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), fc.integer({ min: 4, max: 40 }), (text, width) => {
        const lines = wrapText(text, width);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});
