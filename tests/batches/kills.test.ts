import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../src/stats/bootstrap/seeded-random.ts';
import type { LineFate } from '../support/batch-servers/batch-server.ts';
import {
  batchModels,
  batchPrice,
  judgeInBatches,
  killedAt,
  outcomesOf,
  serverWith,
  storeWith,
} from '../support/batch-servers/judge-in-batches.ts';

/** Numbers from 0 up to, not including, 1. */
function chanceOf(seed: number): () => number {
  const random = seededRandom(seed);
  const next = new Uint32Array(1);
  return () => {
    random.fillBelow(next, 2 ** 32);
    return (next[0] ?? 0) / 2 ** 32;
  };
}

const whole = (body: string) => body;
/** Results that end within a line. */
const cutOff = (body: string) => (body.startsWith('{') && body.includes('\n') ? body.slice(0, -20) : body);

describe.each(batchModels)('batches of %s', (name) => {
  test('are paid for once, wherever the process is killed', async () => {
    let kills = 0;
    for (let step = 1; ; step += 1) {
      const server = await serverWith(name);
      const store = await storeWith(5);
      const wasKilled = await killedAt(step, (wrap) =>
        judgeInBatches(store, server, name, { maxLines: 2, wrap }),
      );
      await judgeInBatches(store, server, name, { maxLines: 2 });
      await judgeInBatches(store, server, name, { maxLines: 2 });
      expect(await outcomesOf(store), `killed at step ${step}`).toEqual(Array(5).fill('biased'));
      expect([...server.paid.values()], `killed at step ${step}`).toEqual(Array(5).fill(1));
      if (!wasKilled) break;
      kills += 1;
    }
    expect(kills).toBeGreaterThan(10);
  });

  test('of two stores with one account and the same calls are kept apart', async () => {
    for (let step = 1; step <= 14; step += 1) {
      const server = await serverWith(name, { end: () => null });
      const [first, second] = [await storeWith(4), await storeWith(4)];
      await judgeInBatches(first, server, name, { maxLines: 2 });
      await killedAt(step, (wrap) => judgeInBatches(second, server, name, { maxLines: 2, wrap }));
      server.script.end = () => 'completed';
      for (let run = 0; run < 3; run += 1) {
        for (const batch of server.batches) batch.end ??= 'completed';
        await judgeInBatches(second, server, name, { maxLines: 2 });
        await judgeInBatches(first, server, name, { maxLines: 2 });
      }
      for (const store of [first, second])
        expect(await outcomesOf(store), `killed at step ${step}`).toEqual(Array(4).fill('biased'));
      // Once by each: none takes what the other has paid for, where a batch has a name.
      const times = [...server.paid.values()];
      if (name.startsWith('anthropic'))
        expect(Math.max(...times), `killed at step ${step}`).toBeLessThanOrEqual(2);
      else expect(times, `killed at step ${step}`).toEqual(Array(4).fill(2));
    }
  });

  test('cost what the stored answers cost, with kills at any steps of 30 studies', async () => {
    for (let seed = 1; seed <= 30; seed += 1) {
      const chance = chanceOf(seed);
      const fates: readonly LineFate[] = ['busy', 'missing', 'unfinished', 'twice'];
      const server = await serverWith(name, {
        end: () => (chance() < 0.7 ? 'completed' : null),
        fate: () =>
          chance() < 0.8 ? 'answered' : (fates[Math.floor(chance() * fates.length)] ?? 'answered'),
        unknownIds: ['nobody-asked-this'],
      });
      const store = await storeWith(6);
      for (let run = 0; run < 12; run += 1) {
        if (chance() < 0.3) server.script.refusals = 1;
        if (chance() < 0.2) server.script.silences = 1;
        server.script.rewrite = chance() < 0.2 ? cutOff : whole;
        const step = 1 + Math.floor(chance() * 25);
        await killedAt(step, (wrap) => judgeInBatches(store, server, name, { maxLines: 2, wrap }));
        const ends = ['completed', 'expired', 'cancelled'] as const;
        for (const batch of server.batches)
          if (chance() < 0.5) batch.end ??= ends[Math.floor(chance() * 3)] ?? 'completed';
      }
      server.script.end = () => 'completed';
      server.script.fate = () => 'answered';
      server.script.rewrite = whole;
      for (const batch of server.batches) batch.end ??= 'completed';
      for (let run = 0; run < 3; run += 1) await judgeInBatches(store, server, name, { maxLines: 2 });
      const calls = (await Array.fromAsync(store.callRows())).flat();
      const used = { input: 0, output: 0 };
      for (const call of calls) {
        used.input += call.input_tokens ?? 0;
        used.output += call.output_tokens ?? 0;
      }
      const stored =
        (used.input * batchPrice.inputPerMillion + used.output * batchPrice.outputPerMillion) / 1e6;
      expect(calls, `seed ${seed}`).toHaveLength(6);
      expect(server.charged(batchPrice.inputPerMillion, batchPrice.outputPerMillion), `seed ${seed}`).toBe(
        stored,
      );
      expect([...server.paid.values()], `seed ${seed}`).toEqual(Array(6).fill(1));
    }
  });
});
