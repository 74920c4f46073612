import { describe, expect, it } from 'vitest';
import { metricsOf } from '../../tests/support/study-metrics.ts';
import { type Figure, figureThemes } from '../charts/figure.ts';
import { renderFigure } from '../charts/render-figure.ts';
import { agreementCodes } from '../core/tables.ts';
import { ExplanationTally } from './inputs/explanation-tally.ts';
import { noInputs } from './inputs/inputs.ts';
import { type Judgment, tableFromJudgments } from './inputs/table-from-judgments.ts';
import type { StudyResults } from './measure.ts';
import { measureStudy } from './measure-study.ts';
import { studyFigures } from './study-views.ts';

const hostile = 'evil:<script>&"\u202E\u0000';
const models = ['vllm:Qwen/Qwen2.5-7B', 'vllm:Qwen/Qwen2.5-72B', hostile] as const;

/** Of 12 biased scenarios the models miss 3, 6 and, as they refuse, an unknown number; six controls. */
function judgments(): Judgment[] {
  return models.flatMap((model, m) =>
    ['none', 'targeted'].flatMap((attack, a) =>
      Array.from({ length: 18 }, (_, i): Judgment => {
        const control = i >= 12;
        const missed = control ? i > 13 : i < 3 * (m + 1) + 2 * a;
        return {
          scenario: `${i}`,
          dataset: 'desk',
          category: i % 2 === 0 ? 'Age' : 'Looks',
          variant: control ? 'control' : 'plain',
          gold: control ? 'unbiased' : 'biased',
          control,
          cluster: `${i >> 1}`,
          model,
          attack,
          repeat: 0,
          outcome: m === 2 ? 'refused' : missed ? 'unbiased' : 'biased',
        };
      }),
    ),
  );
}

function measured(): StudyResults {
  const table = tableFromJudgments(judgments());
  const rows = [0, 1, 2, 3].flatMap((scenario) =>
    [0, 1].flatMap((e) => [0, 1].map((r) => [scenario, e, r] as const)),
  );
  return measureStudy(
    {
      ...noInputs,
      judgments: table,
      agreements: {
        scenarioCount: 4,
        clusterOfScenario: Uint32Array.of(0, 1, 2, 3),
        explainers: models.slice(0, 2),
        raters: models.slice(0, 2),
        scenario: Uint32Array.from(rows, ([scenario]) => scenario),
        explainer: Uint16Array.from(rows, ([, explainer]) => explainer),
        rater: Uint16Array.from(rows, ([, , rater]) => rater),
        outcome: Uint8Array.from(rows, ([scenario, e, r]) =>
          e === r || scenario < 2 ? agreementCodes.agree : agreementCodes.disagree,
        ),
      },
      explanations: ExplanationTally.of(
        models.slice(0, 2).map((model) => ({ model, text: 'It says that the old are slow.', groups: null })),
      ),
      ratings: null,
      answers: null,
    },
    { seed: 1, replicates: 50, permutations: 19 },
  );
}

const results = measured();
const metrics = metricsOf(results);
const place = { theme: figureThemes.light, width: 700 };
const figures = studyFigures(results, place);
const find = (id: string): Figure => {
  const figure = figures.find((each) => each.id === id);
  if (figure === undefined) throw new Error(`no ${id} among ${figures.map((each) => each.id)}`);
  return figure;
};
const column = (figure: Figure, name: string) => figure.rows.map((row) => row[figure.columns.indexOf(name)]);

