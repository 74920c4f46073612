import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { sampleScenario } from '../../src/testing/store/store-fixture.ts';
import type { BatchServer } from '../support/batch-servers/batch-server.ts';
import { serverWith } from '../support/batch-servers/judge-in-batches.ts';
import { type Finished, hvsb, temporaryFolder } from '../support/hvsb.ts';

const name = 'openai:gpt-test';
/** Characters of a scenario, so that a file of 50,000 is of 70 MB. */
const length = 1000;
const reporter = pathToFileURL(join(import.meta.dirname, '../support/report-peak.mjs'));

/** The most megabytes that a process took which sent so many calls, or collected them. */
async function peaks(count: number): Promise<{ readonly sending: number; readonly collecting: number }> {
  const server = await serverWith(name);
  await using folder = await temporaryFolder();
  const store = await openSqliteStore(join(folder.path, 'hvsb.db'));
  for (let from = 0; from < count; from += 1000) {
    const scenarios = Array.from({ length: 1000 }, (_, at) => {
      const statement = `Letter ${from + at} is the best. ${'And so on. '.repeat(length / 11)}`;
      return sampleScenario(from + at, { text: { kind: 'statement', statement } });
    });
    await store.commit({ scenarios });
  }
  await store.close();
  const sending = await peakOf(folder.path, server, ({ stdout }) =>
    expect(stdout).toContain(`${count.toLocaleString('en-US')} calls wait for a batch.`),
  );
  expect(server.batches).toHaveLength(1);
  const collecting = await peakOf(
    folder.path,
    server,
    ({ stdout }) =>
      expect(JSON.parse(stdout)).toMatchObject({ sent: count, failed: 0, outcomes: { biased: count } }),
    ['--json'],
  );
  return { sending, collecting };
}

async function peakOf(
  folder: string,
  server: BatchServer,
  check: (finished: Finished) => void,
  more: readonly string[] = [],
): Promise<number> {
  const file = join(folder, 'peak');
  await rm(file, { force: true });
  const words = ['judge', '--model', name, '--attack', 'none', '--batch', ...more];
  check(
    await hvsb(folder, words, {
      ...{ OPENAI_API_KEY: 'a-key-of-nobody', OPENAI_BASE_URL: server.baseUrl, HVSB_PEAK_FILE: file },
      NODE_OPTIONS: `--import=${reporter.href}`,
    }),
  );
  const lines = (await readFile(file, 'utf8')).trim().split('\n');
  return Math.max(...lines.map(Number)) / 1024;
}

test('a batch of 50,000 calls takes hardly more memory than one of 5,000', { timeout: 300_000 }, async () => {
  const few = await peaks(5000);
  const many = await peaks(50_000);
  console.log('Peak memory in MB:', { few, many });
  // The file alone is of 70 MB.
  expect(many.sending - few.sending).toBeLessThan(60);
  expect(many.collecting - few.collecting).toBeLessThan(60);
});
