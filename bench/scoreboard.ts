import { availableParallelism } from 'node:os';

/** What is measured against what is to be reached. */
export interface Measurement {
  readonly what: string;
  readonly measured: number;
  readonly target: { readonly atLeast: number } | { readonly atMost: number };
  readonly unit: string;
}

export function isReached({ measured, target }: Measurement): boolean {
  return 'atLeast' in target ? measured >= target.atLeast : measured <= target.atMost;
}

/** One line a measurement: what, measured, target, reached or not. */
export function scoreboard(measurements: readonly Measurement[]): string {
  const width = Math.max(...measurements.map(({ what }) => what.length));
  return measurements
    .map((each) => {
      const { what, measured, target, unit } = each;
      const bound = 'atLeast' in target ? `≥ ${target.atLeast}` : `≤ ${target.atMost}`;
      const value = measured < 10 ? measured.toFixed(3) : measured.toFixed(0);
      const verdict = isReached(each) ? 'reached' : 'MISSED';
      return `${what.padEnd(width)}  ${value.padStart(8)}${unit}  (target ${bound}${unit})  ${verdict}`;
    })
    .join('\n');
}

export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >>> 1] ?? Number.NaN;
}

/** The parts of a benchmark by name. */
export type BenchParts = Readonly<Record<string, () => Promise<Measurement[]>>>;

/** Runs one part, or all, and prints the scoreboard. With `check` a missed target sets the exit code. */
export async function runParts(
  parts: BenchParts,
  { only, check }: { readonly only?: string | undefined; readonly check: boolean },
): Promise<void> {
  console.log(`Node ${process.version}, ${availableParallelism()} cores`);
  const measurements: Measurement[] = [];
  for (const [name, measure] of Object.entries(parts)) {
    if (only === undefined || only === name) measurements.push(...(await measure()));
  }
  console.log(scoreboard(measurements));
  if (check && !measurements.every(isReached)) process.exitCode = 1;
}
