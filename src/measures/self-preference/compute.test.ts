import { describe, expect, it } from 'vitest';
import { type AgreementTable, agreementCodes } from '../../core/tables.ts';
import { modelFamily } from '../inputs/model-family.ts';
import { selfPreference } from './compute.ts';

const five = ['openai:gpt-a', 'openai:gpt-b', 'vllm:Qwen2.5-1', 'vllm:llama-2', 'x:lone'];

/** Every rater reads every explainer on every scenario; null leaves one out. */
function tableOf(
  models: readonly string[],
  scenarioCount: number,
  agrees: (scenario: number, explainer: number, rater: number) => boolean | null,
): AgreementTable {
  const rows = Array.from({ length: scenarioCount }, (_, scenario) =>
    models.flatMap((_, explainer) =>
      models.map((_, rater) => ({ scenario, explainer, rater, agree: agrees(scenario, explainer, rater) })),
    ),
  )
    .flat()
    .filter(({ agree }) => agree !== null);
  return {
    scenarioCount,
    clusterOfScenario: Uint32Array.from({ length: scenarioCount }, (_, scenario) => scenario),
    explainers: models,
    raters: models,
    scenario: Uint32Array.from(rows, ({ scenario }) => scenario),
    explainer: Uint16Array.from(rows, ({ explainer }) => explainer),
    rater: Uint16Array.from(rows, ({ rater }) => rater),
    outcome: Uint8Array.from(rows, ({ agree }) => (agree ? agreementCodes.agree : agreementCodes.disagree)),
  };
}

const few = { permutations: 199, seed: 1 };

