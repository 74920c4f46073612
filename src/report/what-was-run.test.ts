import { describe, expect, it } from 'vitest';
import { madeFacts } from '../../tests/support/made-facts.ts';
import { whatWasRun } from './what-was-run.ts';

const { nothing, condition, call } = madeFacts;
const day = (number: number) => Date.UTC(2026, 0, number, 23);

describe('whatWasRun', () => {
  it('says who answered how much and when, with the names that readers see', () => {
    const facts = {
      ...nothing,
      version: '1.2.3',
      conditions: [condition('x:a', { answered: 1200 }), condition('x:b', { answered: 0 })],
      calls: [call('x:a', { calls: 1200, from: day(2), to: day(3) })],
    };
    expect(whatWasRun(facts, new Map([['x:a', 'Model A']]))).toEqual([
      '2 models judged scenarios (targeted): Model A and x:b; 1,200 answers.',
      'Asked 2026-01-02 to 2026-01-03 (UTC); measured by hvsb 1.2.3.',
    ]);
  });

  it('lists the same models once, where they are more than two', () => {
    const models = ['x:a', 'x:b', 'x:c'];
    const asked = (stage: 'judge' | 'explain') =>
      models.map((model) => {
        const each = condition(model, { answered: 2 });
        return { ...each, condition: { ...each.condition, stage } };
      });
    const said = (...conditions: ReturnType<typeof asked>) =>
      whatWasRun({ ...nothing, conditions }, new Map());
    expect(said(...asked('judge'), ...asked('explain'))).toEqual([
      '3 models judged scenarios (targeted): x:a, x:b and x:c; 6 answers.',
      'The same 3 models explained why scenarios are biased; 6 answers.',
    ]);
    expect(said(...asked('judge'), ...asked('explain').slice(1)).at(-1)).toBe(
      '2 models explained why scenarios are biased: x:b and x:c; 4 answers.',
    );
  });

  it('says nothing of what was not run', () => {
    expect(whatWasRun(nothing, new Map())).toEqual([]);
    expect(whatWasRun({ ...nothing, conditions: [condition('x:a', { answered: 0 })] }, new Map())).toEqual(
      [],
    );
  });
});
