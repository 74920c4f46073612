// Measures what docs/many-machines.md states, on a PostgreSQL of its own (see tests/support/postgres.ts). Options:
//   --only store|workers|metrics|page   one part alone
//   --scenarios N          default 20000
//   --rounds N             default 3
//   --judgments N          default 2000000
//   --calls N              default 1000000
//   --check                exit 1 where a target is missed
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PostgresServer } from '../../tests/support/postgres.ts';
import { measurePage } from '../measure-page.ts';
import { type BenchParts, runParts } from '../scoreboard.ts';
import { compareMetrics, compareStores, type MachinesBench } from './compare-stores.ts';
import { compareWorkers } from './compare-workers.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    scenarios: { type: 'string', default: '20000' },
    rounds: { type: 'string', default: '3' },
    judgments: { type: 'string', default: '2000000' },
    calls: { type: 'string', default: '1000000' },
    check: { type: 'boolean', default: false },
  },
});

const folder = mkdtempSync(join(tmpdir(), 'hvsb-bench-'));
const server = await PostgresServer.start({ isDurable: true });
const bench: MachinesBench = { folder, server, rounds: Number(values.rounds) };
const scenarios = Number(values.scenarios);

const parts: BenchParts = {
  store: async () => [
    await compareStores(bench, { scenarios, latencyMs: 50, concurrency: 256, targetRatio: 0.9 }),
    await compareStores(bench, { scenarios, latencyMs: 0, concurrency: 64, targetRatio: 0.5 }),
  ],
  workers: async () => [
    await compareWorkers(bench, {
      ...{ scenarios, latencyMs: 50, concurrency: 64 },
      ...{ workers: 4, targetRatio: 3.5 },
    }),
  ],
  metrics: () => compareMetrics(bench, Number(values.judgments)),
  page: () =>
    measurePage({
      ...{ folder, store: server.emptyStore(), calls: Number(values.calls), rounds: bench.rounds },
      targets: { paint: 1500, numbers: 1500, step: 500 },
    }),
};

try {
  await runParts(parts, values);
} finally {
  await server.remove();
  rmSync(folder, { recursive: true, force: true });
}
