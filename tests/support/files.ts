import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SuiteOptions } from 'vitest';
import { skippedBecause } from './needs.ts';

/** Lends a file in a folder of its own, which is removed afterwards. */
export async function withFile<Result>(
  name: string,
  content: string | Uint8Array,
  use: (path: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'hvsb-file-'));
  try {
    const path = join(folder, name);
    await writeFile(path, content);
    return await use(path);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Everything that a stream gives, in its order. */
export async function allOf<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

export interface PublishedData {
  readonly path: string;
  readonly exists: boolean;
  /** Of a test or a suite that needs it. */
  readonly needed: SuiteOptions;
}

const dataFolder =
  process.env.HVSB_TEST_DATA ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));

/**
 * A file or folder of the published datasets, below the folder HVSB_TEST_DATA or ../shared/data beside the repository.
 * Where it is absent, tests that need it are skipped, unless HVSB_TEST_DATA names the folder: then it has to be there.
 */
export function publishedData(path: string): PublishedData {
  const found = resolve(dataFolder, path);
  const exists = existsSync(found);
  if (!exists && process.env.HVSB_TEST_DATA !== undefined)
    throw new Error(`The folder of HVSB_TEST_DATA has no ${path}.`);
  const reason = exists ? null : `There is no ${path} in HVSB_TEST_DATA or ../shared/data.`;
  return { path: found, exists, needed: skippedBecause(reason, 'published data') };
}

/**
 * A file of a dataset as `hvsb data download` leaves it, below the folder that HVSB_TEST_DOWNLOADS names. Tests that need
 * it are skipped where the variable is not set.
 */
export function otherData(path: string): PublishedData {
  const folder = process.env.HVSB_TEST_DOWNLOADS;
  const found = resolve(folder ?? '.', path);
  const exists = folder !== undefined && existsSync(found);
  if (!exists && folder !== undefined) throw new Error(`The folder of HVSB_TEST_DOWNLOADS has no ${path}.`);
  const reason = exists ? null : 'HVSB_TEST_DOWNLOADS names no folder of downloads.';
  return { path: found, exists, needed: skippedBecause(reason, 'downloads') };
}
