import { join } from 'node:path';
import { runChild } from './run-child.ts';
import type { Measurement } from './scoreboard.ts';
import { startServer } from './start-server.ts';

/** Peak memory of the judge path at so many scenarios and at ten times as many. */
export async function measureMemory(folder: string, scenarios: number): Promise<Measurement[]> {
  const server = await startServer(0);
  try {
    const fewer = await peakMb(folder, server.baseUrl, scenarios);
    const more = await peakMb(folder, server.baseUrl, 10 * scenarios);
    return [
      {
        what: `memory: ${10 * scenarios} scenarios against ${scenarios}`,
        measured: more / fewer,
        target: { atMost: 1.2 },
        unit: ' ×',
      },
      {
        what: `memory: peak at ${10 * scenarios} scenarios`,
        measured: more,
        target: { atMost: 350 },
        unit: ' MB',
      },
    ];
  } finally {
    await server.stop();
  }
}

async function peakMb(folder: string, url: string, scenarios: number): Promise<number> {
  const store = join(folder, `memory-${scenarios}.db`);
  await runChild('prepare-store.ts', { store, scenarios });
  const {
    peakMb: peak = Number.NaN,
    cpuMs = Number.NaN,
    seconds = Number.NaN,
  } = await runChild('judge-path.ts', { store, url, concurrency: 64 });
  const cpu = (cpuMs / scenarios).toFixed(3);
  console.log(
    `memory: ${scenarios} scenarios in ${seconds.toFixed(1)} s, ${cpu} ms CPU a call, peak ${peak.toFixed(0)} MB`,
  );
  return peak;
}
