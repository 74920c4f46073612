import { describe, expect, it } from 'vitest';
import { dotPanels } from './dot-panels.ts';
import { figureThemes } from './figure.ts';

const drawn = (rows: readonly string[], width: number) =>
  dotPanels(
    {
      rows,
      panels: [
        {
          title: 'a',
          series: [rows.map((label, place) => ({ place, value: 0.5, low: null, high: null, label }))],
        },
      ],
      series: ['rate'],
      axisName: 'rate',
      axisLabel: String,
    },
    { theme: figureThemes.light, width },
  );

/** What is written at the left of the rows. */
function labels(rows: readonly string[], width: number): readonly string[] {
  const [axis] = [drawn(rows, width).option.yAxis].flat();
  return (axis as { data: string[] }).data;
}

const model = 'Llama-3.3-70B-Instruct-Turbo-2026';

describe('labels of the rows of a chart', () => {
  it('keep an attack whole on a phone: on a line of its own, below as much of the model as fits', () => {
    const [label = ''] = labels([`${model} · neutral prompt`], 327);
    const [above, below] = label.split('\n');
    expect(above).toMatch(/^Llama.*…/);
    expect(above).not.toContain('·');
    expect(below).toBe('neutral prompt');
  });

  it('stay on one line where that is wide enough, and where they have one part', () => {
    expect(labels(['gpt-4o · targeted'], 327)).toEqual(['gpt-4o · targeted']);
    expect(labels([`${model} · targeted`], 1200)).toEqual([`${model} · targeted`]);
    expect(labels([model], 200)[0]).not.toContain('\n');
  });

  it('have room for both lines', () => {
    const rows = [`${model} · none`, `${model} · targeted`];
    expect(drawn(rows, 327).height - drawn(['a · none', 'a · targeted'], 327).height).toBeGreaterThanOrEqual(
      24,
    );
  });
});
