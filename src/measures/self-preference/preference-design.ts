import type { AgreementTable } from '../../core/agreement-table.ts';
import { type LeastSquaresFit, ordinaryLeastSquares } from '../../stats/ordinary-least-squares.ts';

/** The pairs of explainer and rater, numbered `explainer * raterCount + rater`, by how the two are related. */
export interface PreferenceDesign {
  readonly explainerCount: number;
  readonly raterCount: number;
  /** 1 where the rater reads its own explanations. */
  readonly own: Uint8Array;
  /** 1 where it reads those of another model of its family. */
  readonly sibling: Uint8Array;
  /** Number of the explainer of each rater; -1 where the rater explained nothing. */
  readonly explainerOfRater: Int32Array;
}

export function preferenceDesign(
  { explainers, raters }: Pick<AgreementTable, 'explainers' | 'raters'>,
  familyOf: (model: string) => string,
): PreferenceDesign {
  const cells = explainers.flatMap((explainer) => raters.map((rater) => [explainer, rater] as const));
  return {
    explainerCount: explainers.length,
    raterCount: raters.length,
    own: Uint8Array.from(cells, ([explainer, rater]) => (explainer === rater ? 1 : 0)),
    sibling: Uint8Array.from(cells, ([explainer, rater]) =>
      explainer !== rater && familyOf(explainer) === familyOf(rater) ? 1 : 0,
    ),
    explainerOfRater: Int32Array.from(raters, (rater) => explainers.indexOf(rater)),
  };
}

/**
 * The linear model agree ~ explainer + rater + own + sibling. Columns: a dummy for each explainer, for each
 * rater, then `own`, then `sibling`.
 *
 * @param sums of each pair the number of verdicts, then of each pair the number of AGREE.
 */
export function fitPreference(design: PreferenceDesign, sums: Float64Array): LeastSquaresFit {
  const { explainerCount, raterCount } = design;
  const cellCount = explainerCount * raterCount;
  const size = columnCount(design);
  const gram = new Float64Array(size * size);
  const moments = new Float64Array(size);
  for (let cell = 0; cell < cellCount; cell += 1) {
    const n = sums[cell] ?? 0;
    if (n === 0) continue;
    const columns = columnsOf(design, cell);
    for (const i of columns) {
      moments[i] = (moments[i] ?? 0) + (sums[cellCount + cell] ?? 0);
      for (const j of columns) gram[i * size + j] = (gram[i * size + j] ?? 0) + n;
    }
  }
  return ordinaryLeastSquares(gram, moments);
}

export function columnCount({ explainerCount, raterCount }: PreferenceDesign): number {
  return explainerCount + raterCount + 2;
}

/** The columns that are 1 for a pair; all others are 0. */
export function columnsOf(design: PreferenceDesign, cell: number): number[] {
  const { explainerCount, raterCount } = design;
  const columns = [Math.floor(cell / raterCount), explainerCount + (cell % raterCount)];
  if (design.own[cell] === 1) columns.push(explainerCount + raterCount);
  if (design.sibling[cell] === 1) columns.push(explainerCount + raterCount + 1);
  return columns;
}
