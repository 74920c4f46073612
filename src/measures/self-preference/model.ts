import type { AgreementTable } from '../../core/tables.ts';
import {
  type LeastSquaresFit,
  ordinaryLeastSquares,
} from '../../stats/significance/ordinary-least-squares.ts';
import { signFlipTest } from '../../stats/significance/sign-flip-test.ts';

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

/** The three effects that the linear model tells: weights of `own` and of `sibling`. */
const preferenceEffects = {
  /** Own explanations against those of other families. */
  self: [1, 0],
  /** Own explanations against those of other models of the family. */
  selfOverFamily: [1, -1],
  /** Explanations of other models of the family against those of other families. */
  family: [0, 1],
} as const;

export type PreferenceEffectName = keyof typeof preferenceEffects;

const names = ['self', 'selfOverFamily', 'family'] as const satisfies readonly PreferenceEffectName[];

/** The estimates in the order self, selfOverFamily, family; null where the pairs do not tell it. */
export function preferenceEstimates(design: PreferenceDesign, sums: Float64Array): (number | null)[] {
  const fit = fitPreference(design, sums);
  return names.map((name) => {
    const contrast = contrastOf(design, name);
    return fit.weightsOf(contrast) === null ? null : dot(contrast, fit.coefficients);
  });
}

/**
 * The p value of one effect, by turning the signs of what each scenario adds to it beyond what is expected
 * where the effect is 0.
 *
 * @param totals of each scenario what `fitPreference` takes the sums of.
 */
export function preferenceP(
  design: PreferenceDesign,
  totals: Float64Array,
  sums: Float64Array,
  name: PreferenceEffectName,
  { permutations, seed }: { readonly permutations: number; readonly seed: number },
): number | null {
  const weights = fitPreference(design, sums).weightsOf(contrastOf(design, name));
  if (weights === null) return null;
  const cellCount = sums.length / 2;
  const without = fitPreference(withoutEffect(design, name), sums).coefficients;
  const expected = new Float64Array(cellCount);
  const weight = new Float64Array(cellCount);
  for (let cell = 0; cell < cellCount; cell += 1) {
    expected[cell] = sumAt(without, columnsOf(withoutEffect(design, name), cell));
    weight[cell] = sumAt(weights, columnsOf(design, cell));
  }
  const contributions = new Float64Array(totals.length / sums.length);
  for (let scenario = 0; scenario < contributions.length; scenario += 1) {
    const from = scenario * sums.length;
    for (let cell = 0; cell < cellCount; cell += 1) {
      const n = totals[from + cell] ?? 0;
      const beyond = (totals[from + cellCount + cell] ?? 0) - n * (expected[cell] ?? 0);
      contributions[scenario] = (contributions[scenario] ?? 0) + (weight[cell] ?? 0) * beyond;
    }
  }
  return signFlipTest({ contributions, permutations, seed });
}

function contrastOf(design: PreferenceDesign, name: PreferenceEffectName): Float64Array {
  const contrast = new Float64Array(columnCount(design));
  contrast.set(preferenceEffects[name], contrast.length - 2);
  return contrast;
}

/** The model in which the effect is 0. A column of zeros is as good as none. */
function withoutEffect(design: PreferenceDesign, name: PreferenceEffectName): PreferenceDesign {
  const none = new Uint8Array(design.own.length);
  switch (name) {
    case 'self':
      return { ...design, own: none };
    case 'family':
      return { ...design, sibling: none };
    case 'selfOverFamily':
      return {
        ...design,
        own: none,
        sibling: design.sibling.map((is, cell) => is || (design.own[cell] ?? 0)),
      };
  }
}

function sumAt(values: Float64Array, columns: readonly number[]): number {
  return columns.reduce((sum, column) => sum + (values[column] ?? 0), 0);
}

function dot(one: Float64Array, other: Float64Array): number {
  return one.reduce((sum, value, i) => sum + value * (other[i] ?? 0), 0);
}
