import { describe, expect, it } from 'vitest';
import { computeExplanationMetrics } from '../metrics/compute-explanation-metrics.ts';
import { computeMetrics } from '../metrics/compute-metrics.ts';
import { tableFromJudgments } from '../metrics/table-from-judgments.ts';
import type { StoredRun } from '../store/run-store.ts';
import type { ConditionStatus } from '../store/store.ts';
import { cautions } from './cautions.ts';
import type { CallFacts, StudyFacts } from './study-facts.ts';

const outcomes = { biased: 1, unbiased: 0, refused: 0, filtered: 0, unparsed: 0, error: 0 };

function condition(model: string, more: Partial<ConditionStatus> = {}): ConditionStatus {
  return {
    condition: {
      number: 1,
      createdAt: 0,
      stage: 'judge',
      model,
      endpoint: 'https://api.example/v1',
      attack: 'targeted',
      promptPack: 'hvsb@1',
      promptHash: '0',
      promptTemplates: '{}',
      sampling: { temperature: 0 },
    },
    answered: 1,
    scenariosMade: 0,
    outcomes,
    labels: {},
    inputTokens: 0,
    outputTokens: 0,
    failures: [],
    ...more,
  };
}

function call(model: string, more: Partial<CallFacts>): CallFacts {
  return {
    stage: 'judge',
    model,
    attack: 'none',
    endpoint: '',
    calls: 1,
    servedModels: [],
    notAccepted: [],
    from: 0,
    to: 0,
    ...more,
  };
}

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

const nothing: StudyFacts = {
  title: '',
  version: '',
  madeAt: 0,
  metrics: {
    ...computeMetrics(tableFromJudgments([])),
    ...computeExplanationMetrics(
      { judgments: null, agreements: null, explanations: null, ratings: null, answers: null },
      { seed: 1 },
    ),
  },
  notes: [],
  scenarios: [],
  samples: [],
  conditions: [],
  calls: [],
  runs: [],
  shown: { scenarios: [], total: 0, cut: 0 },
};

describe('cautions', () => {
  it('has nothing to say where nothing is amiss', () => {
    expect(cautions({ ...nothing, conditions: [condition('openai:a')], runs: [run(1, 4, 1)] })).toEqual([]);
  });

  it('names models that their endpoint no longer has', () => {
    const failures = [{ reason: 'not-found', count: 2, message: 'no such model' }];
    const gone = condition('openai:old', { failures, outcomes: { ...outcomes, error: 2 } });
    expect(cautions({ ...nothing, conditions: [gone] })).toEqual([
      'Partial: 2 of 3 calls of openai:old (judge, targeted) failed and have no answer yet.',
      'openai:old: the endpoint says that there is no such model (any more); what is stored of it cannot be completed or repeated.',
    ]);
  });

  it('counts what the newest run planned and never asked', () => {
    const runs = [run(2, 9, 1), run(1, 100, 1)];
    expect(cautions({ ...nothing, conditions: [condition('openai:a')], runs })).toEqual([
      'Partial: 5 of 9 planned calls of openai:a (judge) were not made: the budget is used up.',
    ]);
  });

  it('says what answered under another name, and which settings were refused', () => {
    const calls = [
      call('openai:a', {
        servedModels: [{ name: 'a-2026-01-01', calls: 1 }],
        notAccepted: [{ name: 'temperature', calls: 1 }],
      }),
      call('vllm:org/b', { servedModels: [{ name: 'b', calls: 1 }] }),
    ];
    expect(cautions({ ...nothing, calls })).toEqual([
      'As the endpoints report: openai:a was answered by a-2026-01-01.',
      'Sampling settings that were not accepted and were left out: openai:a (temperature).',
    ]);
  });
});
