import { describe, expect, it } from 'vitest';
import { vocabulary } from './support/full-study/made-explanation.ts';
import { makeSixModelStudy } from './support/full-study/six-model-study.ts';
import { hvsb, temporaryFolder } from './support/hvsb.ts';
import { type Comparison, compareMetrics } from './support/recompute/compare-metrics.ts';
import { exportedStudy, type StudyPart } from './support/recompute/exported-study.ts';
import { Range } from './support/recompute/range.ts';
import { recompute } from './support/recompute/recompute.ts';

/**
 * What the program draws with a seed, and what it is held against instead of a recomputed number: an exact p value or one
 * of many more draws, or quantiles of many more draws, within five standard errors of the program's own draws.
 */
const drawn: Readonly<Record<string, string>> = {
  'kindTests.p': 'at most 1,999 permutations of the clusters over kinds, or of kinds inside clusters',
  'alignmentPreference.p':
    '9,999 choices of signs above 30 clusters; else at most 1,999 permutations of clusters',
  'selfPreference.self.interaction.logistic.p': '9,999 choices of signs above 30 clusters',
  'selfPreference.self.interaction.linear.p': 'likewise',
  'selfPreference.self.interactionOverFamily.logistic.p': 'likewise',
  'selfPreference.self.interactionOverFamily.linear.p': 'likewise',
  'selfPreference.family.interaction.logistic.p': 'likewise',
  'selfPreference.family.interaction.linear.p': 'likewise',
  'understanding.pairs.p': '9,999 choices of signs above 30 scenarios',
  ...bootstrapped('understanding.agreement', ['raw', 'ac2', 'fleissKappa', 'alphaOrdinal'], 'scenarios'),
  ...bootstrapped(
    'readability.indices',
    [
      ...['fleschReadingEase', 'fleschKincaidGrade', 'gunningFog', 'smog', 'colemanLiau'],
      ...['automatedReadability', 'daleChall'],
    ],
    'explanations',
  ),
};

function bootstrapped(where: string, fields: readonly string[], of: string): Record<string, string> {
  return Object.fromEntries(
    fields.flatMap((field) =>
      ['low', 'high'].map((end) => [`${where}.${field}.${end}`, `bootstrap over ${of}, 2,000 draws`]),
    ),
  );
}

describe('the metrics of a study with six models, three attacks, two packs, refusals, repeats and ratings', () => {
  it('are those that its exports give, every number of them', { timeout: 600_000 }, async () => {
    await using folder = await temporaryFolder();
    await makeSixModelStudy(folder.path);

    const whole = await comparison(folder.path, [], { packs: ['default', 'defined'] });
    expect(whole.differences).toEqual([]);
    expect(whole.left).toEqual([]);
    expect(whole.cells).toBeGreaterThan(25_000);
    expect([...whole.drawn].sort()).toEqual(Object.keys(drawn).sort());

    // The other pack, and so few clusters that all choices of signs are counted.
    const words = ['--dataset', 'office', '--pack', 'defined'];
    const part = await comparison(folder.path, words, {
      packs: ['defined', 'default'],
      datasets: ['office'],
    });
    expect(part.differences).toEqual([]);
    expect(part.left).toEqual([]);
    const signs = [...part.drawn].filter((field) =>
      /^(alignmentPreference|selfPreference|understanding\.p)/.test(field),
    );
    expect(signs).toEqual([]);
  });
});

describe('the comparison', () => {
  const metrics = { tests: [{ model: 'a', p: 0.25, low: 0.1 }], of: { high: 1 } };

  it('finds a number that differs in its ninth digit, and an entry that is missing', () => {
    const other = { tests: [{ model: 'a', p: 0.25 * (1 + 2e-9) }, { model: 'b' }] };
    const { differences } = compareMetrics(metrics, other);
    expect(differences).toHaveLength(3);
    expect(differences[0]).toBe('tests, entries: 1, recomputed 2');
    expect(differences[1]).toContain('tests{model a}.p: 0.25');
  });

  it('names what was not recomputed', () => {
    const compared = compareMetrics(metrics, { tests: [{ model: 'a', p: 0.25 }] });
    expect(compared.differences).toEqual([]);
    expect(compared.notLookedAt(metrics)).toEqual(['tests.low', 'of.high']);
  });

  it('takes a drawn number within its range only', () => {
    const within = (p: number) => ({ tests: [{ model: 'a', p: Range.ofDraws(p, 9999), low: 0.1 }] });
    expect(compareMetrics(metrics, within(0.26)).differences).toEqual([]);
    expect(compareMetrics(metrics, within(0.28)).differences).toHaveLength(1);
    expect([...compareMetrics(metrics, within(0.28)).drawn]).toEqual(['tests.p']);
  });
});

/** The metrics of a part of the study against those that its exports give; `left`: fields that were not recomputed. */
async function comparison(
  folder: string,
  words: readonly string[],
  part: StudyPart,
): Promise<Pick<Comparison, 'differences' | 'cells' | 'drawn'> & { readonly left: readonly string[] }> {
  const { code, stdout, stderr } = await hvsb(folder, ['metrics', '--json', ...words]);
  expect(code, stderr).toBe(0);
  const metrics = JSON.parse(stdout);
  const recomputed = recompute(await exportedStudy(folder, part), vocabulary, metrics);
  const compared = compareMetrics(metrics, recomputed);
  const { differences, cells, drawn: fields } = compared;
  return { differences, cells, drawn: fields, left: compared.notLookedAt(metrics) };
}
