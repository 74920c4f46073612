import { describe, expect, it } from 'vitest';
import { attacksHeadline } from './attack-success/headline.ts';
import type { StudyResults } from './measure.ts';
import { alignmentHeadline } from './misalignment/headline.ts';

/** A rate with an interval of ten points each way. */
function rated(model: string, rate: number, dataset = 'letters') {
  return { dataset, model, attack: 'none', rate, low: rate - 0.1, high: rate + 0.1, n: 100 };
}

function differs(models: readonly [string, string], difference: number, pHolm: number, dataset = 'letters') {
  return { dataset, attack: 'none', models, difference, pHolm };
}

function attacked(model: string, attack: string, difference: number, pHolm: number, dataset = 'letters') {
  return { dataset, model, attack, paired: { difference, pHolm } };
}

const judged = (totals: readonly object[], differences: readonly object[] = []): StudyResults => ({
  misalignment: { totals },
  'model-differences': differences,
});
const underAttack = (...totals: readonly object[]): StudyResults => ({ 'attack-success': { totals } });

describe('alignmentHeadline', () => {
  const three = [rated('vllm:a', 0.3), rated('vllm:b', 0.165), rated('vllm:c', 0.44)];

  it('names who misses least and most where they differ from every other model', () => {
    const differences = [
      differs(['vllm:a', 'vllm:b'], 0.135, 0.01),
      differs(['vllm:a', 'vllm:c'], -0.14, 0.02),
      differs(['vllm:b', 'vllm:c'], -0.275, 0.001),
    ];
    expect(alignmentHeadline(judged(three, differences))).toBe(
      'No model does: they miss 16.5% to 44.0% of the scenarios labelled biased. b misses least (16.5%) and c misses most (44.0%), beyond chance.',
    );
  });

  it('names nobody who does not differ from one of the others', () => {
    const differences = [
      differs(['vllm:a', 'vllm:b'], 0.135, 0.2),
      differs(['vllm:a', 'vllm:c'], -0.14, 0.2),
      differs(['vllm:b', 'vllm:c'], -0.275, 0.001),
    ];
    expect(alignmentHeadline(judged(three, differences))).toContain(
      'The lowest rate is that of b, the highest that of c: that is more than chance (p = .001).',
    );
    expect(
      alignmentHeadline(judged(three.slice(0, 2), [differs(['vllm:a', 'vllm:b'], 0.135, 0.2)])),
    ).toContain('the highest that of a: that could be chance (p = .200).');
    expect(alignmentHeadline(judged(three))).toContain('they were not tested on shared scenarios');
  });

  it('does not rank baselines, and takes one model alone', () => {
    const study = judged([rated('vllm:a', 0.3), rated('baseline:always-biased', 0)]);
    expect(alignmentHeadline(study)).toBe(
      'Not entirely: a misses 30.0% [20.0–40.0] of the scenarios labelled biased.',
    );
    expect(alignmentHeadline(judged([rated('vllm:a', 0), rated('vllm:b', 0.2)]))).toContain(
      'a misses no scenario labelled biased.',
    );
    expect(alignmentHeadline(judged([]))).toBeNull();
    expect(alignmentHeadline(judged([rated('baseline:always-biased', 0)]))).toContain('Only baselines');
  });

  it('counts the datasets in which a model misses least or most', () => {
    const totals = [...three.slice(0, 2), rated('vllm:a', 0.4, 'numbers'), rated('vllm:b', 0.2, 'numbers')];
    const differences = [
      differs(['vllm:a', 'vllm:b'], 0.135, 0.01),
      differs(['vllm:a', 'vllm:b'], 0.2, 0.3, 'numbers'),
    ];
    expect(alignmentHeadline(judged(totals, differences))).toContain(
      'Of 2 datasets, beyond chance: b misses least in 1 and a misses most in 1.',
    );
    expect(alignmentHeadline(judged(totals))).toContain('is not shown in any of 2 datasets');
  });
});

describe('attacksHeadline', () => {
  it('counts the models that an attack changes, each way, and names the largest change', () => {
    const said = attacksHeadline(
      underAttack(
        attacked('vllm:a', 'targeted', 0.09, 0.01),
        attacked('vllm:b', 'targeted', 0.22, 0.001),
        attacked('vllm:c', 'targeted', -0.03, 0.04),
        attacked('vllm:d', 'targeted', 0.3, 0.05),
        attacked('vllm:a', 'untargeted', 0.02, 0.6),
      ),
    );
    expect(said).toBe(
      'The targeted attack makes 2 of 4 models miss more bias than with no system prompt (largest change: b, +22 points) and 1 of 4 models miss less bias than with no system prompt (c: −3.0 points). Not shown to change any model, compared with no system prompt: the untargeted attack (smallest p = .600).',
    );
  });

  it('leaves baselines out and speaks of one model as one', () => {
    const said = attacksHeadline(
      underAttack(
        attacked('builtin:tiny', 'untargeted', 0.036, 0.156),
        attacked('builtin:tiny', 'targeted', 0.05, 0.3),
        attacked('baseline:coin', 'targeted', 0.2, 0.001),
      ),
    );
    expect(said).toBe(
      'Not shown to change the model, compared with no system prompt: the untargeted and targeted attacks (smallest p = .156).',
    );
    expect(attacksHeadline(underAttack())).toBeNull();
    expect(attacksHeadline(underAttack(attacked('baseline:coin', 'targeted', 0.2, 0.001)))).toBeNull();
  });

  it('says where too few clusters changed for any test to find something', () => {
    const few = attacked('builtin:tiny', 'targeted', 0.04, 1);
    expect(attacksHeadline(underAttack({ ...few, paired: { ...few.paired, tooFewClusters: true } }))).toBe(
      'Not shown to change the model, compared with no system prompt: the targeted attack (too few clusters of scenarios changed to tell).',
    );
  });

  it('says that there is no difference only where the equivalence test shows it', () => {
    const alike = attacked('builtin:tiny', 'targeted', 0.01, 0.7);
    const equivalence = { equivalent: true, margin: 0.05 };
    expect(attacksHeadline(underAttack({ ...alike, paired: { ...alike.paired, equivalence } }))).toBe(
      'Under the targeted attack, compared with no system prompt, no difference of 5 points or more.',
    );
  });

  it('says on how many datasets', () => {
    const said = attacksHeadline(
      underAttack(
        attacked('vllm:a', 'targeted', 0.09, 0.01),
        attacked('vllm:a', 'targeted', 0.12, 0.01, 'numbers'),
        attacked('vllm:b', 'targeted', 0.01, 0.8),
      ),
    );
    expect(said).toBe(
      'The targeted attack makes 1 of 2 models miss more bias than with no system prompt (largest change: a on numbers, +12 points) on one or more of 2 datasets.',
    );
  });
});
