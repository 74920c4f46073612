import { describe, expect, it } from 'vitest';
import { consistency } from '../consistency/compute.ts';
import { type Judgment, tableFromJudgments } from '../inputs/table-from-judgments.ts';
import { familyConsistency } from './compute.ts';

/** One letter a scenario: b biased, u unbiased, r refused, a dot where it was not asked. One string a repeat. */
function judged(model: string, repeats: readonly string[], attack = 'none', dataset = 'bbq'): Judgment[] {
  return repeats.flatMap((letters, repeat) =>
    letters.split('').flatMap((letter, i): Judgment[] =>
      letter === '.'
        ? []
        : [
            {
              scenario: `${dataset} ${i}`,
              dataset,
              category: 'Age',
              variant: 'neg-stereotype',
              gold: 'biased',
              control: false,
              cluster: `${Math.floor(i / 2)}`,
              model,
              attack,
              repeat,
              outcome: letter === 'b' ? 'biased' : letter === 'u' ? 'unbiased' : 'refused',
            },
          ],
    ),
  );
}

const options = { seed: 1 };
const measured = (rows: readonly Judgment[]) => familyConsistency(tableFromJudgments(rows), options);

const four = [
  ...judged('openai:gpt-a', ['bbuubbuu']),
  ...judged('vllm:llama-a', ['ubuububu']),
  ...judged('openai:gpt-b', ['bbuubbur']),
  ...judged('vllm:llama-b', ['ubuububb']),
];

const three = ['openai:gpt-a', 'openai:gpt-b', 'vllm:llama-a'];

describe('familyConsistency', () => {
  const [result] = measured(four);

  it('orders the heat map by family', () => {
    expect(result?.order.map(({ model }) => model)).toEqual([
      'openai:gpt-a',
      'openai:gpt-b',
      'vllm:llama-a',
      'vllm:llama-b',
    ]);
    expect(result?.pairs.map(({ sameFamily }) => sameFamily)).toEqual([
      true,
      false,
      false,
      false,
      false,
      true,
    ]);
  });

  // Within: gpt 7/7, llama 7/8, together 14/15. Between: a-a 5/8, a-b 4/8, b-a 4/7, b-b 4/7, together 17/30.
  it('pools equal verdicts within and between families', () => {
    expect(result?.within).toMatchObject({ rate: 14 / 15, pairs: 2, n: 15, clusters: 4 });
    expect(result?.between).toMatchObject({ rate: 17 / 30, pairs: 4, n: 30, clusters: 4 });
    expect(result?.difference).toBeCloseTo(14 / 15 - 17 / 30, 12);
    expect(result?.low).toBeLessThan(result?.difference ?? 0);
    expect(result?.high).toBeGreaterThan(result?.difference ?? 1);
  });

  // In Python: ψ of the four clusters, their kurtosis 2.3219, t with 3.0000 degrees of freedom.
  it('has the t interval over the clusters’ influences', () => {
    expect(result?.low).toBeCloseTo(-0.04908637769336932, 8);
    expect(result?.high).toBeCloseTo(0.7824197110267027, 8);
    expect(result).toMatchObject({ clusters: 4, noInterval: null });
  });

  // Clusters are alike within each dataset (1 and 0 of the first, 1/2 and 3/4 of the second); datasets are not.
  it('takes datasets for strata', () => {
    const [entry] = measured([
      ...['bbbb', 'bbbb', 'uuuu'].flatMap((letters, i) => judged(three[i] ?? '', [letters])),
      ...['bubu', 'bbbb', 'bubu'].flatMap((letters, i) => judged(three[i] ?? '', [letters], 'none', 'other')),
    ]);
    expect(entry).toMatchObject({ within: { rate: 0.75 }, between: { rate: 0.375 }, clusters: 4 });
    expect(entry).toMatchObject({ difference: 0.375, low: null, high: null, noInterval: 'no-spread' });
  });

  it('gives two models the interval that their consistency has over all datasets', () => {
    const table = tableFromJudgments(
      ['bbuubbuu', 'bubuubuu'].flatMap((letters, i) => [
        ...judged(three[i] ?? '', [letters]),
        ...judged(three[i] ?? '', [letters.slice(2)], 'none', 'other'),
      ]),
    );
    const [entry] = familyConsistency(table, options);
    const [together] = consistency(table);
    const { low, high } = together?.agreementInterval ?? {};
    expect(together).toMatchObject({ dataset: null });
    expect(entry?.pairs[0]).toMatchObject({ rate: together?.agreement, low, high });
  });

  it('leaves baselines out', () => {
    const [entry] = measured([...four, ...judged('baseline:coin', ['bubububu'])]);
    expect(entry?.order).toHaveLength(4);
    expect(entry).toEqual(result);
  });

  // Of the 24 orders of four models, 8 leave the families as they are; there are 3 ways to pair four.
  it('gives the exact p by trying all groupings of few models', () => {
    expect(result?.permutation).toEqual({ p: 1 / 3, permutations: 24, exhaustive: true });
  });

  it('has no ceiling without repeats', () => {
    expect(result?.pairs[0]).toMatchObject({ rate: 1, n: 7, ceiling: null, ofCeiling: null });
    expect(result?.stability[0]).toEqual({ model: 'openai:gpt-a', rate: null, n: 0 });
  });

  // a agrees with itself on 3 of 4, b on 4 of 4 scenarios; a and b on 3 of 4, then 4 of 4: 7/8 of a ceiling of sqrt(.75).
  it('sets agreement against how far each model agrees with itself', () => {
    const [repeated] = measured([
      ...judged('openai:gpt-a', ['bbuu', 'bbub']),
      ...judged('openai:gpt-b', ['bbub', 'bbub']),
    ]);
    expect(repeated?.stability.map(({ rate }) => rate)).toEqual([0.75, 1]);
    expect(repeated?.pairs[0]).toMatchObject({ rate: 7 / 8, n: 4, ceiling: Math.sqrt(0.75) });
    expect(repeated?.pairs[0]?.ofCeiling).toBeCloseTo(7 / 8 / Math.sqrt(0.75), 12);
  });

  it('counts every two of three repeats as a pair', () => {
    const [entry] = measured(judged('openai:gpt-a', ['bb', 'bu', 'br']));
    expect(entry?.stability).toEqual([{ model: 'openai:gpt-a', rate: 3 / 4, n: 4 }]);
  });

  it('has no difference where there is one family or every family has one model', () => {
    for (const models of [
      ['openai:gpt-a', 'openai:gpt-b'],
      ['openai:gpt-a', 'vllm:llama-a'],
    ]) {
      const [entry] = measured(models.flatMap((model) => judged(model, ['bub'])));
      expect(entry).toMatchObject({ difference: null, low: null, high: null, permutation: null });
      expect(entry?.pairs).toHaveLength(1);
    }
  });

  it('is given for each attack', () => {
    const rows = ['none', 'targeted'].flatMap((attack) => judged('openai:gpt-a', ['bu'], attack));
    expect(measured(rows).map(({ attack }) => attack)).toEqual(['none', 'targeted']);
    expect(measured([])).toEqual([]);
  });
});
