import { describe, expect, it } from 'vitest';
import { defineModel } from '../../models/define-model.ts';
import { judge } from '../judge.ts';
import { planDifference } from './plan-difference.ts';

const goal = { difference: 0.05, power: 0.8, models: 2, attacks: 1 };

/** Scenarios in clusters of four; the models differ in one whole cluster of five, and in no other scenario. */
async function judged() {
  const says = (name: string, decide: (number: number) => boolean) =>
    defineModel({
      name,
      complete: async (messages) => {
        const number = Number(/Baker (\d+)/.exec(messages.at(-1)?.content ?? '')?.[1] ?? 0);
        return `Judgment: ${decide(number) ? 'UNBIASED' : 'BIASED'}`;
      },
    });
  return judge({
    scenarios: Array.from({ length: 200 }, (_, i) => ({
      text: `Baker ${i} is late as all bakers are.`,
      gold: 'biased' as const,
      cluster: `${i >> 2}`,
    })),
    models: [says('one', () => false), says('other', (i) => (i >> 2) % 5 === 0)],
  });
}

describe('planDifference', () => {
  it('plans from the variance of differences between models that were judged', async () => {
    const { store, close } = await judged();
    const [plan, ...others] = await planDifference(store, {}, goal);
    expect(others).toEqual([]);
    expect(plan).toMatchObject({ pairs: 1, tests: 1, available: { scenarios: 200, clusters: 50 } });
    // Ten of fifty clusters have the mean −1, the others 0: variance 50/49 · .2 · .8, and none within.
    expect(plan?.components.cluster).toBeCloseTo((50 / 49) * 0.16, 12);
    expect(plan?.components.scenario).toBe(0);
    expect(plan).toMatchObject({ scenarios: null, limit: 'clusters' });
    const coarse = await planDifference(store, {}, { ...goal, difference: 0.3 });
    // Scenarios of one cluster are alike, so that a cluster needs one.
    expect(coarse[0]?.scenarios).toBeLessThanOrEqual(50);
    await close();
  });

  it('counts the comparisons that are adjusted together, and starts from defaults where nothing was judged', async () => {
    const { store, close } = await judged();
    const [plan] = await planDifference(
      store,
      { datasets: ['scenarios'] },
      { ...goal, models: 4, attacks: 3 },
    );
    expect(plan?.tests).toBe(18);
    await close();
    const { store: alone, close: closeAlone } = await judge({
      scenarios: [
        { text: 'One.', gold: 'biased' },
        { text: 'Two.', gold: 'biased' },
        { text: 'Three.', gold: 'unbiased' },
      ],
      models: ['baseline:coin', 'baseline:always-biased'],
    });
    const [guessed] = await planDifference(alone, {}, goal);
    expect(guessed).toMatchObject({ pairs: 0, available: { scenarios: 2, clusters: 2 }, scenarios: null });
    await closeAlone();
  });
});
