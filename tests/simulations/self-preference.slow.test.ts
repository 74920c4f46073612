import { describe, expect, it } from 'vitest';
import { RandomValues } from '../../src/stats/bootstrap/random-values.ts';
import {
  type PreferenceCounts,
  preferenceIsStated,
  preferenceScore,
} from '../../src/stats/preference/preference-score.ts';

const models = 6;
const scenarios = 150;
const studies = 600;
/** The first two are of one family. */
const pairs = Array.from(
  { length: models * models },
  (_, pair) => [Math.floor(pair / models), pair % models] as const,
);
const own = pairs.map(([explainer, rater]) => (explainer === rater ? 1 : 0));
const sibling = pairs.map(([explainer, rater]) => (explainer + rater === 1 ? 1 : 0));
/** How good the models explain, as log odds. */
const quality = [-1.5, -0.9, -0.3, 0.3, 0.9, 1.5];
const harshness = {
  'good explainers harsh': quality.map((value) => -value),
  unrelated: [0.3, -0.9, 1.5, -1.5, 0.9, -0.3],
  'good explainers lenient': quality,
};

/** log odds of agreement = .5 + explainer + rater + scenario + preference; explanations of a scenario vary in quality. */
function draw(random: RandomValues, leniency: readonly number[], preference: number): PreferenceCounts {
  const agree = new Uint8Array(scenarios * pairs.length);
  for (let scenario = 0; scenario < scenarios; scenario += 1) {
    const ofScenario = 0.5 * random.normal();
    const ofExplanation = quality.map((value) => value + 0.5 * random.normal());
    for (const [pair, [explainer, rater]] of pairs.entries()) {
      const sum = 0.5 + ofScenario + (ofExplanation[explainer] ?? 0) + (leniency[rater] ?? 0);
      const odds = sum + (own[pair] === 1 ? preference : 0);
      if (random.uniform() < 1 / (1 + Math.exp(-odds))) agree[scenario * pairs.length + pair] = 1;
    }
  }
  const totals = new Uint8Array(agree.length).fill(1);
  return { explainerCount: models, raterCount: models, own, sibling, totals, agree };
}

/** The shares of studies in which each test is significant, and in which a preference is stated. */
function found(leniency: readonly number[], preference: number) {
  const random = new RandomValues(11);
  let [logistic, linear, stated, points] = [0, 0, 0, 0];
  for (let study = 0; study < studies; study += 1) {
    const counts = draw(random, leniency, preference);
    const score = preferenceScore(counts, 'self', { seed: 3, permutations: 999 });
    if (score === null) continue;
    if ((score.logistic.p ?? 1) < 0.05) logistic += 1;
    if ((score.linear.p ?? 1) < 0.05) linear += 1;
    if (preferenceIsStated(score, [score.logistic.p, score.linear.p])) stated += 1;
    points += 100 * score.linear.effect;
  }
  return {
    logistic: logistic / studies,
    linear: linear / studies,
    stated: stated / studies,
    'linear effect, points': points / studies,
  };
}

describe('self-preference', () => {
  it('is found where there is none in at most 7 of 100 studies, and found where there is some', () => {
    const rows = Object.entries(harshness).flatMap(([raters, leniency]) =>
      [0, 0.6].map((preference) => ({ raters, preference, ...found(leniency, preference) })),
    );
    console.table(rows);
    for (const { preference, logistic, stated } of rows) {
      if (preference === 0) {
        expect(logistic).toBeLessThanOrEqual(0.07);
        expect(stated).toBeLessThanOrEqual(0.07);
      } else {
        expect(logistic).toBeGreaterThan(0.7);
      }
    }
  }, 120_000);
});
