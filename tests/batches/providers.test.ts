import { describe, expect, test } from 'vitest';
import { openBatches } from '../../src/models/batch/open-batches.ts';
import { usage } from '../support/batch-servers/batch-server.ts';
import {
  batchEnvironment,
  batchModels,
  judgeInBatches,
  outcomesOf,
  serverWith,
  storeWith,
} from '../support/batch-servers/judge-in-batches.ts';

describe.each(batchModels)('batches of %s', (name) => {
  test('are sent in one run and collected in a later one, out of order', async () => {
    const server = await serverWith(name, { end: () => null });
    const store = await storeWith(7);
    expect(await judgeInBatches(store, server, name, { maxLines: 3 })).toMatchObject({
      sent: 7,
      batches: 3,
      waiting: 7,
    });
    expect(await judgeInBatches(store, server, name)).toMatchObject({ sent: 0, waiting: 7, answered: 0 });
    for (const batch of server.batches) batch.end = 'completed';
    const collected = await judgeInBatches(store, server, name);
    expect(collected).toMatchObject({ sent: 0, waiting: 0, answered: 7, failed: 0 });
    expect(collected.inputTokens).toBe(7 * usage.input);
    expect(await outcomesOf(store)).toEqual(Array(7).fill('biased'));
    expect(await judgeInBatches(store, server, name)).toMatchObject({ pending: 0, sent: 0 });
    expect([...server.paid.values()]).toEqual(Array(7).fill(1));
  });

  test('have every line accounted for: refused, filtered, missing, busy, unfinished, twice, unknown', async () => {
    const fates = ['answered', 'refused', 'filtered', 'missing', 'busy', 'unfinished', 'twice'] as const;
    let next = 0;
    const server = await serverWith(name, {
      fate: (_, before) => (before > 0 ? 'answered' : (fates[next++] ?? 'answered')),
      end: () => 'completed',
      unknownIds: ['nobody-asked-this'],
    });
    const store = await storeWith(7);
    await judgeInBatches(store, server, name);
    // Answered, filtered and twice are here; the refused one failed; the others are sent again.
    expect(await judgeInBatches(store, server, name)).toMatchObject({
      answered: 3,
      failed: 1,
      sent: 3,
      waiting: 3,
    });
    expect(await judgeInBatches(store, server, name)).toMatchObject({
      answered: 3,
      failed: 0,
      sent: 1,
      waiting: 1,
    });
    expect(await judgeInBatches(store, server, name)).toMatchObject({ answered: 1, waiting: 0 });
    expect((await outcomesOf(store)).toSorted()).toEqual([
      ...Array(6).fill('biased'),
      name.startsWith('anthropic') ? 'refused' : 'filtered',
    ]);
    expect(Math.max(...server.paid.values())).toBe(1);
  });

  test('that are cancelled keep what is finished, and those whose results are gone are sent again', async () => {
    const server = await serverWith(name, {
      fate: (_, before) => (before === 0 && server.batches.length === 0 ? 'unfinished' : 'answered'),
      end: () => 'cancelled',
    });
    const store = await storeWith(4);
    await judgeInBatches(store, server, name, { maxLines: 2 });
    const second = await judgeInBatches(store, server, name);
    expect(second).toMatchObject({ answered: 2, sent: 2 });
    const gone = server.batches.at(-1);
    if (gone !== undefined) gone.deleted = true;
    const third = await judgeInBatches(store, server, name);
    expect(third.notes.join('\n')).toContain('deleted the results');
    expect(third).toMatchObject({ answered: 0, sent: 2 });
  });

  test('wait where the queue is full, and stay within the budget', async () => {
    const server = await serverWith(name, { refusals: 3 });
    const store = await storeWith(5);
    expect(await judgeInBatches(store, server, name)).toMatchObject({ sent: 5, batches: 1 });
    const other = await storeWith(5);
    const pass = await judgeInBatches(other, await serverWith(name), name, { budgetTokens: 2500 });
    expect(pass.end).toBe('budget');
    expect(pass.unsent).toBe(5 - pass.sent);
    expect(pass.sent).toBeGreaterThan(0);
    expect(pass.sent).toBeLessThan(5);
    expect(pass.reserved.tokens).toBeLessThanOrEqual(2500);
  });

  test('are asked for where the reply to their creation was lost', async () => {
    const server = await serverWith(name, { silences: 1 });
    const store = await storeWith(3);
    await judgeInBatches(store, server, name);
    await judgeInBatches(store, server, name);
    expect(await outcomesOf(store)).toEqual(Array(3).fill('biased'));
    expect(server.batches).toHaveLength(1);
  });

  test('are said to be deleted where nobody collected them for a month', async () => {
    const server = await serverWith(name);
    const store = await storeWith(2);
    await judgeInBatches(store, server, name);
    server.script.daysLater = 31;
    const later = await judgeInBatches(store, server, name);
    expect(later.notes.join('\n')).toContain('deleted the results');
    expect(later).toMatchObject({ answered: 0, sent: 2 });
  });

  test('that the provider does not know are not sent again before somebody says so', async () => {
    const server = await serverWith(name);
    const store = await storeWith(2);
    await judgeInBatches(store, server, name);
    const known = server.batches.splice(0);
    await expect(judgeInBatches(store, server, name)).rejects.toThrow('does not know batch');
    server.batches.push(...known);
    expect(await judgeInBatches(store, server, name)).toMatchObject({ answered: 2, sent: 0 });
  });

  test.each([
    [
      'whose state is a word that is not known',
      (body: string) =>
        body
          .replaceAll(/"(?:completed|ended|SUCCESS|COMPLETED|BATCH_STATE_SUCCEEDED)"/g, '"pondering"')
          .replaceAll('"done":true', '"done":false'),
      'pondering',
    ],
    [
      'whose results are cut off',
      (body: string) => (body.startsWith('{"') && body.includes('\n') ? body.slice(0, -20) : body),
      'cut off',
    ],
    [
      'that name no results',
      (body: string) =>
        body.replaceAll(/"(?:output_file_id|error_file_id|output_file|error_file|output)":/g, '"no":'),
      'names no results',
    ],
  ])('%s are waited for, and not sent again', async (what, rewrite, said) => {
    // Anthropic's results have an address of their own.
    if (what.includes('name no') && name.startsWith('anthropic')) return;
    const server = await serverWith(name);
    const store = await storeWith(4);
    await judgeInBatches(store, server, name);
    server.script.rewrite = rewrite;
    for (let run = 0; run < 2; run += 1) {
      const pass = await judgeInBatches(store, server, name);
      expect(pass.sent).toBe(0);
      expect(pass.answered + pass.waiting).toBe(run === 0 ? 4 : pass.waiting);
      expect(pass.notes.join('\n')).toContain(said);
    }
    server.script.rewrite = (body) => body;
    await judgeInBatches(store, server, name);
    expect(await outcomesOf(store)).toEqual(Array(4).fill('biased'));
    expect([...server.paid.values()]).toEqual(Array(4).fill(1));
  });

  test.each([-0.5, 0.5])('are found by a machine whose clock is wrong by %d days', async (daysLater) => {
    const server = await serverWith(name, { silences: 1, daysLater });
    const store = await storeWith(3);
    await judgeInBatches(store, server, name);
    await judgeInBatches(store, server, name);
    expect(await outcomesOf(store)).toEqual(Array(3).fill('biased'));
    expect(server.batches).toHaveLength(1);
  });

  test('that the provider refuses for long are left for a later run', async () => {
    const server = await serverWith(name, { refusals: 6 });
    const store = await storeWith(2);
    expect(await judgeInBatches(store, server, name)).toMatchObject({ sent: 0, unsent: 2, end: 'queue' });
    expect(await judgeInBatches(store, server, name)).toMatchObject({ sent: 2, end: null });
    expect(await judgeInBatches(store, server, name)).toMatchObject({ answered: 2 });
  });

  test('are cancelled at the provider, and keep what was finished', async () => {
    const server = await serverWith(name, { end: () => null });
    const store = await storeWith(2);
    await judgeInBatches(store, server, name);
    const service = openBatches(name, { environment: batchEnvironment, baseUrl: server.baseUrl });
    for (const { remoteId } of await store.batches()) await service.cancel(remoteId ?? '');
    await service.close();
    expect(await judgeInBatches(store, server, name)).toMatchObject({ answered: 2, sent: 0 });
  });
});

