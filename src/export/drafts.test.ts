import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { draftPath, removeAbandonedDrafts } from './drafts.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hvsb-drafts-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Number of a process that is no more. */
const gone = spawnSync(process.execPath, ['-e', '']).pid;

const ofGone = (path: string) => path.replace(`-${process.pid}-`, `-${gone}-`);
const files = () => readdirSync(folder).sort();

describe('what a killed export left', () => {
  it('is removed by the next one of the same name, files, folders and hidden ones', async () => {
    const target = join(folder, 'out.csv');
    writeFileSync(ofGone(draftPath(target)), 'half');
    mkdirSync(ofGone(draftPath(target, 'draft', '.')));
    writeFileSync(target, 'whole');
    await removeAbandonedDrafts(target);
    expect(files()).toEqual(['out.csv']);
  });

  it('comes back where it was put aside and nothing took its place', async () => {
    const target = join(folder, 'report');
    writeFileSync(ofGone(draftPath(target, 'earlier')), 'the report before');
    writeFileSync(ofGone(draftPath(target)), 'half');
    await removeAbandonedDrafts(target);
    expect(files()).toEqual(['report']);
    expect(readFileSync(target, 'utf8')).toBe('the report before');
  });

  it('stays where its process lives, where it is of another name, and where somebody else made it', async () => {
    const target = join(folder, 'out.csv');
    const others = [
      draftPath(target),
      ofGone(draftPath(join(folder, 'out.csv.gz'))),
      ofGone(draftPath(join(folder, 'xout.csv'))),
      join(folder, 'out.csv.part'),
    ];
    for (const path of others) writeFileSync(path, '');
    await removeAbandonedDrafts(target);
    expect(files()).toHaveLength(others.length);
  });

  it('is nothing where there is no such folder', async () => {
    await expect(removeAbandonedDrafts(join(folder, 'none', 'out.csv'))).resolves.toBeUndefined();
  });
});
