import { describe, expect, it } from 'vitest';
import { hvsb, temporaryFolder } from './support/hvsb.ts';

describe('hvsb remove', () => {
  it('shows what it would delete, deletes it with --yes only, and names what there is', {
    timeout: 120_000,
  }, async () => {
    await using folder = await temporaryFolder();
    const run = (...words: string[]) => hvsb(folder.path, words);
    await run('prepare', '--dataset', 'sample');
    await run('judge', '--model', 'baseline:coin,baseline:always-biased', '--attack', 'none');

    const unnamed = await run('remove');
    expect([unnamed.code, unnamed.stderr]).toEqual([2, expect.stringContaining('Exactly one thing')]);
    const unknown = await run('remove', '--model', 'baseline:cion', '--yes');
    expect([unknown.code, unknown.stderr]).toEqual([
      2,
      expect.stringContaining('Did you mean "baseline:coin"?'),
    ]);

    const asked = await run('remove', '--model', 'baseline:coin');
    expect(asked.code).toBe(2);
    expect(asked.stdout).toMatch(/with the model baseline:coin[\s\S]*conditions +1[\s\S]*judgments +127/);
    expect(asked.stdout).not.toContain('explanations');
    expect(asked.stderr).toMatch(/without a terminal nobody can be asked[\s\S]*--yes/);
    const models = async () => {
      const { conditions } = JSON.parse((await run('status', '--json')).stdout);
      return conditions.map(({ number, model }: { number: number; model: string }) => [number, model]);
    };
    expect(await models()).toEqual([
      [1, 'baseline:coin'],
      [2, 'baseline:always-biased'],
    ]);

    const removed = JSON.parse((await run('remove', '--condition', '1', '--yes', '--json')).stdout);
    expect(removed).toMatchObject({
      target: { condition: 1 },
      removed: true,
      counts: { conditions: 1, judgments: 127, calls: 127, scenarios: 0 },
    });
    expect(await models()).toEqual([[2, 'baseline:always-biased']]);
    const whole = await run('remove', '--dataset', 'sample', '--yes');
    expect([whole.code, whole.stdout]).toEqual([0, expect.stringMatching(/scenarios +127[\s\S]*Removed\./)]);
    expect(await models()).toEqual([]);
  });
});