describe('selfPreference', () => {
  // The same 857 verdicts in Python: statsmodels OLS on dummies for explainer and rater, and the cell means.
  const table = tableOf(five, 40, (s, e, r) => {
    if ((s + 2 * e + 3 * r) % 7 === 0) return null;
    const sibling = e !== r && modelFamily(five[e] ?? '') === modelFamily(five[r] ?? '');
    return (7 * s + 3 * e * e + 5 * r + 2 * e * r) % 11 < 5 + (e === r ? 3 : 0) + (sibling ? 1 : 0);
  });
  const result = selfPreference(table, { permutations: 1999, seed: 1 });

  it('gives the coefficients of the linear model, as statsmodels does', () => {
    expect(result.n).toBe(857);
    expect(result.clusters).toBe(40);
    expect(result.self.interaction?.linear.effect).toBeCloseTo(0.25147471, 8);
    expect(result.family.interaction?.linear.effect).toBeCloseTo(0.1049064, 7);
    // The coefficient of `same model` where `same family` is 1 for the model itself, too.
    expect(result.self.interactionOverFamily?.linear.effect).toBeCloseTo(0.14656831, 8);
  });

  it('gives the raw gaps, of each rater and averaged', () => {
    expect(result.self.gap.estimate).toBeCloseTo(0.24105042016806727, 12);
    expect(result.family.gap.estimate).toBeCloseTo(0.08977591036414567, 12);
    const gaps = result.raters.map(({ estimate }) => estimate);
    const expected = [0.25, 0.1653361344537816, 0.2605042016806723, 0.2831932773109244, 0.246218487394958];
    for (const [i, gap] of expected.entries()) expect(gaps[i]).toBeCloseTo(gap, 12);
  });

  // statsmodels, clustered by scenario: .180 to .323 for self, -.069 to .278 for family.
  it('gives intervals like those of clustered standard errors, and p values of drawn signs', () => {
    const { low, high, p, pHolm } = result.self.interaction?.linear ?? {};
    expect(Math.abs((low ?? 0) - 0.18)).toBeLessThan(0.02);
    expect(Math.abs((high ?? 0) - 0.323)).toBeLessThan(0.02);
    expect(p).toBe(1 / 2000);
    // Three effects, of which this is the most or the second most significant.
    expect(pHolm).toBeGreaterThanOrEqual(2 / 2000);
    const family = result.family.interaction?.linear;
    expect(Math.abs((family?.low ?? 0) + 0.069)).toBeLessThan(0.03);
    expect(Math.abs((family?.high ?? 0) - 0.278)).toBeLessThan(0.03);
    expect(Math.abs((family?.p ?? 0) - 0.236)).toBeLessThan(0.06);
  });

  it('states a preference only where both scales show it', () => {
    expect(result.self.interaction).toMatchObject({ stated: true });
    expect(result.self.interaction?.logistic.effect).toBeGreaterThan(0.15);
    expect(result.family.interaction).toMatchObject({ stated: false });
  });

  it('gives the same for the same seed', () => {
    expect(selfPreference(table, few)).toEqual(selfPreference(table, few));
  });

  // Explainer 0 is agreed with always, 1 never, whoever reads: the raw gaps of single raters are not 0, all else is.
  it('does not take a good explainer or a lenient rater for a preference', () => {
    const { self, raters } = selfPreference(
      tableOf(['a:1', 'b:2', 'c:3'], 20, (s, e) => (e === 0 ? true : e === 1 ? false : s % 2 === 0)),
      few,
    );
    expect(raters.map(({ estimate }) => estimate)).toEqual([0.75, -0.75, 0]);
    expect(self.gap.estimate).toBeCloseTo(0, 12);
    expect(self.interaction?.linear.effect).toBeCloseTo(0, 12);
    expect(self.interaction?.stated).toBe(false);
  });

  // Five clusters of four scenarios: the sign-flip has 2^5 choices, so p is 1/16 at least.
  it('takes clusters of scenarios as the independent units', () => {
    const agrees = tableOf(['a:1', 'b:2', 'c:3'], 20, (s, e, r) => e === r || (s + e + r) % 3 === 0);
    const clustered = {
      ...agrees,
      clusterOfScenario: agrees.clusterOfScenario.map((s) => Math.floor(s / 4)),
    };
    const { self, clusters } = selfPreference(clustered, few);
    expect(clusters).toBe(5);
    expect(self.interaction?.linear.p).toBe(1 / 16);
    expect(selfPreference(agrees, few).self.interaction?.linear.p).toBeLessThan(0.01);
  });

  // Own explanations: refused by a and b on half of the scenarios.
  it('bounds the effect by refusals as DISAGREE and as AGREE', () => {
    const models = ['a:1', 'b:2', 'c:3'];
    const agrees = tableOf(models, 20, (s, e, r) => (s + e * r) % 3 > 0);
    const refused = {
      ...agrees,
      outcome: agrees.outcome.map((code, row) =>
        agrees.explainer[row] === agrees.rater[row] && (agrees.scenario[row] ?? 0) % 2 === 0
          ? agreementCodes.refused
          : code,
      ),
    };
    const effect = selfPreference(refused, few).self.interaction;
    expect(effect?.refusals.asDisagree).toBeLessThan(effect?.logistic.effect ?? -1);
    expect(effect?.refusals.asAgree).toBeGreaterThan(effect?.logistic.effect ?? 1);
    const answered = selfPreference(agrees, few).self.interaction;
    expect(answered?.refusals.asAgree).toBe(answered?.logistic.effect);
  });

  it('leaves baselines out', () => {
    const agrees = (s: number, e: number, r: number) => (s + e * r) % 3 > 0;
    const three = ['a:1', 'b:2', 'c:3'];
    expect(selfPreference(tableOf([...three, 'baseline:coin'], 20, agrees), few)).toEqual(
      selfPreference(tableOf(three, 20, agrees), few),
    );
  });

  it('has no family preference where every family has one model', () => {
    const { family, self } = selfPreference(
      tableOf(['a:1', 'b:2', 'c:3'], 10, (s, e, r) => (s + e * r) % 3 > 0),
      few,
    );
    expect(family.interaction).toBeNull();
    expect(family.gap.estimate).toBeNull();
    expect(self.interactionOverFamily).toBeNull();
    expect(self.interaction).not.toBeNull();
  });

  // Own = not sibling: only their difference can be estimated.
  it('tells only own against family where all models are of one family', () => {
    const models = ['openai:gpt-a', 'openai:gpt-b', 'openai:gpt-c'];
    const { self, family } = selfPreference(
      tableOf(models, 40, (s, e, r) => e === r || s % 2 === 0),
      few,
    );
    expect(self.interaction).toBeNull();
    expect(family.interaction).toBeNull();
    expect(self.interactionOverFamily?.linear.effect).toBeCloseTo(0.5, 12);
    expect(self.interactionOverFamily?.linear.p).toBeLessThan(0.01);
  });

  it('is undefined without verdicts, and without an interval for one scenario', () => {
    const none = selfPreference(
      tableOf([], 0, () => null),
      few,
    );
    expect(none.self.interaction).toBeNull();
    expect(none.n).toBe(0);
    const one = selfPreference(
      tableOf(five, 1, (_, e, r) => e === r),
      few,
    );
    expect(one.self.interaction?.linear).toMatchObject({
      effect: expect.closeTo(1, 6),
      low: null,
      high: null,
    });
    expect(one.self.interaction?.stated).toBe(false);
  });
});
