import { describe, expect, it } from 'vitest';
import { cautions } from '../src/report/cautions.ts';
import type { StoredRun } from '../src/store/contract/runs.ts';
import { madeFacts } from './support/made-facts.ts';

function run(number: number, planned: number, answered: number): StoredRun {
  const part = {
    stage: 'judge',
    model: 'openai:a',
    endpoint: '',
    startedAt: 0,
    endedAt: 1,
    planned,
    stored: 2,
    answered,
    failed: 1,
  } as const;
  const rest = { retries: 0, inFlight: 0, inputTokens: 0, outputTokens: 0, costUsd: null, outcomes: {} };
  return {
    number,
    command: 'hvsb run',
    version: '0',
    startedAt: 0,
    updatedAt: 1,
    endedAt: 1,
    state: 'partial',
    error: null,
    pid: 1,
    host: '',
    parts: [{ ...part, ...rest, stopped: { reason: 'budget', message: 'the budget is used up.' } }],
  };
}

describe('cautions', () => {
  it('has nothing to say where nothing is amiss', () => {
    expect(
      cautions({ ...madeFacts.nothing, conditions: [madeFacts.condition('openai:a')], runs: [run(1, 4, 1)] }),
    ).toEqual([]);
  });

  it('names models that their endpoint no longer has', () => {
    const failures = [{ reason: 'not-found', count: 2, message: 'no such model' }];
    const gone = madeFacts.condition('openai:old', {
      failures,
      outcomes: { ...madeFacts.condition('').outcomes, error: 2 },
    });
    expect(cautions({ ...madeFacts.nothing, conditions: [gone] })).toEqual([
      'Partial: 2 of 3 calls of openai:old (judge, targeted) failed and have no answer yet.',
      'openai:old: the endpoint says that there is no such model (any more); what is stored of it cannot be completed or repeated.',
    ]);
  });

  it('counts what the newest run planned and never asked', () => {
    const runs = [run(2, 9, 1), run(1, 100, 1)];
    expect(cautions({ ...madeFacts.nothing, conditions: [madeFacts.condition('openai:a')], runs })).toEqual([
      'Partial: 5 of 9 planned calls of openai:a (judge) were not made: the budget is used up.',
    ]);
  });

  it('sums up where more than four models miss answers', () => {
    const models = ['a', 'b', 'c', 'd', 'e'].map((name) => `openai:${name}`);
    const conditions = models.map((model, i) =>
      madeFacts.condition(model, {
        answered: 9,
        outcomes: { ...madeFacts.condition('').outcomes, error: i === 3 ? 3 : 1 },
      }),
    );
    expect(cautions({ ...madeFacts.nothing, conditions })).toEqual([
      'Partial: 7 of 52 calls of 5 models failed and have no answer yet, the largest share of openai:d (judge, targeted): 3 of 12.',
    ]);
    const one = run(1, 9, 1);
    const runs = [
      { ...one, parts: models.flatMap((model) => one.parts.map((part) => ({ ...part, model }))) },
    ];
    const answered = models.map((model) => madeFacts.condition(model));
    expect(cautions({ ...madeFacts.nothing, conditions: answered, runs })).toEqual([
      'Partial: 25 of 45 planned calls of 5 models were not made; openai:e (judge): the budget is used up.',
    ]);
  });

  it('says what answered under another name, and which settings were refused', () => {
    const calls = [
      madeFacts.call('openai:a', {
        servedModels: [{ name: 'a-2026-01-01', calls: 1 }],
        notAccepted: [{ name: 'temperature', calls: 1 }],
      }),
      madeFacts.call('vllm:org/b', { servedModels: [{ name: 'b', calls: 1 }] }),
    ];
    expect(cautions({ ...madeFacts.nothing, calls })).toEqual([
      'As the endpoints report: openai:a was answered by a-2026-01-01.',
      'Sampling settings that were not accepted and were left out: openai:a (temperature).',
    ]);
  });
});
