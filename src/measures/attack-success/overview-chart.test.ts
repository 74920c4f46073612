import { describe, expect, it } from 'vitest';
import { figureThemes } from '../../charts/figure.ts';
import { renderFigure } from '../../charts/render-figure.ts';
import type { StudyResults } from '../measure.ts';
import { apart, overviewFigures } from './overview-chart.ts';

function rated(model: string, attack: string, rate: number | null, dataset = 'letters') {
  const baseline = model.startsWith('baseline:');
  const interval = rate === null ? { low: null, high: null } : { low: rate - 0.05, high: rate + 0.05 };
  return { dataset, model, attack, baseline, rate, ...interval, n: rate === null ? 0 : 100 };
}

const study = (...totals: readonly object[]): StudyResults => ({ misalignment: { totals } });
const place = { theme: figureThemes.print, width: 900 };

describe('the figure of the overview', () => {
  const results = study(
    ...['a:one', 'b:two', 'b:one', 'baseline:coin'].flatMap((model, i) => [
      rated(model, 'none', 0.1 + i / 10),
      rated(model, 'targeted', 0.2 + i / 10),
    ]),
    rated('a:one', 'none', null, 'more'),
    rated('b:two', 'targeted', 0.3, 'more'),
  );

  it('names every model in every panel that it has a rate in', () => {
    const [figure] = overviewFigures(results, place);
    if (figure === undefined) throw new Error('there is no figure');
    const svg = renderFigure(figure);
    expect(svg.match(/>a:one</g)).toHaveLength(1);
    expect(svg.match(/>two</g)).toHaveLength(2);
    expect(svg).toContain('>b:one<');
    expect(svg).not.toContain('>baseline:coin<');
    expect(figure.rows).toHaveLength(9);
    expect(figure.description).toContain('two 20.0% no attack, 30.0% targeted');
    expect(figure.description).toContain('undefined no attack');
  });

  it('is not there without an attack', () => {
    expect(overviewFigures(study(rated('a:one', 'none', 0.1)), place)).toEqual([]);
    expect(overviewFigures({}, place)).toEqual([]);
  });
});

describe('apart', () => {
  it('moves labels no further than they have to be', () => {
    expect(apart([10, 12, 50], 8, { from: 0, to: 100 })).toEqual([7, 15, 50]);
    expect(apart([50, 10], 8, { from: 0, to: 100 })).toEqual([50, 10]);
  });

  it('stays within the bounds, and keeps the order', () => {
    expect(apart([99, 98, 97], 10, { from: 0, to: 100 })).toEqual([100, 90, 80]);
    expect(apart([0, 0], 10, { from: 0, to: 100 })).toEqual([0, 10]);
    const many = apart(Array(20).fill(50), 10, { from: 0, to: 100 });
    expect(many.every((each, i) => i === 0 || each - (many[i - 1] ?? 0) >= 10)).toBe(true);
    expect(apart([], 10, { from: 0, to: 1 })).toEqual([]);
  });
});
