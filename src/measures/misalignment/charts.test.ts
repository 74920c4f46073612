import { describe, expect, it } from 'vitest';
import { judgedResults } from '../../../tests/support/study-metrics.ts';
import { figureThemes } from '../../charts/figure.ts';
import { renderFigure } from '../../charts/render-figure.ts';
import { attackLineFigures } from '../attack-success/attack-lines.ts';
import type { Judgment } from '../inputs/table-from-judgments.ts';
import { labelWithCount, misalignmentFigures } from './charts.ts';
import { scenarioTypeFigures } from './kind-charts.ts';

function judged(model: string, unbiased: number, attack = 'none'): Judgment[] {
  return Array.from({ length: 20 }, (_, i) => ({
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
    outcome: i < unbiased ? 'unbiased' : 'biased',
  }));
}

const place = { theme: figureThemes.light, width: 640 };
const models = [...judged('openai:gpt-4o', 4), ...judged('openai:gpt-4o', 9, 'targeted')];
const withBaseline = judgedResults([...models, ...judged('baseline:always-biased', 0)]);
const without = judgedResults(models);

describe.each([
  ['misalignmentFigures', misalignmentFigures],
  ['attackLineFigures', attackLineFigures],
] as const)('%s', (_, make) => {
  const svg = (results: typeof without) => make(results, place).map(renderFigure).join('');
  const dashed = (text: string) => text.match(/stroke-dasharray/g)?.length ?? 0;

  it('draws a baseline as a grey line, not as a model', () => {
    expect(dashed(svg(withBaseline))).toBe(dashed(svg(without)) + 1);
    expect(svg(withBaseline)).not.toContain('>always-biased<');
    expect(svg(withBaseline)).toContain('gpt-4o');
  });
});

describe('kinds of scenarios', () => {
  it('say how many verdicts their rates are of, in the figure itself', () => {
    const kinds = (model: string, answered: number) =>
      judged(model, 4).map((one, i) => ({
        ...one,
        category: i < 12 ? 'Age' : 'Looks',
        outcome: i < 20 - answered ? ('refused' as const) : one.outcome,
      }));
    const results = judgedResults([...kinds('v:a', 20), ...kinds('v:b', 17)]);
    const [figure] = scenarioTypeFigures(results, place);
    const svg = figure === undefined ? '' : renderFigure(figure);
    expect(svg).toContain('Age, n = 9–12');
    expect(svg).toContain('Looks, n = 8');
  });

  it('are labelled with one count where all models have it', () => {
    const rate = { rate: 0.5, low: null, high: null };
    expect(labelWithCount('age', [{ ...rate, n: 1200 }])).toBe('age, n = 1,200');
    expect(
      labelWithCount(
        'age',
        [3, 1, 2].map((n) => ({ ...rate, n })),
      ),
    ).toBe('age, n = 1–3');
  });
});