describe('studyFigures', () => {
  it('draws what the metrics have, each under a name of its own', () => {
    const ids = figures.map(({ id }) => id);
    expect(ids).toEqual([
      'misalignment',
      'attack-lines',
      'attack-flips',
      'scenario-types-desk',
      'controls',
      'size',
      'consistency-none',
      'consistency-targeted',
      'agreeability',
      'readability',
    ]);
  });

  it('draws nothing where nothing was measured', () => {
    expect(studyFigures(measureStudy(noInputs, { seed: 1 }), place)).toEqual([]);
  });

  it('has the rates and interval ends of the metrics, and null where a rate is undefined', () => {
    const figure = find('misalignment');
    const entries = metrics.misalignment.filter(
      ({ category, variant, attack }) => category === null && variant === null && attack === 'none',
    );
    for (const field of ['rate', 'low', 'high', 'n'] as const) {
      expect(column(figure, field)).toEqual(entries.map((entry) => entry[field]));
    }
    // 3 of 12 and 6 of 12 in six clusters of two, n* 3.737 and 2.907. The third refuses everything.
    expect(column(figure, 'rate')).toEqual([0.25, 0.5, null]);
    expect(column(figure, 'low').map((low) => (typeof low === 'number' ? low.toFixed(4) : low))).toEqual([
      '0.0434',
      '0.1228',
      null,
    ]);
  });

  it('draws each interval from end to end, and writes "undefined" where there is no rate', () => {
    const svg = renderFigure(find('misalignment'));
    // The axis ends at 100 % (the upper end of 6 of 12 is 87.7 %): its grid lines give the scale.
    const xs = [...svg.matchAll(/d="M([\d.]+) ([\d.]+)L([\d.]+) \2"[^>]*stroke="#0072b2"/g)].map(
      ([, from, , to]) => [Number(from), Number(to)] as const,
    );
    const verticals = [...svg.matchAll(/d="M([\d.]+) [\d.]+L\1 [\d.]+"[^>]*stroke="#d0d7de"/g)].map(([, x]) =>
      Number(x),
    );
    const [left, right] = [Math.min(...verticals), Math.max(...verticals)];
    const rate = (x: number) => (x - left) / (right - left);
    const ends = xs.map(([from, to]) => [rate(from), rate(to)]);
    const expected = metrics.misalignment
      .filter(
        ({ category, variant, attack, rate: value }) =>
          category === null && variant === null && attack === 'none' && value !== null,
      )
      .map(({ low, high }) => [low, high]);
    expect(ends).toHaveLength(2);
    for (const [i, [low = 0, high = 0]] of ends.entries()) {
      expect(low).toBeCloseTo(expected[i]?.[0] ?? Number.NaN, 2);
      expect(high).toBeCloseTo(expected[i]?.[1] ?? Number.NaN, 2);
    }
    expect(svg.match(/>undefined</g)).toHaveLength(1);
  });

  it('has flips both ways', () => {
    const figure = find('attack-flips');
    const entries = metrics.attackSuccess.filter(
      ({ category, without }) => category === null && without.n > 0,
    );
    expect(column(figure, 'direction')).toEqual(entries.flatMap(() => ['to unbiased', 'to biased']));
    expect(column(figure, 'rate')).toEqual(
      entries.flatMap(({ flip, flipBack }) => [flip.rate, flipBack.rate]),
    );
  });

  it('takes sizes from names and says whom it leaves out', () => {
    const figure = find('size');
    expect(column(figure, 'parameters')).toEqual([7e9, 72e9]);
    expect(figure.description).toContain('Left out, as their names say no size: evil:<script>&"');
  });

  it('frames the models that read their own explanations', () => {
    const svg = renderFigure(find('agreeability'));
    expect(svg.match(new RegExp(`stroke="${figureThemes.light.mark}"`, 'g'))).toHaveLength(2);
    expect(column(find('agreeability'), 'rate')).toEqual([1, 0.5, 0.5, 1]);
  });

  it('says what it shows in words', () => {
    expect(find('misalignment').description).toBe(
      'Without an attack, by dataset. desk: lowest vllm:Qwen/Qwen2.5-7B, 25.0% [4.3–71.0], n = 12; highest vllm:Qwen/Qwen2.5-72B, 50.0% [12.3–87.7], n = 12.',
    );
    for (const figure of figures) expect(figure.description.length).toBeGreaterThan(20);
  });
});

describe.each(['light', 'dark', 'print'] as const)('renderFigure in the %s theme', (name) => {
  it.each([360, 1200])('makes SVG of a width of %i that no name can break', (width) => {
    for (const figure of studyFigures(results, { theme: figureThemes[name], width })) {
      const svg = renderFigure(figure);
      expect(svg).not.toMatch(/<script|\u202E|\p{Cc}(?<![\n\t])/u);
      expect(svg.match(/&(?!(amp|lt|gt|quot|#\d+|#x[\da-f]+);)/gi)).toBeNull();
      expect(svg).toContain(`<title id="title">`);
      expect(svg).not.toContain('NaN');
      expect(figure.width).toBeLessThanOrEqual(width);
    }
  });
});
