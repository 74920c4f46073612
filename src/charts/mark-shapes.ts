/** Symbols by series: they differ where colours cannot be told apart. */
export const markShapes = ['circle', 'diamond', 'triangle', 'rect'] as const;
export type MarkShape = (typeof markShapes)[number];

/** The symbol of the n-th series. */
export function markShape(series: number): MarkShape {
  return markShapes[series % markShapes.length] ?? 'circle';
}
