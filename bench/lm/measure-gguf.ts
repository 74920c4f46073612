import { join } from 'node:path';
import type { Model } from '../../src/core/model.ts';
import { exportGguf } from '../../src/lm/gguf/export-gguf.ts';
import { builtinFolder } from '../../src/models/checkpoint/checkpoint-providers.ts';
import { openModel } from '../../src/models/open-model.ts';
import { type Measurement, median } from '../scoreboard.ts';

interface Sizes {
  readonly rounds: number;
  readonly writtenTokens: number;
}

const never = new AbortController().signal;
/** A beginning that all prompts share, as an attack and a question are. */
const shared = 'Read the text with care and think about what it says of whom. '.repeat(12);

/**
 * builtin:tiny as a GGUF file against the checkpoint itself, on the same weights: tokens written in a second, with one call and with 16 side
 * by side; and judging with a beginning that the prompts share against prompts without one.
 */
export async function measureGguf(folder: string, { rounds, writtenTokens }: Sizes): Promise<Measurement[]> {
  const path = join(folder, 'tiny.gguf');
  await exportGguf(builtinFolder('tiny'), path, 'F32');
  const checkpoint = await openModel('builtin:tiny');
  const gguf = await openModel(`gguf:${path}`, {
    environment: { ...process.env, HVSB_GGUF_SEQUENCES: '16' },
  });
  try {
    const ratio = async (calls: number) =>
      median(
        await repeated(rounds, async () => {
          const own = await speedOf(gguf, calls, writtenTokens);
          return own / (await speedOf(checkpoint, calls, writtenTokens));
        }),
      );
    const reuse = median(
      await repeated(rounds, async () => (await judging(gguf, false)) / (await judging(gguf, true))),
    );
    return [
      at('gguf: against checkpoint:, one call', await ratio(1), 8),
      at('gguf: against checkpoint:, 16 calls', await ratio(16), 1.3),
      at('judging with a shared beginning against without', reuse, 2),
    ];
  } finally {
    await gguf.close();
    await checkpoint.close();
  }
}

function at(what: string, measured: number, atLeast: number): Measurement {
  return { what, measured, target: { atLeast }, unit: ' ×' };
}

async function repeated(rounds: number, measure: () => Promise<number>): Promise<readonly number[]> {
  // The first compiles and fills caches.
  await measure();
  const values: number[] = [];
  for (let round = 0; round < rounds; round += 1) values.push(await measure());
  return values;
}

/** Tokens in a second; drawn at a high temperature, so that texts seldom end early. */
async function speedOf(model: Model, calls: number, maxTokens: number): Promise<number> {
  const startedAt = performance.now();
  const answers = await Promise.all(
    Array.from({ length: calls }, (_, call) =>
      model.complete(
        {
          messages: [{ role: 'user', content: `Say number ${call}.` }],
          sampling: { temperature: 3, topP: 1, maxTokens },
          repeat: call,
        },
        never,
      ),
    ),
  );
  const tokens = answers.reduce((sum, { outputTokens }) => sum + (outputTokens ?? 0), 0);
  return tokens / ((performance.now() - startedAt) / 1000);
}

/** Seconds for some calls one after another, each of one token. */
async function judging(model: Model, isShared: boolean): Promise<number> {
  const startedAt = performance.now();
  for (let call = 0; call < 20; call += 1) {
    const content = isShared ? `${shared}Text ${call}.` : `Text ${call}. ${shared}`;
    await model.complete(
      { messages: [{ role: 'user', content }], sampling: { temperature: 0, maxTokens: 1 }, repeat: 0 },
      never,
    );
  }
  return (performance.now() - startedAt) / 1000;
}
