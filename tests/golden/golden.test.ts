/**
 * Pins what the program prints, writes and serves, byte for byte: `hvsb metrics` in its forms, the tables and
 * texts of `hvsb report`, and the metrics of `hvsb view`. It uses the program from outside alone, so that it holds
 * whatever becomes of the modules. Dates, versions, folders and ports are replaced before the comparison.
 *
 * After a change that is meant to change outputs, rewrite the golden files, and read the difference before committing:
 *
 *     HVSB_GOLDEN=write npx vitest run tests/golden
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { temporaryFolder } from '../support/hvsb.ts';
import { compareWithGolden } from './golden-files.ts';
import { runMixedStudy } from './mixed-study.ts';
import { programOutputs } from './program-outputs.ts';
import { runSampleStudy } from './sample-study.ts';

const studies = { sample: runSampleStudy, mixed: runMixedStudy };
type StudyName = keyof typeof studies;
const names: readonly StudyName[] = ['sample', 'mixed'];

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const folderOf = (name: StudyName) => join(folder.path, name);

beforeAll(async () => {
  folder = await temporaryFolder();
  const run = async (name: StudyName) => {
    await mkdir(folderOf(name));
    await studies[name](folderOf(name));
  };
  await Promise.all(names.map(run));
}, 300_000);

afterAll(() => folder?.[Symbol.asyncDispose]());

// One after the other: in a checkout, the first report builds the page that both use.
it.each(names)('gives the golden outputs of the %s study', { timeout: 300_000 }, async (name) => {
  expect(await compareWithGolden(name, await programOutputs(folderOf(name)))).toEqual([]);
});
