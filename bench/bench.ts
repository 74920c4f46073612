// Measures what docs/performance.md states. Options:
//   --only throughput|memory|metrics|functions|view|page   one part alone; page needs Chromium
//   --scenarios N                      default 20000
//   --rounds N                         default 3
//   --judgments N                      default 2000000
//   --calls N                          that the view is over; default 1000000
//   --check                            exit 1 where a target is missed
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureFunctions } from './measure-functions.ts';
import { measureMemory } from './measure-memory.ts';
import { measureMetrics } from './measure-metrics.ts';
import { measurePage } from './measure-page.ts';
import { measureThroughput } from './measure-throughput.ts';
import { measureView } from './measure-view.ts';
import { type BenchParts, runParts } from './scoreboard.ts';

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
const scenarios = Number(values.scenarios);
const common = { folder, scenarios, rounds: Number(values.rounds) };

const parts: BenchParts = {
  throughput: async () => [
    ...(await measureThroughput({ ...common, latencyMs: 50, concurrency: 256, targetRatio: 0.95 })),
    ...(await measureThroughput({ ...common, latencyMs: 0, concurrency: 64, targetRatio: 0.6 })),
  ],
  memory: () => measureMemory(folder, scenarios),
  metrics: () => measureMetrics(folder, Number(values.judgments)),
  functions: async () => measureFunctions(common.rounds),
  view: () => measureView(folder, Number(values.calls)),
  page: () =>
    measurePage({
      ...{ folder, store: join(folder, 'page.db'), calls: Number(values.calls), rounds: common.rounds },
      targets: { paint: 600, numbers: 1000, step: 200 },
    }),
};

try {
  await runParts(parts, values);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
