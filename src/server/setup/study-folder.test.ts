import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RequestError } from '../problems.ts';
import { StudyFolder } from './study-folder.ts';

let outer: string;
let folder: StudyFolder;

beforeEach(async () => {
  outer = await mkdtemp(join(tmpdir(), 'hvsb-folder-'));
  await mkdir(join(outer, 'in'));
  await writeFile(join(outer, 'secret.yaml'), 'secret: 1\n');
  folder = new StudyFolder(join(outer, 'in'));
});
afterEach(() => rm(outer, { recursive: true, force: true }));

const refused = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (each: unknown) => each,
  );
  if (!(error instanceof RequestError)) throw new Error(`not refused: ${error}`);
  return error.status;
};

describe('the folder of a study', () => {
  it('takes names that are nothing but names', async () => {
    const hostile = [
      '../secret.yaml',
      '/etc/passwd.yaml',
      '..\\secret.yaml',
      'a/b.yaml',
      '.yaml',
      '.hidden.yaml',
      '-rf.yaml',
      'a\0.yaml',
      'a\n.yaml',
      'study.txt',
      `${'x'.repeat(200)}.yaml`,
      '$(x).yaml',
      '',
    ];
    for (const name of hostile) {
      expect(await refused(folder.readStudy(name)), JSON.stringify(name)).toBe(400);
      expect(await refused(folder.writeStudy(name, 'x', null)), JSON.stringify(name)).toBe(400);
    }
    for (const name of ['../x.csv', 'a/x.csv', '.env', 'x.html', 'study.yaml', 'a\0.csv', '']) {
      expect(await refused(folder.writeTable(name, new Uint8Array())), JSON.stringify(name)).toBe(400);
    }
    expect(await readdir(folder.path)).toEqual([]);
    await folder.writeStudy('Étude 2 (né).yaml'.replace(' (né)', ''), 'x: 1\n', null);
    await folder.writeTable('my rows (1).csv', Buffer.from('a\n1\n'));
    expect(await folder.studyFiles()).toEqual(['Étude 2.yaml']);
  });

  it('reads and writes through no link that leaves it', async () => {
    await symlink(join(outer, 'secret.yaml'), join(folder.path, 'study.yaml'));
    await symlink(join(outer, 'secret.yaml'), join(folder.path, 'rows.csv'));
    expect(await refused(folder.readStudy('study.yaml'))).toBe(403);
    expect(await refused(folder.writeStudy('study.yaml', 'x', null))).toBe(403);
    expect(await refused(folder.tablePath('rows.csv'))).toBe(403);
    for (const name of ['../secret.yaml', join(outer, 'secret.yaml'), 'a\0b', '.']) {
      expect(await refused(folder.tablePath(name)), name).toBe(403);
    }
    expect(await refused(folder.tablePath('none.csv'))).toBe(404);
    expect(await readFile(join(outer, 'secret.yaml'), 'utf8')).toBe('secret: 1\n');
  });

  it('overwrites only what was read', async () => {
    const first = await folder.writeStudy('study.yaml', 'one\n', null);
    expect(await refused(folder.writeStudy('study.yaml', 'two\n', null))).toBe(409);
    const second = await folder.writeStudy('study.yaml', 'two\n', first);
    expect(await refused(folder.writeStudy('study.yaml', 'three\n', first))).toBe(409);
    expect(await folder.readStudy('study.yaml')).toEqual({ text: 'two\n', hash: second });
    expect(await refused(folder.writeStudy('other.yaml', 'x\n', first))).toBe(409);
    await folder.writeTable('rows.csv', Buffer.from('a\n'));
    expect(await refused(folder.writeTable('rows.csv', Buffer.from('b\n')))).toBe(409);
    expect((await readdir(folder.path)).sort()).toEqual(['rows.csv', 'study.yaml']);
  });

  it('lets one of two writers at once through', async () => {
    const results = await Promise.allSettled(
      ['a', 'b'].map((text) => folder.writeStudy('study.yaml', text, null)),
    );
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await folder.readStudy('study.yaml')).text).toBe('a');
  });

  it('says so where nothing can be written, and leaves nothing half', async () => {
    // Rights do not stop root, a folder that is gone does.
    await rm(folder.path, { recursive: true });
    expect(await refused(folder.writeStudy('study.yaml', 'x', null))).toBe(422);
    expect(await refused(folder.writeTable('rows.csv', new Uint8Array()))).toBe(422);
    await mkdir(folder.path);
    await mkdir(join(folder.path, 'study.yaml'));
    expect(await refused(folder.readStudy('study.yaml'))).toBe(422);
  });
});
