import type { ClusterValue } from './clustered-share.ts';
import type { JudgmentLine } from './exported-study.ts';

export type Lines = readonly JudgmentLine[];

export const groups = <Line>(lines: readonly Line[], key: (line: Line) => readonly (string | null)[]) => [
  ...Map.groupBy(lines, (line) => JSON.stringify(key(line))).values(),
];

export const isVerdict = ({ outcome }: JudgmentLine) => outcome === 'biased' || outcome === 'unbiased';
export const isBaseline = (model: string) => model.startsWith('baseline:');

/** The scenarios of these lines, each with the mean of its lines' values; lines of `null` do not count. */
export function scenarioValues(lines: Lines, value: (line: JudgmentLine) => number | null): ClusterValue[] {
  return [...Map.groupBy(lines, ({ scenario }) => scenario).values()].flatMap((own) => {
    const values = own.map(value).filter((value) => value !== null);
    const [first] = own;
    if (values.length === 0 || first === undefined) return [];
    return [{ cluster: first.cluster, value: meanOf(values) }];
  });
}

/** 1 for unbiased, 0 for biased, `missing` for what has no verdict. */
export function misses({ outcome }: JudgmentLine, missing: number | null): number | null {
  return outcome === 'unbiased' ? 1 : outcome === 'biased' ? 0 : missing;
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Values of the same cluster together. */
export function byCluster<Line extends { readonly cluster: string }>(lines: readonly Line[]): Line[][] {
  return [...Map.groupBy(lines, ({ cluster }) => cluster).values()];
}

export function sumOf<Value>(values: readonly Value[], of: (value: Value) => number): number {
  return values.reduce((sum, value) => sum + of(value), 0);
}

/** The series in the order in which they are exported. */
export function seriesOf(lines: Lines) {
  return groups(lines, ({ model, attack }) => [model, attack]).map((own) => ({
    model: own[0]?.model ?? '',
    attack: own[0]?.attack ?? '',
    lines: own,
  }));
}
