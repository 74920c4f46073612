import { join } from 'node:path';
import { copyStore } from '../../src/store/copy/copy-store.ts';
import type { PostgresServer } from '../../tests/support/postgres.ts';
import { rate, requireAll } from '../measure-throughput.ts';
import { runChild } from '../run-child.ts';
import { type Measurement, median } from '../scoreboard.ts';
import { startServer } from '../start-server.ts';

/** Where things are measured. */
export interface MachinesBench {
  readonly folder: string;
  readonly server: PostgresServer;
  readonly rounds: number;
}

interface StoreSettings {
  readonly scenarios: number;
  readonly latencyMs: number;
  readonly concurrency: number;
  /** Share of SQLite's requests a second. */
  readonly targetRatio: number;
}

/** One worker that stores in PostgreSQL against one that stores in SQLite, in turn, each in a process of its own. */
export async function compareStores(
  { folder, server, rounds }: MachinesBench,
  { scenarios, latencyMs, concurrency, targetRatio }: StoreSettings,
): Promise<Measurement> {
  const name = `${latencyMs} ms × ${concurrency}`;
  const ratios: number[] = [];
  const endpoint = await startServer(latencyMs);
  try {
    for (let round = 0; round < rounds; round += 1) {
      const speeds: number[] = [];
      for (const store of [join(folder, `one-${latencyMs}-${round}.db`), server.emptyStore()]) {
        await runChild('prepare-store.ts', { store, scenarios });
        const judged = await runChild('judge-path.ts', { store, url: endpoint.baseUrl, concurrency });
        requireAll(judged, scenarios);
        speeds.push(rate(judged));
      }
      const [sqlite = Number.NaN, postgres = Number.NaN] = speeds;
      ratios.push(postgres / sqlite);
      console.log(
        `${name}, round ${round + 1}: SQLite ${sqlite.toFixed(0)}/s, PostgreSQL ${postgres.toFixed(0)}/s`,
      );
    }
  } finally {
    await endpoint.stop();
  }
  return {
    what: `${name}: one worker on PostgreSQL, of SQLite's requests/s`,
    measured: median(ratios),
    target: { atLeast: targetRatio },
    unit: '',
  };
}

const models = 12;
const attacks = ['none', 'untargeted', 'targeted'];

/** Time and memory of the metrics over the same judgments in both. */
export async function compareMetrics(
  { folder, server, rounds }: MachinesBench,
  judgments: number,
): Promise<Measurement[]> {
  const [file, database] = [join(folder, 'metrics.db'), server.emptyStore()];
  const scenarios = Math.ceil(judgments / models / attacks.length);
  await runChild('prepare-store.ts', { store: file, scenarios });
  const filled = await runChild('fill-judgments.ts', { store: file, models, attacks: attacks.join(',') });
  const beganAt = performance.now();
  await copyStore(file, database);
  const copySeconds = (performance.now() - beganAt) / 1000;
  console.log(`metrics: ${filled.judgments} judgments stored, copied in ${copySeconds.toFixed(0)} s`);
  const ratios: number[] = [];
  const peaks: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const sqlite = await runChild('metrics-path.ts', { store: file });
    const postgres = await runChild('metrics-path.ts', { store: database });
    ratios.push((postgres.seconds ?? Number.NaN) / (sqlite.seconds ?? Number.NaN));
    peaks.push((postgres.peakMb ?? Number.NaN) / (sqlite.peakMb ?? Number.NaN));
    console.log(
      `metrics, round ${round + 1}: SQLite ${described(sqlite)}, PostgreSQL ${described(postgres)}`,
    );
  }
  const what = `metrics over ${filled.judgments} judgments on PostgreSQL`;
  return [
    { what: `${what}: time, of SQLite's`, measured: median(ratios), target: { atMost: 2.5 }, unit: '' },
    {
      what: `${what}: peak memory, of SQLite's`,
      measured: median(peaks),
      target: { atMost: 1.25 },
      unit: '',
    },
  ];
}

function described({ seconds = Number.NaN, peakMb = Number.NaN }: Readonly<Record<string, number>>): string {
  return `${seconds.toFixed(2)} s, ${peakMb.toFixed(0)} MB`;
}
