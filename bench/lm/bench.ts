// Measures what docs/performance.md states of the language model. Options:
//   --only tiny|smollm2-135m|loading|gguf|judging   one part alone; gguf and judging need node-llama-cpp, judging also the file in
//                                      HVSB_TEST_GGUF
//   --rounds N                         default 3
//   --steps N                          training steps of a round, default 3
//   --written-tokens N                 default 64
//   --check                            exit 1 where a target is missed
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isReached, type Measurement, scoreboard } from '../scoreboard.ts';
import { measureGguf } from './measure-gguf.ts';
import { measureJudging } from './measure-judging.ts';
import { measureLoading } from './measure-loading.ts';
import { measureSpeed } from './measure-speed.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    steps: { type: 'string', default: '3' },
    'written-tokens': { type: 'string', default: '64' },
    check: { type: 'boolean', default: false },
  },
});

const folder = mkdtempSync(join(tmpdir(), 'hvsb-bench-'));
const sizes = {
  rounds: Number(values.rounds),
  steps: Number(values.steps),
  writtenTokens: Number(values['written-tokens']),
};

const parts: Readonly<Record<string, () => Promise<Measurement[]>>> = {
  tiny: () => measureSpeed({ ...sizes, model: 'tiny' }),
  'smollm2-135m': () => measureSpeed({ ...sizes, model: 'smollm2-135m' }),
  loading: () => measureLoading('smollm2-135m', folder),
  gguf: () => measureGguf(folder, sizes),
  judging: async () => {
    await measureJudging(folder, process.env.HVSB_TEST_GGUF ?? '');
    return [];
  },
};
/** These need what not every machine has. */
const onRequest = ['gguf', 'judging'];

try {
  const chosen = Object.entries(parts).filter(
    ([name]) => (values.only ?? (onRequest.includes(name) ? '' : name)) === name,
  );
  if (chosen.length === 0) throw new Error(`--only takes one of ${Object.keys(parts).join(', ')}`);
  console.log(`Node ${process.version}, ${availableParallelism()} cores`);
  const measurements: Measurement[] = [];
  for (const [, measure] of chosen) measurements.push(...(await measure()));
  if (measurements.length > 0) console.log(scoreboard(measurements));
  if (values.check && !measurements.every(isReached)) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
