import { expect, test } from 'vitest';
import type { LlamaContext, LlamaSequence, Token } from './llama-library.ts';
import { commonLength, SequencePool } from './sequence-pool.ts';

const never = new AbortController().signal;

/** Sequences that contain what they were last asked. */
function poolOf(count: number): SequencePool {
  const context = { getSequence: () => ({ contextTokens: [] as Token[] }) };
  // The pool only gets sequences and reads their tokens.
  return new SequencePool(context as unknown as LlamaContext, count);
}

function hold(pool: SequencePool, prompt: readonly Token[], signal = never) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const used = pool.use(prompt, signal, async (sequence) => {
    (sequence as { contextTokens: readonly Token[] }).contextTokens = prompt;
    await promise;
    return sequence;
  });
  return { used, end: resolve };
}

test('a call gets the free sequence that has most in common with its prompt', async () => {
  const pool = poolOf(3);
  const calls = [[1, 2, 3], [1, 2], [9]].map((prompt) => hold(pool, prompt));
  for (const { end } of calls) end();
  const sequences = await Promise.all(calls.map(({ used }) => used));
  const pick = (prompt: readonly Token[]) => pool.use(prompt, never, async (sequence) => sequence);
  expect(await pick([1, 2, 3, 4])).toBe(sequences[0]);
  expect(await pick([9, 9])).toBe(sequences[2]);
});

test('calls wait for their turn, and one that is aborted while it waits takes no sequence', async () => {
  const pool = poolOf(1);
  const first = hold(pool, [1]);
  const order: number[] = [];
  const stopped = new AbortController();
  const second = pool.use([2], never, async () => void order.push(2));
  const aborted = pool.use([3], stopped.signal, async () => void order.push(3));
  const fourth = pool.use([4], never, async () => void order.push(4));
  stopped.abort(new Error('enough'));
  await expect(aborted).rejects.toThrow('enough');
  await expect(pool.use([5], stopped.signal, async () => {})).rejects.toThrow('enough');
  first.end();
  await Promise.all([second, fourth]);
  expect(order).toEqual([2, 4]);
});

test('a sequence is free again after work that fails', async () => {
  const pool = poolOf(1);
  const broken = pool.use([1], never, async (): Promise<LlamaSequence> => {
    throw new Error('broken');
  });
  await expect(broken).rejects.toThrow('broken');
  expect(await pool.use([1], never, async () => 'again')).toBe('again');
});

test('texts have in common what they begin with', () => {
  expect(commonLength([1, 2, 3], [1, 2, 4])).toBe(2);
  expect(commonLength([1, 2], [1, 2, 4])).toBe(2);
  expect(commonLength([], [1])).toBe(0);
});
