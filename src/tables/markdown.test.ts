import { describe, expect, it } from 'vitest';
import { renderMarkdown } from './markdown.ts';

describe('renderMarkdown', () => {
  it('writes a heading, the table in full and its notes', () => {
    const shown = renderMarkdown({
      title: 'Rates',
      lead: 'Lower is better.',
      columns: [{ label: 'attack' }, { label: 'rate', align: 'right' }],
      rows: [{ section: 'model' }, ['none', { text: '12.3% (500)', short: '12.3%' }]],
      notes: ['One.', 'Two.'],
    });
    expect(shown).toBe(
      `## Rates

Lower is better.

| attack | rate |
| --- | ---: |
| **model** |  |
| none | 12.3% (500) |

- One.
- Two.
`,
    );
  });

  it('keeps a name from ending its cell or becoming markup', () => {
    const shown = renderMarkdown({ title: 'T', columns: [{ label: 'name' }], rows: [['a|b_c_<i>\nd']] });
    expect(shown).toContain('| a\\|b\\_c\\_\\<i\\> d |');
  });
});
