import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReportFile } from './report-files.ts';
import { writeFolder } from './write-folder.ts';

let folder: string;
let out: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hvsb-test-'));
  out = join(folder, 'report');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const first: ReportFile[] = [
  { path: 'report.html', content: 'first' },
  { path: 'tables/old.csv', content: 'a\n' },
];
const second: ReportFile[] = [{ path: 'report.html', content: 'second' }];

const listed = async () => (await readdir(folder, { recursive: true })).sort();

describe('writeFolder', () => {
  it('writes every file, in a folder that may be new or empty', async () => {
    await mkdir(out);
    expect(await writeFolder(out, first)).toEqual(['report.html', 'tables/old.csv']);
    expect(await readFile(join(out, 'tables/old.csv'), 'utf8')).toBe('a\n');
    expect(await listed()).toEqual([
      'report',
      'report/hvsb-report.json',
      'report/report.html',
      'report/tables',
      'report/tables/old.csv',
    ]);
  });

  it('takes the place of an earlier report, and leaves nothing of it', async () => {
    await writeFolder(out, first);
    await writeFolder(out, second);
    expect(await readFile(join(out, 'report.html'), 'utf8')).toBe('second');
    expect(await listed()).toEqual(['report', 'report/hvsb-report.json', 'report/report.html']);
  });

  it('replaces no folder that is not a report', async () => {
    await mkdir(out);
    await writeFile(join(out, 'thesis.tex'), 'mine');
    await expect(writeFolder(out, first)).rejects.toMatchObject({ name: 'UsageError', found: 'thesis.tex' });
    expect(await listed()).toEqual(['report', 'report/thesis.tex']);
  });

  it('replaces no file that came to a report or was changed in it', async () => {
    await writeFolder(out, first);
    await writeFile(join(out, 'notes.txt'), 'mine');
    await expect(writeFolder(out, second)).rejects.toMatchObject({ found: 'notes.txt' });
    await rm(join(out, 'notes.txt'));
    await writeFile(join(out, 'report.html'), 'first, with a remark');
    await expect(writeFolder(out, second)).rejects.toMatchObject({ found: 'report.html' });
    expect(await readFile(join(out, 'report.html'), 'utf8')).toBe('first, with a remark');
  });

  it('does not take a list of files that somebody else wrote for its own', async () => {
    await mkdir(out);
    await writeFile(join(out, 'hvsb-report.json'), '{"files": 3}');
    await expect(writeFolder(out, first)).rejects.toMatchObject({ found: 'hvsb-report.json' });
  });

  it('leaves what was there where making the report fails halfway', async () => {
    await writeFolder(out, first);
    function* failing(): Generator<ReportFile> {
      yield { path: 'report.html', content: 'second' };
      throw new Error('a fault');
    }
    await expect(writeFolder(out, failing())).rejects.toThrow('a fault');
    expect(await readFile(join(out, 'report.html'), 'utf8')).toBe('first');
    expect((await readdir(folder)).sort()).toEqual(['report']);
  });

  it('says in words that a file has the name', async () => {
    await writeFile(out, 'a file');
    await expect(writeFolder(out, first)).rejects.toMatchObject({ name: 'UsageError', where: out });
  });

  it('writes behind a link, which stays', async () => {
    await mkdir(join(folder, 'elsewhere'));
    await symlink(join(folder, 'elsewhere'), out);
    await writeFolder(out, second);
    expect(await readFile(join(folder, 'elsewhere', 'report.html'), 'utf8')).toBe('second');
  });
});
