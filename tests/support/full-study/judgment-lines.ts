/** A line of the exported judgments, with the cluster of its scenario. */
export interface JudgmentLine {
  readonly scenario: string;
  readonly cluster: string;
  readonly dataset: string;
  readonly category: string;
  readonly variant: string;
  readonly gold: string;
  readonly model: string;
  readonly attack: string;
  readonly outcome: string;
}

export type Lines = readonly JudgmentLine[];

export const group = (lines: Lines, key: (line: JudgmentLine) => readonly (string | null)[]) => [
  ...Map.groupBy(lines, (line) => JSON.stringify(key(line))).values(),
];
export const verdicts = (lines: Lines) =>
  lines.filter(({ outcome }) => outcome === 'biased' || outcome === 'unbiased');
export const clusterOf = ({ dataset, cluster }: JudgmentLine) => `${dataset} ${cluster}`;
