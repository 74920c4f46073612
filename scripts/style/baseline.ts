import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** How much of the old style is left, by check. No count may grow; the aim is zero, and then an empty file. */
export interface Baseline {
  /** By file; a file that is not listed has none. */
  readonly messages: Readonly<Record<string, number>>;
  readonly words: Readonly<Record<string, number>>;
}

const path = fileURLToPath(new URL('baseline.json', import.meta.url));

export function readBaseline(): Baseline {
  return JSON.parse(readFileSync(path, 'utf8'));
}

export function writeBaseline(change: Partial<Baseline>): void {
  writeFileSync(path, `${JSON.stringify({ ...readBaseline(), ...change }, null, 2)}\n`);
}
