import { closest } from 'fastest-levenshtein';
import { UsageError } from '../errors/errors.ts';
import { bbqSource } from './bbq/bbq-source.ts';
import { biasdpoSource } from './biasdpo/biasdpo-source.ts';
import { cbbqSource } from './cbbq/cbbq-source.ts';
import { crowsPairsSource } from './crows-pairs/crows-pairs-source.ts';
import type { DatasetSource } from './dataset-source.ts';
import { cabbqSource, esbbqSource } from './esbbq/esbbq-source.ts';
import { ggBbqSource } from './gg-bbq/gg-bbq-source.ts';
import { kobbqSource } from './kobbq/kobbq-source.ts';
import { sampleSource } from './sample/sample-source.ts';
import { stereosetSource } from './stereoset/stereoset-source.ts';

/** The datasets that come with the package. Others are passed in beside them. */
export const datasetSources: readonly DatasetSource[] = [
  bbqSource,
  biasdpoSource,
  stereosetSource,
  crowsPairsSource,
  kobbqSource,
  esbbqSource,
  cabbqSource,
  ggBbqSource,
  cbbqSource,
  sampleSource,
];

/**
 * The dataset of this id.
 * @throws UsageError that names the nearest dataset when there is none of this id
 * @example
 * const { title, forms } = findDatasetSource('crows-pairs');
 */
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
