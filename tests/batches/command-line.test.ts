import { expect, test } from 'vitest';
import { serverWith } from '../support/batch-servers/judge-in-batches.ts';
import { hvsb, temporaryFolder } from '../support/hvsb.ts';

test('the command line sends, lists, waits and collects', async () => {
  const name = 'openai:gpt-test';
  const server = await serverWith(name, { end: () => null });
  await using folder = await temporaryFolder();
  const settings = { OPENAI_API_KEY: 'a-key-of-nobody', OPENAI_BASE_URL: server.baseUrl };
  await hvsb(folder.path, ['prepare', '--dataset', 'sample']);
  const words = ['judge', '--model', 'openai:gpt-4o-mini', '--attack', 'none', '--limit', '5', '--batch'];
  const sent = await hvsb(folder.path, words, settings);
  expect(sent.stdout + sent.stderr).toContain('5 calls wait for a batch');
  const listed = await hvsb(folder.path, ['batch', 'list'], settings);
  expect(listed.stdout).toContain('under way');
  for (const batch of server.batches) batch.end = 'completed';
  const waited = await hvsb(folder.path, ['batch', 'wait', '--every', '1'], settings);
  expect(waited.stdout).toContain('All batches have ended');
  // What was taken from the provider stays, a month later too.
  for (const batch of server.batches) batch.deleted = true;
  const collected = await hvsb(folder.path, [...words, '--json'], settings);
  expect(JSON.parse(collected.stdout)).toMatchObject({ failed: 0, outcomes: { biased: 5 } });
  expect(server.batches).toHaveLength(1);
});
