import { dirname } from 'node:path';
import { isTest, type Module } from './read-modules.ts';

/** A number of the structure next to the bound that it must respect. */
export interface Target {
  readonly name: string;
  readonly value: number;
  readonly lowest?: number;
  readonly highest?: number;
  /** Printed, and not enforced: more files come with more features. */
  readonly isAdvice?: boolean;
}

/** The sizes of files, folders and functions of one top folder, tests left out. */
export function sizeTargets(modules: ReadonlyMap<string, Module>, top: string): readonly Target[] {
  const sources = [...modules.values()].filter(({ file }) => file.startsWith(`${top}/`) && !isTest(file));
  const lines = sum(sources.map((module) => module.lines));
  const imports = sum(sources.map((module) => module.imports.filter(({ file }) => file !== null).length));
  const functions = sources.flatMap(({ functionLines }) => functionLines).sort((one, other) => one - other);
  // A React component is one function whose JSX takes a line per element, and it imports the components that it places.
  const isPage = top === 'web';
  return [
    ...(top === 'src' ? [{ name: 'files', value: sources.length, highest: 560, isAdvice: true }] : []),
    { name: 'mean lines of a file', value: round(lines / sources.length), lowest: 85, highest: 150 },
    {
      name: 'relative imports per 100 lines',
      value: round((100 * imports) / lines),
      highest: isPage ? 6 : 4.5,
    },
    { name: 'median lines of a function', value: quantile(functions, 0.5), highest: 10 },
    {
      name: '90th percentile of the lines of a function',
      value: quantile(functions, 0.9),
      highest: isPage ? 45 : 26,
    },
  ];
}

/** Folders with more source files than a reader can survey. */
export function crowdedFolders(modules: ReadonlyMap<string, Module>, most = 20): readonly string[] {
  const counts = new Map<string, number>();
  for (const { file } of modules.values()) {
    if (!isTest(file)) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count > most)
    .map(([folder, count]) => `${folder} has ${count} source files, more than ${most}.`);
}

export function isReached({ value, lowest = -Infinity, highest = Infinity }: Target): boolean {
  return value >= lowest && value <= highest;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const round = (value: number) => Math.round(value * 100) / 100;

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
