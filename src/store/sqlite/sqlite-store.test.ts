import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { storeConformance } from '../../testing/store/store-conformance.ts';
import { openSqliteStore } from './sqlite-store.ts';

let folder = '';
let stores = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hvsb-store-'));
});
afterAll(() => rm(folder, { recursive: true }));

function openOnDisk() {
  stores += 1;
  return openSqliteStore(join(folder, `store-${stores}.db`));
}

describe('a store in a file', () => {
  for (const { name, run } of storeConformance(openOnDisk)) it(name, run);
});

describe('a store in memory', () => {
  for (const { name, run } of storeConformance(() => openSqliteStore(':memory:'))) it(name, run);
});
