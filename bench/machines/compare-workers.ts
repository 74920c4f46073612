import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { runChild } from '../run-child.ts';
import { type Measurement, median } from '../scoreboard.ts';
import { startServer } from '../start-server.ts';
import type { MachinesBench } from './compare-stores.ts';

const program = fileURLToPath(new URL('../../bin/hvsb.js', import.meta.url));

interface WorkerSettings {
  /** Scenarios of each worker. */
  readonly scenarios: number;
  readonly latencyMs: number;
  readonly concurrency: number;
  readonly workers: number;
  /** Times as many judgments a second as one worker. */
  readonly targetRatio: number;
}

/** Several `hvsb run` on one store against one, in turn, each with as much to do. */
export async function compareWorkers(
  bench: MachinesBench,
  { scenarios, latencyMs, concurrency, workers, targetRatio }: WorkerSettings,
): Promise<Measurement> {
  const name = `${latencyMs} ms × ${concurrency}`;
  const ratios: number[] = [];
  const endpoint = await startServer(latencyMs);
  try {
    for (let round = 0; round < bench.rounds; round += 1) {
      const speeds: number[] = [];
      for (const count of [1, workers]) {
        const store = bench.server.emptyStore();
        await runChild('prepare-store.ts', { store, scenarios: count * scenarios });
        const file = join(bench.folder, 'study.yaml');
        await writeFile(file, studyFile(store, endpoint.baseUrl, concurrency));
        speeds.push(await speedOf(file, count, count * scenarios));
      }
      const [one = Number.NaN, all = Number.NaN] = speeds;
      ratios.push(all / one);
      console.log(
        `${name}, round ${round + 1}: one worker ${one.toFixed(0)}/s, ${workers} workers ${all.toFixed(0)}/s`,
      );
    }
  } finally {
    await endpoint.stop();
  }
  return {
    what: `${name}: ${workers} workers on PostgreSQL, times one worker's requests/s`,
    measured: median(ratios),
    target: { atLeast: targetRatio },
    unit: '',
  };
}

function studyFile(store: string, baseUrl: string, concurrency: number): string {
  return [
    `store: ${JSON.stringify(store)}`,
    'datasets: [made]',
    `models: [{ model: 'openai-compatible:scripted', baseUrl: ${JSON.stringify(baseUrl)} }]`,
    'judge: { attacks: [none] }',
    `limits: { concurrency: ${concurrency} }`,
    '',
  ].join('\n');
}

/** Judgments a second of all workers, from when the first began to send until the last had stored. */
async function speedOf(file: string, workers: number, judgments: number): Promise<number> {
  const results = await Promise.all(Array.from({ length: workers }, () => runStudy(file)));
  const sent = results.reduce((sum, judged) => sum + judged.sent, 0);
  if (sent !== judgments) throw new Error(`${sent} of ${judgments} calls were sent`);
  return sent / Math.max(...results.map(({ seconds }) => seconds));
}

async function runStudy(file: string): Promise<{ readonly sent: number; readonly seconds: number }> {
  const child = spawn(process.execPath, [program, 'run', file, '--json'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  if (code !== 0) throw new Error(`hvsb run ended with ${code}`);
  return JSON.parse(output).judged;
}
