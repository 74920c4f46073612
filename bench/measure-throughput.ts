import { join } from 'node:path';
import { runChild } from './run-child.ts';
import { type Measurement, median } from './scoreboard.ts';
import { startServer } from './start-server.ts';

export interface ThroughputSettings {
  readonly folder: string;
  readonly scenarios: number;
  readonly rounds: number;
  readonly latencyMs: number;
  readonly concurrency: number;
  /** Share of the bare loop's requests a second that the judge path is to reach. */
  readonly targetRatio: number;
}

/** The judge path against the bare loop of the same requests, in turn, each in a process of its own; medians. */
export async function measureThroughput(settings: ThroughputSettings): Promise<Measurement[]> {
  const { folder, scenarios, rounds, latencyMs, concurrency, targetRatio } = settings;
  const name = `${latencyMs} ms × ${concurrency}`;
  const ratios: number[] = [];
  const cpu: number[] = [];
  const bareCpu: number[] = [];
  const server = await startServer(latencyMs);
  try {
    const common = { url: server.baseUrl, concurrency };
    for (let round = 0; round < rounds; round += 1) {
      const bare = await runChild('bare-loop.ts', { ...common, scenarios });
      const store = join(folder, `judge-${latencyMs}-${round}.db`);
      await runChild('prepare-store.ts', { store, scenarios });
      const judge = await runChild('judge-path.ts', { ...common, store });
      requireAll(bare, scenarios);
      requireAll(judge, scenarios);
      ratios.push(rate(judge) / rate(bare));
      cpu.push(cpuOf(judge));
      bareCpu.push(cpuOf(bare));
      console.log(
        `${name}, round ${round + 1}: judge ${describe(judge)}; bare loop ${describe(bare)}; ratio ${(rate(judge) / rate(bare)).toFixed(3)}`,
      );
    }
  } finally {
    await server.stop();
  }
  return [
    {
      what: `${name}: requests/s of the bare loop's`,
      measured: median(ratios),
      target: { atLeast: targetRatio },
      unit: '',
    },
    {
      what: `${name}: CPU a call (bare loop ${median(bareCpu).toFixed(3)} ms)`,
      measured: median(cpu),
      target: { atMost: 0.15 },
      unit: ' ms',
    },
  ];
}

type Result = Readonly<Record<string, number>>;

function field(result: Result, name: string): number {
  const value = result[name];
  if (value === undefined) throw new Error(`no ${name} in the result`);
  return value;
}

export function rate(result: Result): number {
  return field(result, 'calls') / field(result, 'seconds');
}

/** Milliseconds a call. */
function cpuOf(result: Result): number {
  return field(result, 'cpuMs') / field(result, 'calls');
}

function describe(result: Result): string {
  return `${rate(result).toFixed(0)}/s, ${cpuOf(result).toFixed(3)} ms CPU, ${field(result, 'peakMb').toFixed(0)} MB`;
}

export function requireAll(result: Result, calls: number): void {
  if (field(result, 'calls') !== calls)
    throw new Error(`${field(result, 'calls')} of ${calls} calls were answered`);
}
