import { describe, expect, it } from 'vitest';
import { judgedResults } from '../../../tests/support/study-metrics.ts';
import { figureThemes } from '../../charts/figure.ts';
import { renderFigure } from '../../charts/render-figure.ts';
import { attackLineFigures } from '../attack-success/attack-lines.ts';
import type { Judgment } from '../inputs/table-from-judgments.ts';
import { misalignmentFigures } from './charts.ts';

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
