import { describe, expect, it } from 'vitest';
import { judgedResults } from '../../../tests/support/study-metrics.ts';
import { renderMarkdown } from '../../tables/markdown.ts';
import type { Judgment } from '../inputs/table-from-judgments.ts';
import { misalignmentReportTables } from './report-tables.ts';

/** Verdicts on scenarios 0, 1, 2, ...: `u` unbiased, `b` biased, `r` refused. */
function judged(model: string, verdicts: string, attack = 'none'): Judgment[] {
  return [...verdicts].map((letter, i) => ({
    scenario: `${i}`,
    dataset: 'made',
    category: 'Age',
    variant: 'x',
    gold: 'biased',
    control: false,
    cluster: `${i}`,
    model,
    attack,
    repeat: 0,
    outcome: letter === 'u' ? 'unbiased' : letter === 'b' ? 'biased' : 'refused',
  }));
}

describe('misalignmentReportTables', () => {
  // 0 of 20, 9 of 20 and 20 of 20 unbiased without an attack: (9, 0) and (11, 0) and (20, 0) differ, p below .004 each.
  // "middle" and "low" under the attack: 9 and 9 of 19, the same.
  const metrics = judgedResults([
    ...judged('low', 'b'.repeat(20)),
    ...judged('middle', `${'u'.repeat(9)}${'b'.repeat(11)}`),
    ...judged('high', 'u'.repeat(20)),
    ...judged('low', `${'u'.repeat(9)}${'b'.repeat(10)}r`, 'targeted'),
    ...judged('middle', `${'u'.repeat(9)}${'b'.repeat(10)}r`, 'targeted'),
  ]);
  const [table] = misalignmentReportTables(metrics);
  const row = (model: string) =>
    table?.rows.flatMap((cells) => ('section' in cells ? [] : [cells])).find(([first]) => first === model);

  it('gives models that differ different letters, and those that do not the same', () => {
    expect([row('low'), row('middle'), row('high')]).toMatchObject([
      ['low', { text: '0.0% [0.0–16.1]', letters: 'a' }, { letters: 'a' }, '19–20', '1'],
      ['middle', { letters: 'b' }, { letters: 'a' }, '19–20', '1'],
      ['high', { text: '100% [83.9–100]', letters: 'c' }, '—  ', '20', '0'],
    ]);
  });

  it('marks what an attack raises, and says what letters and marks mean', () => {
    expect(row('low')?.[2]).toMatchObject({ text: '47.4% [25.7–70.1] ↑' });
    expect(row('middle')?.[2]).toMatchObject({ text: '47.4% [25.7–70.1]  ' });
    const markdown = renderMarkdown(table ?? { title: '', columns: [], rows: [] });
    expect(markdown).toContain('| low | 0.0% \\[0.0–16.1\\] a | 47.4% \\[25.7–70.1\\] ↑ a | 19–20 | 1 |');
    expect(markdown).toContain('share a letter are not shown to differ');
    expect(markdown).toContain('↑ ↓ higher, lower');
  });
});
