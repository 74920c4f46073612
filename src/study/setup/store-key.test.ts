import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UsageError } from '../../errors/errors.ts';
import { storeKey } from './store-key.ts';

const key = 'sk-test-0f3a8e91c2b7645d';
let folder: string;
const file = () => join(folder, '.env');

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hvsb-key-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a key in .env', () => {
  it('is in a file that only its owner can read, and alone', async () => {
    await storeKey(folder, 'OPENAI_API_KEY', key);
    expect(await readFile(file(), 'utf8')).toBe(`OPENAI_API_KEY=${key}\n`);
    expect((await stat(file())).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['.env']);
  });

  it('takes the place of an earlier one; other lines, comments and line ends stay', async () => {
    const before =
      '# mine\r\nexport OPENAI_API_KEY = old\r\nB="two words"\r\nOPENAI_API_KEY=older\r\n\r\nC=\r\n';
    await writeFile(file(), before);
    await chmod(file(), 0o644);
    await storeKey(folder, 'OPENAI_API_KEY', key);
    expect(await readFile(file(), 'utf8')).toBe(
      `# mine\r\nOPENAI_API_KEY=${key}\r\nB="two words"\r\n\r\nC=\r\n`,
    );
    expect((await stat(file())).mode & 0o777).toBe(0o600);
  });

  it('is read back as it is, whatever characters it holds', async () => {
    for (const odd of ['a#b', "it's", 'a"b', 'back`tick', '$HOME', 'a\\nb', '=x=']) {
      await storeKey(folder, 'OPENAI_API_KEY', odd);
      expect(parseEnv(await readFile(file(), 'utf8')).OPENAI_API_KEY, odd).toBe(odd);
    }
  });

  it('changes no file in which a line cannot be replaced', async () => {
    const before = 'OPENAI_API_KEY="first\nsecond"\nB=1\n';
    await writeFile(file(), before);
    const error = await storeKey(folder, 'OPENAI_API_KEY', key).catch((each: unknown) => each);
    expect(error).toBeInstanceOf(UsageError);
    expect(await readFile(file(), 'utf8')).toBe(before);
  });

  it('goes where a link points, and the link stays', async () => {
    const other = join(folder, 'other');
    await writeFile(other, 'A=1\n');
    await symlink(other, file());
    await storeKey(folder, 'OPENAI_API_KEY', key);
    expect(await readFile(other, 'utf8')).toBe(`A=1\nOPENAI_API_KEY=${key}\n`);
    expect(await readFile(file(), 'utf8')).toContain('A=1');
  });

  it('is not in the message where it cannot be stored', async () => {
    const error = await storeKey(join(folder, 'missing'), 'OPENAI_API_KEY', key).catch(
      (each: unknown) => each,
    );
    expect(error).toBeInstanceOf(UsageError);
    expect((error as UsageError).describe()).toMatch(/could not be stored[\s\S]*ENOENT/);
    expect((error as UsageError).describe()).not.toContain(key);
  });
});
