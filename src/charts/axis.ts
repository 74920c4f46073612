import type { FigureTheme } from './figure.ts';
import type { PanelBox } from './frame.ts';

/** Ends of axes, with a step between ticks that ends on them. */
const ends = [
  [0.05, 0.01],
  [0.1, 0.02],
  [0.2, 0.05],
  [0.4, 0.1],
  [0.6, 0.2],
  [0.8, 0.2],
  [1, 0.25],
] as const;

/** An axis of rates as far as these intervals reach, ending on a round number, so that small rates can be distinguished. */
export function percentAxis(highs: readonly (number | null)[]): AxisRange {
  const most = Math.max(0, ...highs.map((high) => high ?? 0));
  const [max, interval] = ends.find(([end]) => most <= end) ?? [1, 0.25];
  return { min: 0, max, interval };
}

export interface AxisRange {
  readonly min: number;
  readonly max: number;
  readonly interval: number;
}

/** A rate on an axis: `40%`. */
export function percentLabel(rate: number): string {
  return `${Number((100 * rate).toFixed(1))}%`;
}

/**
 * A name from outside as a label: one line, without characters that turn the direction of the text around them or
 * that XML cannot hold.
 */
export function plainLabel(text: string): string {
  return text
    .replaceAll(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g, '')
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .toWellFormed()
    .trim();
}

/** The axis of rates at the left of a panel; only the first of a line has labels. */
export function uprightRateAxis(
  gridIndex: number,
  { first }: PanelBox,
  range: AxisRange,
  theme: FigureTheme,
) {
  return {
    type: 'value' as const,
    gridIndex,
    ...range,
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { color: theme.faint, fontSize: 11, show: first, formatter: percentLabel },
    splitLine: { lineStyle: { color: theme.line } },
  };
}

/**
 * Names of models as labels: without provider and organisation where that leaves them different from each other.
 * @returns the label of each full name
 */
export function shortNames(models: readonly string[]): ReadonlyMap<string, string> {
  const short = models.map((model) =>
    plainLabel(
      model
        .slice(model.indexOf(':') + 1)
        .split('/')
        .at(-1) ?? model,
    ),
  );
  return new Map(
    models.map((model, i) => {
      const name = short[i] ?? '';
      const unique = name !== '' && short.filter((other) => other === name).length === 1;
      return [model, unique ? name : plainLabel(model)];
    }),
  );
}
