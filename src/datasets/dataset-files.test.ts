import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cutHalfway, DownloadBench, serveWell } from '../../tests/support/download-fixture.ts';
import { dataFolder, datasetPresence } from './dataset-files.ts';

const unpinned = { sha256: null, bytes: null } as const;

let bench: DownloadBench;

beforeEach(async () => {
  bench = await DownloadBench.open();
});

afterEach(() => bench.close());

describe('presence', () => {
  test('a dataset is absent, then partial, then present', async () => {
    const { origin } = await bench.serve((request, response, attempt) =>
      attempt === 1 ? cutHalfway(response) : serveWell(request, response),
    );
    const source = bench.sourceOf(origin);
    expect((await datasetPresence(source, join(bench.folder, 'missing'))).state).toBe('absent');
    await bench.failure(source, { fetchOptions: { attempts: 1 } });
    expect((await datasetPresence(source, bench.folder)).files).toMatchObject([
      { state: 'partial', bytes: bench.halfway },
    ]);
    await bench.download(source);
    expect(await datasetPresence(source, bench.folder)).toMatchObject({
      state: 'present',
      files: [{ state: 'present', bytes: bench.content.length, verified: true }],
    });
  });

  test('some of several files make a dataset partial', async () => {
    const { origin } = await bench.serve((request, response) => serveWell(request, response));
    const source = bench.sourceOf(origin);
    const [file] = source.publication.files;
    if (file === undefined) throw new Error('the source has a file');
    const files = [file, { ...file, name: 'more.jsonl' }];
    await bench.download(source);
    const both = { ...source, publication: { ...source.publication, files } };
    expect((await datasetPresence(both, bench.folder)).state).toBe('partial');
  });

  test('another size is seen at once, other bytes of the same size when hashed', async () => {
    const source = bench.sourceOf('http://127.0.0.1');
    await writeFile(bench.path, 'short');
    expect((await datasetPresence(source, bench.folder)).state).toBe('wrong-hash');
    await writeFile(bench.path, Buffer.alloc(bench.content.length));
    expect(await datasetPresence(source, bench.folder)).toMatchObject({
      state: 'present',
      files: [{ verified: false }],
    });
    expect((await datasetPresence(source, bench.folder, { hash: true })).state).toBe('wrong-hash');
  });

  test('a file that is pinned by its git blob id is verified when hashed, or when recorded at its download', async () => {
    const { origin } = await bench.serve((request, response) => serveWell(request, response));
    const source = bench.sourceOf(origin, { ...unpinned, gitBlob: bench.gitBlob });
    await writeFile(bench.path, bench.content);
    expect((await datasetPresence(source, bench.folder)).files).toMatchObject([{ verified: false }]);
    expect((await datasetPresence(source, bench.folder, { hash: true })).files).toMatchObject([
      { state: 'present', verified: true },
    ]);
    await bench.download(source);
    expect((await datasetPresence(source, bench.folder)).files).toMatchObject([{ verified: true }]);
    await writeFile(bench.path, Buffer.alloc(bench.content.length));
    expect((await datasetPresence(source, bench.folder, { hash: true })).state).toBe('wrong-hash');
  });

  test('a file that nobody vouches for is present and not verified', async () => {
    const source = bench.sourceOf('http://127.0.0.1', unpinned);
    await writeFile(bench.path, 'rows');
    expect(await datasetPresence(source, bench.folder, { hash: true })).toMatchObject({
      state: 'present',
      files: [{ verified: false }],
    });
  });
});

const linux = { platform: 'linux', home: '/home/ada', workingFolder: '/study' } as const;

test('HVSB_DATA is taken as it stands, relative to the working folder', () => {
  expect(dataFolder({ ...linux, environment: { HVSB_DATA: '/disk/data' } })).toBe('/disk/data');
  expect(dataFolder({ ...linux, environment: { HVSB_DATA: 'data' } })).toBe('/study/data');
});

test('an empty HVSB_DATA counts as not set', () => {
  expect(dataFolder({ ...linux, environment: { HVSB_DATA: '' } })).toBe('/home/ada/.local/share/hvsb/data');
});

test('XDG_DATA_HOME is used on Linux, unless it is relative', () => {
  expect(dataFolder({ ...linux, environment: { XDG_DATA_HOME: '/xdg' } })).toBe('/xdg/hvsb/data');
  expect(dataFolder({ ...linux, environment: { XDG_DATA_HOME: 'xdg' } })).toBe(
    '/home/ada/.local/share/hvsb/data',
  );
});

test('macOS and Windows keep data where their programs do', () => {
  expect(dataFolder({ platform: 'darwin', home: '/Users/ada', environment: {} })).toBe(
    '/Users/ada/Library/Application Support/hvsb/data',
  );
  expect(dataFolder({ platform: 'win32', home: 'C:\\Users\\ada', environment: {} })).toBe(
    'C:\\Users\\ada\\AppData\\Local\\hvsb\\data',
  );
  expect(
    dataFolder({ platform: 'win32', home: 'C:\\Users\\ada', environment: { LOCALAPPDATA: 'D:\\Local' } }),
  ).toBe('D:\\Local\\hvsb\\data');
});
