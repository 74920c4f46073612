import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const examples = fileURLToPath(new URL('../examples/', import.meta.url));
const fromSource = fileURLToPath(new URL('support/hvsb-from-source.mjs', import.meta.url));

/** What each example prints, in part; every example has to be here. */
const prints: Readonly<Record<string, readonly string[]>> = {
  'judge-function.ts': ["'mine'", "'builtin:tiny'", "'targeted'"],
  'headless-study.ts': ['judge: 508 calls', 'explain: 5 calls', 'explain finished: 5 sent', 'complete'],
  // Run by the command line in extend.test.ts; alone it prints nothing.
  'hvsb.config.ts': [],
};

describe('the examples', () => {
  it('are all run', () => {
    expect(
      readdirSync(examples)
        .filter((file) => file.endsWith('.ts'))
        .toSorted(),
    ).toEqual(Object.keys(prints).toSorted());
  });

  it.each(Object.entries(prints))('%s runs to its end', { timeout: 120_000 }, async (file, expected) => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--import',
      fromSource,
      `${examples}${file}`,
    ]);
    for (const text of expected) expect(stdout).toContain(text);
  });

  it('are what docs/library.md shows', () => {
    const guide = readFileSync(new URL('../docs/library.md', import.meta.url), 'utf8');
    for (const file of Object.keys(prints)) {
      const [, ...lines] = readFileSync(`${examples}${file}`, 'utf8').trimEnd().split('\n');
      expect(guide).toContain(lines.join('\n').trim());
    }
  });
});
