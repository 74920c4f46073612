import { join } from 'node:path';
import { runChild } from './run-child.ts';
import type { Measurement } from './scoreboard.ts';

const models = 12;
const attacks = ['none', 'untargeted', 'targeted'];
/** Each is explained by every model, and each explanation read by every model. */
const explained = 1000;

/** What the first page waits for, opening the store included. */
const atFirst = ['study', 'metrics'] as const;

/**
 * How long the server of `hvsb view` takes over so many stored calls: what the first page shows, and the slowest of the
 * filters, pages and details.
 */
export async function measureView(folder: string, calls: number): Promise<Measurement[]> {
  const store = join(folder, 'view.db');
  const agreements = explained * models * (models + 1);
  const scenarios = Math.ceil((calls - agreements) / models / attacks.length);
  await runChild('prepare-store.ts', { store, scenarios });
  const filled = await runChild('fill-judgments.ts', { store, models, attacks: attacks.join(',') });
  const read = await runChild('fill-agreements.ts', { store, models, scenarios: explained });
  const stored = (filled.judgments ?? 0) + (read.agreements ?? 0) + explained * models;
  console.log(`view: ${stored} calls stored`);
  const { seconds, cpuMs, peakMb = Number.NaN, ...took } = await runChild('view-path.ts', { store });
  const first = Math.max(...atFirst.map((name) => took[name] ?? Number.NaN));
  const later = Object.entries(took).filter(([name]) => !atFirst.some((each) => each === name));
  console.log(later.map(([name, ms]) => `${name} ${ms.toFixed(0)} ms`).join(', '));
  const what = `view over ${stored} calls`;
  return [
    { what: `${what}: data of the first page`, measured: first, target: { atMost: 1000 }, unit: ' ms' },
    {
      what: `${what}: slowest filter or page`,
      measured: Math.max(...later.map(([, ms]) => ms)),
      target: { atMost: 200 },
      unit: ' ms',
    },
    { what: `${what}: peak memory`, measured: peakMb, target: { atMost: 350 }, unit: ' MB' },
  ];
}
