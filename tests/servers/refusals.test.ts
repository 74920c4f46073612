import { describe } from 'vitest';
import type { Behaviour } from '../../src/testing/server/behaviour.ts';
import { counterOf, type ServerRow, testServers } from './scripted-server.ts';

const answer: Behaviour = { kind: 'answer', text: 'Judgment: BIASED', inputTokens: 40, outputTokens: 4 };

const rows: readonly ServerRow[] = [
  {
    name: 'answers everything',
    script: () => answer,
    expected: { requests: 12, outcomes: { biased: 12 }, tokens: { input: 480, output: 48 } },
    next: { expected: { requests: 0, outcomes: { biased: 12 } } },
  },
  {
    name: 'refuses one prompt',
    script: (request) =>
      counterOf(request) === 0
        ? { kind: 'error', status: 400, message: 'This prompt cannot be read.' }
        : answer,
    expected: { exitCode: 1, requests: 12, outcomes: { biased: 11 }, failed: 1, stopped: null },
  },
];

describe('servers that refuse', () => testServers(rows));
