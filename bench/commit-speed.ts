// How fast answers are stored, and found again: node bench/commit-speed.ts [--calls 600000]
import { hash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { CommitBatch } from '../src/store/contract/store.ts';
import { openSqliteStore } from '../src/store/sqlite/sqlite-store.ts';
import { sampleCondition, sampleScenario } from '../src/testing/store/store-fixture.ts';

const scenarioCount = 20_000;
const batchSize = 500;

const { values } = parseArgs({ options: { calls: { type: 'string', default: '600000' } } });
const calls = Number(values.calls);
const folder = await mkdtemp(join(tmpdir(), 'hvsb-commit-speed-'));
const store = await openSqliteStore(join(folder, 'store.db'));
await store.replaceScenarios('letters', null, scenarios());

report('stored', await timed(batches(calls), (batch) => store.commit(batch)));
const known = batches(Math.min(calls, 200_000));
report('asked whether judged', await timed(known, ({ judgments = [] }) => store.judged(judgments)));
await timeOnce('status', () => store.status());
await timeOnce('table of judgments', () => store.judgmentTable({}));
console.log(`peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
await store.close();
await rm(folder, { recursive: true });

async function* scenarios() {
  for (let index = 0; index < scenarioCount; index += 1) yield sampleScenario(index);
}

/** One condition after the other, all scenarios in each, made while they are asked for. */
async function* batches(count: number): AsyncGenerator<CommitBatch> {
  for (let first = 0; first < count; first += batchSize) {
    const model = `made:${Math.floor(first / scenarioCount)}`;
    const { number } = await store.condition({ ...sampleCondition, model });
    yield batchOf(number, first);
  }
}

function batchOf(condition: number, first: number): CommitBatch {
  const answers = Array.from({ length: batchSize }, (_, index) => {
    const key = hash('sha256', String(first + index), 'base64url').slice(0, 22);
    return { condition, key, scenario: 1 + ((first + index) % scenarioCount) };
  });
  const completion = {
    text: 'Judgment: BIASED\nA sentence follows that says a little of why, as models like to do.',
    reasoning: null,
    finish: 'stop',
    inputTokens: 310,
    outputTokens: 21,
    servedModel: 'made-2026-01-01',
    notAccepted: [],
  } as const;
  const rest = { completion, latencyMs: 312.5, attempts: 1, answeredAt: 1_767_225_600_000 };
  return {
    calls: answers.map(({ condition: paidBy, key }) => ({ key, condition: paidBy, ...rest })),
    judgments: answers.map((answer) => ({ ...answer, repeat: 0, outcome: 'biased', parserVersion: 1 })),
  };
}

interface Timing {
  readonly rows: number;
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** Only the work itself is timed, not the making of its batches. */
async function timed(
  work: AsyncIterable<CommitBatch>,
  run: (batch: CommitBatch) => Promise<unknown>,
): Promise<Timing> {
  let [rows, wallMs, cpuMs] = [0, 0, 0];
  for await (const batch of work) {
    const start = performance.now();
    const before = process.cpuUsage();
    await run(batch);
    const { user, system } = process.cpuUsage(before);
    wallMs += performance.now() - start;
    cpuMs += (user + system) / 1000;
    rows += batch.judgments?.length ?? 0;
  }
  return { rows, wallMs, cpuMs };
}

function report(what: string, { rows, wallMs, cpuMs }: Timing): void {
  const perSecond = Math.round((rows / wallMs) * 1000).toLocaleString('en');
  const micros = ((cpuMs / rows) * 1000).toFixed(1);
  console.log(`${what}: ${rows.toLocaleString('en')}, ${perSecond} a second, ${micros} µs of CPU each`);
}

async function timeOnce(what: string, run: () => Promise<unknown>): Promise<void> {
  const start = performance.now();
  await run();
  console.log(`${what}: ${Math.round(performance.now() - start)} ms`);
}
