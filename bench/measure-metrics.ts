import { join } from 'node:path';
import { runChild } from './run-child.ts';
import type { Measurement } from './scoreboard.ts';

const models = 12;
const attacks = ['none', 'untargeted', 'targeted'];

/** Time and peak memory of the metrics over so many stored judgments, by twelve models under three attacks. */
export async function measureMetrics(folder: string, judgments: number): Promise<Measurement[]> {
  const store = join(folder, 'metrics.db');
  const scenarios = Math.ceil(judgments / models / attacks.length);
  await runChild('prepare-store.ts', { store, scenarios });
  const filled = await runChild('fill-judgments.ts', { store, models, attacks: attacks.join(',') });
  console.log(`metrics: ${filled.judgments} judgments stored`);
  // The second time as the built package runs: Node.js keeps the JavaScript, and does not load what takes types away (30 MB).
  const cached = { NODE_COMPILE_CACHE: join(folder, 'compiled') };
  await runChild('metrics-path.ts', { store }, cached);
  const { seconds = Number.NaN, peakMb = Number.NaN } = await runChild('metrics-path.ts', { store }, cached);
  const what = `metrics over ${filled.judgments} judgments`;
  return [
    { what: `${what}: time`, measured: seconds, target: { atMost: 5 }, unit: ' s' },
    { what: `${what}: peak memory`, measured: peakMb, target: { atMost: 250 }, unit: ' MB' },
  ];
}
