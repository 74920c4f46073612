import { describe, expect, it } from 'vitest';
import { type PreferenceCounts, preferenceIsStated, preferenceScore } from './preference-score.ts';

const draws = { seed: 1 };
const pairs = Array.from({ length: 16 }, (_, pair) => [Math.floor(pair / 4), pair % 4] as const);
const own = pairs.map(([explainer, rater]) => (explainer === rater ? 1 : 0));
/** The first two models are of one family. */
const sibling = pairs.map(([explainer, rater]) => (explainer !== rater && explainer + rater === 1 ? 1 : 0));

/** Eight scenarios with 2 to 4 verdicts a pair, some pairs without; made by arithmetic, so that others can make it, too. */
function madeUp(): PreferenceCounts {
  const cells = Array.from({ length: 8 * 16 }, (_, i) => [Math.floor(i / 16), i % 16] as const);
  const totals = cells.map(([scenario, pair]) =>
    (scenario + pair) % 7 === 0 ? 0 : 2 + ((scenario * 5 + pair * 3) % 3),
  );
  const agree = cells.map(([scenario, pair], i) => {
    const [explainer, rater] = pairs[pair] ?? [0, 0];
    const base = ((scenario * 7 + pair * 11 + explainer * 3 + rater * 5) % 8) / 8;
    const share = base * 0.9 + (own[pair] === 1 ? 0.1 : 0);
    const total = totals[i] ?? 0;
    return Math.min(total, Math.floor(total * Math.min(1, share) + 0.5));
  });
  return { explainerCount: 4, raterCount: 4, own, sibling, totals, agree };
}

describe('preferenceScore', () => {
  // statsmodels' GLM for the fit; effects, influences, efficient scores and all 256 choices of signs in numpy.
  it.each([
    [
      'self',
      [0.14631508788812525, 0.036518334991362034, 0.25611184078488847, 0.0390625],
      [0.1471282354618253, 0.03775866399221249, 0.2564978069314381, 0.0390625],
    ],
    [
      'selfOverFamily',
      [0.12547385229470898, -7.482381992643394e-5, 0.25102252840934436, 0.0859375],
      [0.1272002345261133, 0.0027136713198389895, 0.25168679773238756, 0.0859375],
    ],
    [
      'family',
      [0.02141867570308814, -0.07086725143035437, 0.11370460283653065, 0.5703125],
      [0.01992800093571201, -0.06731787084823707, 0.10717387271966108, 0.578125],
    ],
  ] as const)('agrees with another computation of %s', (name, logistic, linear) => {
    const score = preferenceScore(madeUp(), name, draws);
    expect(score?.scenarios).toBe(8);
    for (const [found, [effect, low, high, p]] of [
      [score?.logistic, logistic],
      [score?.linear, linear],
    ] as const) {
      expect(found?.effect).toBeCloseTo(effect, 8);
      expect(found?.low).toBeCloseTo(low, 6);
      expect(found?.high).toBeCloseTo(high, 6);
      expect(found?.p).toBeCloseTo(p, 12);
    }
  });

  it('is null where the pairs do not tell the effect', () => {
    const counts = madeUp();
    expect(preferenceScore({ ...counts, sibling: sibling.map(() => 0) }, 'family', draws)).toBeNull();
    const ownOnly = { ...counts, totals: zeroed(counts.totals) };
    expect(preferenceScore({ ...ownOnly, agree: zeroed(counts.agree) }, 'self', draws)).toBeNull();
  });

  it('handles a rater that always agrees', () => {
    const counts = madeUp();
    const agree = Array.from(counts.totals, (total, i) => (i % 4 === 2 ? total : (counts.agree[i] ?? 0)));
    const score = preferenceScore({ ...counts, agree }, 'self', draws);
    expect(Number.isFinite(score?.logistic.effect)).toBe(true);
    expect(score?.logistic.p).toBeGreaterThan(0);
  });

  it('turns round when agreement and disagreement change places', () => {
    const counts = madeUp();
    const disagree = Array.from(counts.totals, (total, i) => total - (counts.agree[i] ?? 0));
    const [score, turned] = [counts, { ...counts, agree: disagree }].map((of) =>
      preferenceScore(of, 'self', draws),
    );
    expect(turned?.logistic.effect).toBeCloseTo(-(score?.logistic.effect ?? Number.NaN), 8);
    expect(turned?.logistic.p).toBeCloseTo(score?.logistic.p ?? Number.NaN, 12);
  });
});

/** Leaves the pairs of a model with itself only. */
function zeroed(values: ArrayLike<number>): number[] {
  return Array.from(values, (value, i) => (own[i % 16] === 1 ? value : 0));
}

describe('preferenceIsStated', () => {
  const of = (logistic: number, linear: number) => ({
    logistic: { effect: logistic, low: null, high: null, p: 0.01 },
    linear: { effect: linear, low: null, high: null, p: 0.01 },
    scenarios: 10,
  });

  it('needs both scales, significant and in one direction', () => {
    expect(preferenceIsStated(of(0.04, 0.05), [0.01, 0.04])).toBe(true);
    expect(preferenceIsStated(of(0.04, 0.05), [0.06, 0.01])).toBe(false);
    expect(preferenceIsStated(of(0.04, 0.05), [0.01, 0.06])).toBe(false);
    expect(preferenceIsStated(of(0.04, -0.05), [0.01, 0.01])).toBe(false);
    expect(preferenceIsStated(of(0.04, 0.05), [null, 0.01])).toBe(false);
  });
});