test('a file of OpenAI that does not fit into the queue is sent in parts', async () => {
  const name = 'openai:gpt-test';
  const server = await serverWith(name, { queue: 200, end: () => null });
  const store = await storeWith(5);
  expect(await judgeInBatches(store, server, name)).toMatchObject({ sent: 5 });
  const refused = await judgeInBatches(store, server, name);
  expect(refused.notes.join('\n')).toContain('Enqueued token limit');
  expect(refused).toMatchObject({ end: 'queue' });
  expect(refused.sent).toBeGreaterThan(0);
  expect(refused.sent).toBeLessThan(5);
  // The next run remembers the limit, and counts what waits.
  expect(await judgeInBatches(store, server, name)).toMatchObject({ sent: 0, end: 'queue' });
  server.script.end = () => 'completed';
  for (let run = 0; run < 6; run += 1) {
    for (const batch of server.batches) batch.end ??= 'completed';
    await judgeInBatches(store, server, name);
  }
  expect(await outcomesOf(store)).toEqual(Array(5).fill('biased'));
  expect(server.batches.filter(({ end }) => end === 'failed')).toHaveLength(1);
  expect([...server.paid.values()]).toEqual(Array(5).fill(1));
});

test.each(batchModels.filter((name) => !name.startsWith('anthropic')))(
  'a file of %s that is rejected whole says why, and is sent again',
  async (name) => {
    const server = await serverWith(name, { end: (batch) => (batch === 0 ? 'failed' : 'completed') });
    const store = await storeWith(2);
    await judgeInBatches(store, server, name);
    const { notes, sent } = await judgeInBatches(store, server, name);
    expect(notes[0]).toContain('Line 1 is no JSON.');
    expect(sent).toBe(2);
  },
);
