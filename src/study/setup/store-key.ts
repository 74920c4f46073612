import { randomUUID } from 'node:crypto';
import { open, readFile, realpath, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { UsageError } from '../../errors/errors.ts';

/**
 * Writes a key into the file `.env` of a folder, where all commands find it. Its other lines stay as they are. The file can be
 * read by its owner alone, from its first byte on; it takes the place of the earlier one when it is whole.
 * @throws UsageError where the file cannot be written, or is written in a way in which a line cannot be replaced. No message
 *   holds the key.
 */
export async function storeKey(folder: string, variable: string, value: string): Promise<void> {
  const named = join(folder, '.env');
  // A link stays one: what it points to is replaced.
  const file = await realpath(named).catch(() => named);
  const before = await textOf(file);
  const text = withVariable(before, variable, value);
  if (!changesOnly(before, text, variable, value)) {
    throw new UsageError('The file .env cannot be changed here.', {
      where: named,
      expected: 'one line for each variable',
      advice: `Write ${variable} into it with an editor, or set it in the environment.`,
    });
  }
  const draft = `${file}.${randomUUID()}.part`;
  try {
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  } catch (cause) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw notWritten(named, cause);
  }
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return '';
    throw notWritten(file, cause);
  }
}

/** The first line of the variable is replaced, later ones are taken out; else a line is added. */
function withVariable(before: string, variable: string, value: string): string {
  const end = before.includes('\r\n') ? '\r\n' : '\n';
  const line = `${variable}=${quoted(value)}`;
  const assigns = new RegExp(String.raw`^\s*(?:export\s+)?${variable}\s*=`);
  const lines = before === '' ? [] : before.replace(/\r?\n$/, '').split(/\r?\n/);
  const place = lines.findIndex((each) => assigns.test(each));
  const others = lines.filter((each, at) => at === place || !assigns.test(each));
  const changed = place < 0 ? [...others, line] : others.with(others.indexOf(lines[place] ?? ''), line);
  return changed.map((each) => `${each}${end}`).join('');
}

function quoted(value: string): string {
  if (/^[\w./+=:@-]+$/.test(value)) return value;
  return (
    ["'", '"', '`']
      .map((mark) => `${mark}${value}${mark}`)
      .find((text) => !text.slice(1, -1).includes(text[0] ?? '')) ?? value
  );
}

function changesOnly(before: string, after: string, variable: string, value: string): boolean {
  // The rest of a value of several lines would be left behind.
  if (new RegExp(String.raw`^\s*(?:export\s+)?${variable}\s*=\s*(["'\x60])(?!.*\1)`, 'm').test(before))
    return false;
  const { [variable]: _, ...others } = parseEnv(before);
  const { [variable]: stored, ...left } = parseEnv(after);
  return stored === value && JSON.stringify(others) === JSON.stringify(left);
}

function notWritten(where: string, cause: unknown): UsageError {
  const code = cause instanceof Error && 'code' in cause ? `${cause.code}` : 'another error';
  return new UsageError('The key could not be stored.', {
    where,
    found: code === 'ENOSPC' || code === 'EDQUOT' ? 'the disk is full' : code,
    advice: 'Check the disk and the rights of the folder, or set the variable in the environment.',
  });
}
