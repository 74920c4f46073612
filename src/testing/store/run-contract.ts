import assert from 'node:assert/strict';
import type { RunNote, StoredRunPart } from '../../store/contract/runs.ts';
import { type StoreCheck, type StoreFixture, sampleCall, sampleCondition } from './store-fixture.ts';

/** What a store guarantees about runs that write themselves down. */
export const runContract: Readonly<Record<string, StoreCheck>> = {
  'keeps the latest note of a run, with every part of it': keepsLatestNote,
  'gives runs newest first, page by page': givesPages,
  'sums up what the calls of a model in a stage have taken': sumsUsage,
};

async function sumsUsage({ store }: StoreFixture): Promise<void> {
  const first = await store.condition(sampleCondition);
  const second = await store.condition({ ...sampleCondition, attack: 'targeted' });
  const other = await store.condition({ ...sampleCondition, model: 'letters:other' });
  const calls = [first, first, second, other].map(({ number }, position) =>
    sampleCall(`key-${position}`, number),
  );
  await store.commit({ calls });
  const usage = { calls: 3, inputTokens: 30, outputTokens: 9 };
  assert.deepEqual(await store.usage('judge', sampleCondition.model), usage);
  const none = { calls: 0, inputTokens: 0, outputTokens: 0 };
  assert.deepEqual(await store.usage('explain', sampleCondition.model), none);
}

const part: StoredRunPart = {
  stage: 'judge',
  model: 'letters:a',
  endpoint: 'letters',
  startedAt: 10,
  endedAt: null,
  planned: 8,
  stored: 1,
  answered: 2,
  failed: 3,
  retries: 4,
  inFlight: 5,
  inputTokens: 60,
  outputTokens: 7,
  costUsd: null,
  outcomes: { biased: 2, 'un"biased': 0 },
  stopped: null,
};

const running: RunNote = { state: 'running', updatedAt: 20, endedAt: null, error: null, parts: [part] };

async function keepsLatestNote({ store }: StoreFixture): Promise<void> {
  const number = await store.beginRun({ command: 'hvsb run', version: '1.2.3', startedAt: 10 });
  const begun = { number, command: 'hvsb run', version: '1.2.3', startedAt: 10, pid: process.pid };
  const [first] = await store.runs({ limit: 1 });
  assert.ok(first !== undefined && first.host.length > 0);
  const { host } = first;
  const untouched = { state: 'running', updatedAt: 10, endedAt: null, error: null, parts: [] };
  assert.deepEqual(first, { ...begun, host, ...untouched });
  await store.noteRun(number, running);
  assert.deepEqual(await store.runs({ limit: 1 }), [{ ...begun, host, ...running }]);
  const ended: StoredRunPart = { ...part, endedAt: 30, costUsd: 0.25, inFlight: 0 };
  const stopped: StoredRunPart = {
    ...ended,
    stage: 'agree',
    stopped: { reason: 'budget', message: 'Spent.' },
  };
  const note: RunNote = {
    state: 'failed',
    updatedAt: 31,
    endedAt: 31,
    error: 'Full.',
    parts: [ended, stopped],
  };
  await store.noteRun(number, note);
  assert.deepEqual(await store.runs({ limit: 1 }), [{ ...begun, host, ...note }]);
}

async function givesPages({ store }: StoreFixture): Promise<void> {
  assert.deepEqual(await store.runs({ limit: 5 }), []);
  for (const command of ['one', 'two', 'three']) {
    await store.beginRun({ command, version: '1', startedAt: 1 });
  }
  const page = await store.runs({ limit: 2 });
  assert.deepEqual(
    page.map(({ command }) => command),
    ['three', 'two'],
  );
  const before = page.at(-1)?.number ?? 0;
  assert.deepEqual(
    (await store.runs({ limit: 2, before })).map(({ command }) => command),
    ['one'],
  );
}
