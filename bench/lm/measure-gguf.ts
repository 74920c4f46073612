import { join } from 'node:path';
import type { Model } from '../../src/core/model.ts';
import { exportGguf } from '../../src/lm/gguf/export-gguf.ts';
import { builtinFolder } from '../../src/models/checkpoint/checkpoint-providers.ts';
import { openModel } from '../../src/models/open-model.ts';
import { Meter } from '../meter.ts';
import { type Measurement, median } from '../scoreboard.ts';

interface Sizes {
  readonly rounds: number;
  readonly writtenTokens: number;
}

const never = new AbortController().signal;
/** A beginning that all prompts share, as an attack and a question are. */
const shared = 'Read the text with care and think about what it says of whom. '.repeat(12);

/** On a shared machine one text takes now a tenth of a second and now a whole one, so both take turns many times. */
const turns = 8;

/**
 * builtin:tiny as a GGUF file against the checkpoint itself, on the same weights: tokens written in a second, and in a second of
 * processor time, with one call and with 16 side by side; and judging with a beginning that the prompts share against prompts without one.
 */
export async function measureGguf(folder: string, { rounds, writtenTokens }: Sizes): Promise<Measurement[]> {
  const path = join(folder, 'tiny.gguf');
  // As the checkpoint's own file holds them, so that the weights are the same.
  await exportGguf(builtinFolder('tiny'), path, 'F16');
  const checkpoint = await openModel('builtin:tiny');
  const gguf = await openModel(`gguf:${path}`, {
    environment: { ...process.env, HVSB_GGUF_SEQUENCES: '16' },
  });
  try {
    const results: Measurement[] = [];
    for (const [calls, least] of [
      [1, 8],
      [16, 1.3],
    ] as const) {
      const measured = await repeated(rounds, () => compared(gguf, checkpoint, calls, writtenTokens));
      const name = `gguf: against checkpoint:, ${calls === 1 ? 'one call' : `${calls} calls`}`;
      console.log(`${name}, in each round: ${measured.map(described).join('; ')}`);
      results.push(at(`${name}, tokens a second`, median(measured.map(({ wall }) => wall)), least));
      results.push(
        at(
          `${name}, tokens in a second of processor time`,
          median(measured.map(({ processor }) => processor)),
          least,
        ),
      );
    }
    const reuse = await repeated(
      rounds,
      async () => (await judging(gguf, false)) / (await judging(gguf, true)),
    );
    console.log(
      `judging with a shared beginning, in each round: ${reuse.map((one) => one.toFixed(1)).join(', ')}`,
    );
    return [...results, at('judging with a shared beginning against without', median(reuse), 2)];
  } finally {
    await gguf.close();
    await checkpoint.close();
  }
}

/** How many times as fast the first is as the second, by the clock and by the time of the processor. */
interface Ratio {
  readonly wall: number;
  readonly processor: number;
  readonly tokensPerSecond: number;
}

/** Of each the best turn counts: the one that other programs disturbed least. */
async function compared(one: Model, other: Model, calls: number, tokens: number): Promise<Ratio> {
  const first = { model: one, perSecond: 0, perMsOfProcessor: 0 };
  const second = { model: other, perSecond: 0, perMsOfProcessor: 0 };
  for (let turn = 0; turn < turns; turn += 1) {
    for (const own of [first, second]) {
      const meter = new Meter();
      const count = await written(own.model, calls, tokens);
      const { seconds, cpuMs } = meter.read();
      own.perSecond = Math.max(own.perSecond, count / seconds);
      own.perMsOfProcessor = Math.max(own.perMsOfProcessor, count / cpuMs);
    }
  }
  return {
    wall: first.perSecond / second.perSecond,
    processor: first.perMsOfProcessor / second.perMsOfProcessor,
    tokensPerSecond: first.perSecond,
  };
}

function described({ wall, processor, tokensPerSecond }: Ratio): string {
  return `${wall.toFixed(1)} × by the clock, ${processor.toFixed(1)} × of processor time, ${tokensPerSecond.toFixed(0)} tokens/s`;
}

function at(what: string, measured: number, atLeast: number): Measurement {
  return { what, measured, target: { atLeast }, unit: ' ×' };
}

async function repeated<Result>(rounds: number, measure: () => Promise<Result>): Promise<readonly Result[]> {
  // The first compiles and fills caches.
  await measure();
  const values: Result[] = [];
  for (let round = 0; round < rounds; round += 1) values.push(await measure());
  return values;
}

/** Tokens; drawn at a high temperature, so that texts seldom end early. */
async function written(model: Model, calls: number, maxTokens: number): Promise<number> {
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
  return answers.reduce((sum, { outputTokens }) => sum + (outputTokens ?? 0), 0);
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
