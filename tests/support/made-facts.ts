import { noInputs } from '../../src/measures/inputs/inputs.ts';
import { measureStudy } from '../../src/measures/measure-study.ts';
import type { CallFacts, StudyFacts } from '../../src/report/study-facts.ts';
import type { ConditionStatus } from '../../src/store/contract/store.ts';

/** Counts of a condition with one answer. */
const oneAnswer = { biased: 1, unbiased: 0, refused: 0, filtered: 0, unparsed: 0, error: 0 };

/** What a report is made from, for tests: a part at a time. */
export const madeFacts = {
  nothing: nothing(),
  condition,
  call,
};

function condition(model: string, more: Partial<ConditionStatus> = {}): ConditionStatus {
  return {
    condition: {
      number: 1,
      createdAt: 0,
      stage: 'judge',
      model,
      endpoint: 'https://api.example/v1',
      attack: 'targeted',
      promptPack: 'default@1',
      promptHash: '0',
      promptTemplates: '{}',
      sampling: { temperature: 0 },
    },
    answered: 1,
    scenariosMade: 0,
    outcomes: oneAnswer,
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

function nothing(): StudyFacts {
  return {
    title: '',
    version: '',
    madeAt: 0,
    results: measureStudy(noInputs, { seed: 1 }),
    notes: [],
    scenarios: [],
    samples: [],
    repeats: 1,
    conditions: [],
    calls: [],
    runs: [],
    shown: { scenarios: [], total: 0, cut: 0 },
    noted: [],
  };
}
