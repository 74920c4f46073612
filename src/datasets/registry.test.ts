import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { publishedData } from '../../tests/support/files.ts';
import { UsageError } from '../errors/errors.ts';
import { datasetSources, findDatasetSource } from './registry.ts';

describe('the datasets', () => {
  it('have ids of their own, by which they are found', () => {
    expect(new Set(datasetSources.map(({ id }) => id)).size).toBe(datasetSources.length);
    for (const source of datasetSources) expect(findDatasetSource(source.id)).toBe(source);
  });

  it('are named when another is asked for, the nearest first', () => {
    expect(() => findDatasetSource('Crowspairs')).toThrow(UsageError);
    expect(() => findDatasetSource('Crowspairs')).toThrow(
      expect.objectContaining({ advice: 'Did you mean "crows-pairs"?' }),
    );
  });

  it('have published files whose address names the pinned revision', () => {
    for (const { publication } of datasetSources) {
      for (const { name, url } of publication.files) {
        if (url.startsWith('file:')) continue;
        expect(url).toMatch(/^https:\/\//);
        expect(url).toContain(publication.revision);
        // A file is called after its folders where the files of a dataset have one name.
        const path = url.slice(url.indexOf(publication.revision)).replace(/[/-]/g, ' ');
        for (const part of name.split('-')) expect(path).toContain(part.replaceAll('-', ' '));
      }
    }
  });
});

describe('the published files', () => {
  it('are all pinned by a hash known beforehand, but for the one whose publisher gives none', () => {
    const unpinned = datasetSources
      .flatMap(({ id, publication }) => publication.files.map((file) => ({ id, file })))
      .filter(({ file }) => !file.url.startsWith('file:') && file.sha256 === null && !file.gitBlob);
    expect(unpinned.map(({ id, file }) => `${id}/${file.name}`)).toEqual(['biasdpo/dataset.jsonl']);
  });

  it('have git blob ids that are ids', () => {
    const ids = datasetSources.flatMap(({ publication }) =>
      publication.files.flatMap(({ gitBlob }) => gitBlob ?? []),
    );
    expect(ids).toHaveLength(60);
    expect(new Set(ids).size).toBe(60);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{40}$/);
  });
});

const sums = publishedData('SHA256SUMS');
describe('the published hashes', sums.needed, () => {
  const listed = sums.exists ? readFileSync(sums.path, 'utf8') : '';

  it.each(['bbq', 'crows-pairs'])('of %s are those of the official files', (id) => {
    const hashed = findDatasetSource(id).publication.files.filter(({ sha256 }) => sha256 !== null);
    expect(hashed.length).toBeGreaterThan(0);
    for (const { name, sha256 } of hashed) expect(listed).toContain(`${sha256}  ${id}/${name}`);
  });
});
