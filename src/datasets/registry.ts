import { closest } from 'fastest-levenshtein';
import type { PublishedFile } from '../download/verify.ts';
import { UsageError } from '../errors/errors.ts';
import { bbqSource } from './bbq/bbq-source.ts';
import { biasdpoSource } from './biasdpo/biasdpo-source.ts';
import { crowsPairsSource } from './crows-pairs/crows-pairs-source.ts';
import type { DatasetSource } from './dataset-source.ts';
import { sampleSource } from './sample/sample-source.ts';
import { stereosetSource } from './stereoset/stereoset-source.ts';

/** The datasets that come with the package. Others are passed in beside them. */
export const datasetSources: readonly DatasetSource[] = [
  bbqSource,
  biasdpoSource,
  stereosetSource,
  crowsPairsSource,
  sampleSource,
];

/** @throws UsageError that names the nearest dataset when there is none of this id */
export function findDatasetSource(
  id: string,
  sources: readonly DatasetSource[] = datasetSources,
): DatasetSource {
  const source = sources.find((candidate) => candidate.id === id);
  if (source !== undefined) return source;
  const ids = sources.map((candidate) => candidate.id);
  throw new UsageError(`There is no dataset "${id}".`, {
    expected: ids.join(', '),
    found: id,
    advice: `Did you mean "${closest(id.toLowerCase(), ids)}"?`,
  });
}

/** Whether a file comes with this package, as a `file:` URL says; then there is nothing to download. */
export function shipsWithPackage(file: PublishedFile): boolean {
  return new URL(file.url).protocol === 'file:';
}
