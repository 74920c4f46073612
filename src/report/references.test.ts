import { describe, expect, it } from 'vitest';
import { references } from './references.ts';

const used = (...datasets: string[]) =>
  references({
    scenarios: datasets.map((dataset) => ({
      dataset,
      form: 'answer' as const,
      biased: 1,
      unbiased: 0,
      controls: 0,
    })),
  });

describe('references', () => {
  it('cites the paper and the datasets that were used, and no others', () => {
    const bib = used('bbq', 'crows-pairs', 'crows-pairs');
    expect(bib).toContain('@inproceedings{liu-chu-2025-llms,');
    expect(bib.match(/parrish/gi)?.length).toBeGreaterThan(0);
    expect(bib.match(/nangia/gi)?.length).toBeGreaterThan(0);
    expect(bib).not.toMatch(/nadeem|allam/i);
    const keys = [...bib.matchAll(/^@\w+\{([^,]+),/gm)].map(([, key]) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('says of an imported dataset that it knows no citation, in a line that the name cannot end', () => {
    expect(used('desk\n@misc{x,}')).toContain('% desk misc x,  was imported: hvsb knows no citation for it.');
  });
});
