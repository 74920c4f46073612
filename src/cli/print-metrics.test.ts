import { describe, expect, it } from 'vitest';
import { judgedResults } from '../../tests/support/study-metrics.ts';
import { noInputs } from '../measures/inputs/inputs.ts';
import { measureStudy } from '../measures/measure-study.ts';
import { builtInMeasures } from '../measures/registry.ts';
import { mostLines, summaryText } from './print-metrics.ts';

const attacks = ['none', 'untargeted', 'targeted'];

/** Every model misses another share of twenty scenarios of each dataset. */
function study(modelCount: number, datasetCount: number) {
  const models = Array.from({ length: modelCount }, (_, i) => `vllm:organisation/a-long-name-of-model-${i}`);
  const datasets = Array.from({ length: datasetCount }, (_, i) => `dataset-${i}`);
  const rows = datasets.flatMap((dataset) =>
    models.flatMap((model, i) =>
      attacks.flatMap((attack, a) =>
        Array.from({ length: 20 }, (_, scenario) => ({
          ...{ dataset, model, attack, scenario: `${dataset}-${scenario}`, cluster: `${scenario}` },
          ...{ category: 'Age', variant: 'neg', gold: 'biased' as const, control: false, repeat: 0 },
          outcome:
            (scenario * 7 + i + 5 * a) % 20 < 3 + i + 3 * a ? ('unbiased' as const) : ('biased' as const),
        })),
      ),
    ),
  );
  return judgedResults(rows);
}

function shown(results: ReturnType<typeof study>, width: number, notes: readonly string[] = []): string[] {
  const measured = { results, notes };
  return summaryText(measured, { width, pointers: true, registry: builtInMeasures }).trimEnd().split('\n');
}

describe('summaryText', () => {
  it.each([
    [1, 1],
    [6, 1],
    [12, 4],
    [30, 1],
    [16, 6],
  ])('of %i models and %i datasets fits a screen, wide or narrow', (models, datasets) => {
    const results = study(models, datasets);
    const notes = Array.from({ length: 9 }, (_, i) => `Not counted: ${i} older judgments of one condition.`);
    for (const width of [140, 100, 60]) {
      const lines = shown(results, width, notes);
      expect(lines.length).toBeLessThanOrEqual(mostLines);
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
      expect(lines.join('\n')).toContain('a-long-name-of');
    }
  });

  it('says how many models and cautions it leaves out', () => {
    const notes = Array.from({ length: 30 }, (_, i) => `Not counted: ${i} older judgments.`);
    const text = shown(study(30, 1), 100, notes).join('\n');
    expect(text).toMatch(/\d+ more lines: --all\./);
    expect(text).toMatch(/\d+ more cautions/);
  });

  it('shows each attack of few models, and datasets side by side of many', () => {
    expect(shown(study(2, 2), 100).join('\n')).toMatch(/no attack +untargeted +targeted/);
    expect(shown(study(12, 2), 100).join('\n')).toMatch(/dataset-0 +dataset-1/);
  });

  it('says what to do where nothing was judged', () => {
    expect(shown(measureStudy(noInputs, { seed: 1 }), 100).join('\n')).toContain('hvsb judge');
  });
});
