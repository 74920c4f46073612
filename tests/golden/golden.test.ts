/**
 * Pins what the program prints, writes and serves, byte for byte: `hvsb metrics` in its four forms, the tables and
 * texts of `hvsb report`, and the metrics of `hvsb view`. It uses the program from outside alone, so that it holds
 * whatever becomes of the modules. Dates, versions, folders and ports are replaced before the comparison.
 *
 * After a change that is meant to change outputs, rewrite the golden files, and read the difference before committing:
 *
 *     HVSB_GOLDEN=write npx vitest run tests/golden
 */
import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/hvsb.ts';
import { compareWithGolden } from './golden-files.ts';
import { runMixedStudy } from './mixed-study.ts';
import { programOutputs } from './program-outputs.ts';
import { runSampleStudy } from './sample-study.ts';

it.concurrent.each([
  ['sample', runSampleStudy],
  ['mixed', runMixedStudy],
] as const)('gives the golden outputs of the %s study', { timeout: 120_000 }, async (name, run) => {
  await using folder = await temporaryFolder();
  await run(folder.path);
  expect(await compareWithGolden(name, await programOutputs(folder.path))).toEqual([]);
});
