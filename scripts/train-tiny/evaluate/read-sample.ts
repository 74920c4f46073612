import { fileURLToPath } from 'node:url';
import type { Scenario } from '../../../src/core/scenario.ts';
import { collectScenarios } from '../../../src/datasets/read-dataset.ts';
import { sampleSource } from '../../../src/datasets/sample/sample-source.ts';
import { allOf } from '../../../tests/support/files.ts';

/** The scenarios that ship with the package. */
export async function readSample(): Promise<Scenario[]> {
  const paths = sampleSource.publication.files.map(({ url }) => fileURLToPath(url));
  const read = paths.map((path) =>
    allOf(collectScenarios(sampleSource.read(path, { preset: 'corrected' })).scenarios),
  );
  return (await Promise.all(read)).flat();
}
