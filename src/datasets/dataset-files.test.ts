import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cutHalfway, DownloadFixture, serveWell } from '../../tests/support/download-fixture.ts';
import { dataFolder, datasetPresence } from './dataset-files.ts';

const unpinned = { sha256: null, bytes: null } as const;

let fixture: DownloadFixture;

beforeEach(async () => {
  fixture = await DownloadFixture.open();
});

afterEach(() => fixture.close());

describe('presence', () => {
  test('a dataset is absent, then partial, then present', async () => {
    const { origin } = await fixture.serve((request, response, attempt) =>
      attempt === 1 ? cutHalfway(response) : serveWell(request, response),
    );
    const source = fixture.sourceOf(origin);
    expect((await datasetPresence(source, join(fixture.folder, 'missing'))).state).toBe('absent');
    await fixture.failure(source, { fetchOptions: { attempts: 1 } });
    expect((await datasetPresence(source, fixture.folder)).files).toMatchObject([
      { state: 'partial', bytes: fixture.halfway },
    ]);
    await fixture.download(source);
    expect(await datasetPresence(source, fixture.folder)).toMatchObject({
      state: 'present',
      files: [{ state: 'present', bytes: fixture.content.length, verified: true }],
    });
  });

  test('some of several files make a dataset partial', async () => {
    const { origin } = await fixture.serve((request, response) => serveWell(request, response));
    const source = fixture.sourceOf(origin);
    const [file] = source.publication.files;
    if (file === undefined) throw new Error('the source has a file');
    const files = [file, { ...file, name: 'more.jsonl' }];
    await fixture.download(source);
    const both = { ...source, publication: { ...source.publication, files } };
    expect((await datasetPresence(both, fixture.folder)).state).toBe('partial');
  });

  test('another size is seen at once, other bytes of the same size when hashed', async () => {
    const source = fixture.sourceOf('http://127.0.0.1');
    await writeFile(fixture.path, 'short');
    expect((await datasetPresence(source, fixture.folder)).state).toBe('wrong-hash');
    await writeFile(fixture.path, Buffer.alloc(fixture.content.length));
    expect(await datasetPresence(source, fixture.folder)).toMatchObject({
      state: 'present',
      files: [{ verified: false }],
    });
    expect((await datasetPresence(source, fixture.folder, { hash: true })).state).toBe('wrong-hash');
  });

  test('a file that is pinned by its git blob id is verified when hashed, or when recorded at its download', async () => {
    const { origin } = await fixture.serve((request, response) => serveWell(request, response));
    const source = fixture.sourceOf(origin, { ...unpinned, gitBlob: fixture.gitBlob });
    await writeFile(fixture.path, fixture.content);
    expect((await datasetPresence(source, fixture.folder)).files).toMatchObject([{ verified: false }]);
    expect((await datasetPresence(source, fixture.folder, { hash: true })).files).toMatchObject([
      { state: 'present', verified: true },
    ]);
    await fixture.download(source);
    expect((await datasetPresence(source, fixture.folder)).files).toMatchObject([{ verified: true }]);
    await writeFile(fixture.path, Buffer.alloc(fixture.content.length));
    expect((await datasetPresence(source, fixture.folder, { hash: true })).state).toBe('wrong-hash');
  });

  test('a file that nobody vouches for is present and not verified', async () => {
    const source = fixture.sourceOf('http://127.0.0.1', unpinned);
    await writeFile(fixture.path, 'rows');
    expect(await datasetPresence(source, fixture.folder, { hash: true })).toMatchObject({
      state: 'present',
      files: [{ verified: false }],
    });
  });
});

const linux = { platform: 'linux', home: '/home/ada', workingFolder: '/study' } as const;

test('HVSB_DATA is taken as written, relative to the working folder', () => {
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
