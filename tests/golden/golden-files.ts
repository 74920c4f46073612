import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Longer texts are pinned by their hash and their first lines. All of the JSON is pinned in full. */
const longest = { json: 600_000, other: 120_000 };
const headLines = 20;

/** The files of one study, by their path in its golden folder. */
export type Outputs = ReadonlyMap<string, string>;

/**
 * Compares outputs with the golden files of a study, or rewrites these where HVSB_GOLDEN is `write`.
 * @returns a line for each file that differs, is missing or is new; none where all bytes are equal
 */
export async function compareWithGolden(study: string, outputs: Outputs): Promise<string[]> {
  const folder = fileURLToPath(new URL(`${study}/`, import.meta.url));
  const pinned = new Map([...outputs].map(([path, text]) => [path, pinnedForm(path, text)]));
  if (process.env.HVSB_GOLDEN === 'write') await rewrite(folder, pinned);
  const golden = await goldenFiles(folder);
  const paths = new Set([...pinned.keys(), ...golden.keys()]);
  return [...paths].sort().flatMap((path) => {
    const difference = firstDifference(golden.get(path), pinned.get(path));
    return difference === null ? [] : [`${study}/${path}: ${difference}`];
  });
}

function pinnedForm(path: string, text: string): string {
  if (text.length <= (path.endsWith('.json.txt') ? longest.json : longest.other)) return text;
  const hash = createHash('sha256').update(text).digest('hex');
  return `sha256 ${hash}\n${text.split('\n').slice(0, headLines).join('\n')}\n`;
}

async function rewrite(folder: string, files: Outputs): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  for (const [path, text] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

async function goldenFiles(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = new Map<string, string>();
  for (const entry of entries.filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name);
    files.set(path.slice(folder.length).split(sep).join('/'), await readFile(path, 'utf8'));
  }
  return files;
}

function firstDifference(golden: string | undefined, found: string | undefined): string | null {
  if (golden === found) return null;
  if (golden === undefined) return 'The program wrote this file, and there is no golden file.';
  if (found === undefined) return 'There is a golden file, and the program did not write this file.';
  const [expectedLines, foundLines] = [golden.split('\n'), found.split('\n')];
  const index = expectedLines.findIndex((line, i) => line !== foundLines[i]);
  const line = index < 0 ? expectedLines.length : index;
  return `line ${line + 1}: ${differingPart(expectedLines[line] ?? '(end)', foundLines[line] ?? '(end)')}`;
}

/** Lines can be long: shows each from a little before the first character that differs. */
function differingPart(expected: string, found: string): string {
  let start = 0;
  while (start < expected.length && expected[start] === found[start]) start += 1;
  const part = (line: string) => JSON.stringify(line.slice(Math.max(0, start - 60), start + 60));
  return `expected ${part(expected)}, found ${part(found)}`;
}
