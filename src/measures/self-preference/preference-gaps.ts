import type { PreferenceDesign } from './preference-design.ts';

/** What one rater makes of explanations, as mean rates over explainers, each explainer counting alike. */
export interface RaterGap {
  readonly own: number | null;
  readonly others: number | null;
  /** `own` - `others`; null where one of them is undefined. */
  readonly gap: number | null;
  /** Other models of the family less models of other families. */
  readonly familyGap: number | null;
}

/** The raw gaps of each rater. `sums`: of each pair the verdicts, then of each pair the number of AGREE. */
export function preferenceGaps(design: PreferenceDesign, sums: Float64Array): RaterGap[] {
  return Array.from(design.explainerOfRater, (_, rater) => gapOf(design, sums, rater));
}

function gapOf(design: PreferenceDesign, sums: Float64Array, rater: number): RaterGap {
  const { explainerCount, raterCount } = design;
  const own = new Mean();
  const siblings = new Mean();
  const strangers = new Mean();
  const others = new Mean();
  for (let explainer = 0; explainer < explainerCount; explainer += 1) {
    const cell = explainer * raterCount + rater;
    const n = sums[cell] ?? 0;
    if (n === 0) continue;
    const rate = (sums[explainerCount * raterCount + cell] ?? 0) / n;
    if (design.own[cell] === 1) own.add(rate);
    else {
      others.add(rate);
      (design.sibling[cell] === 1 ? siblings : strangers).add(rate);
    }
  }
  return {
    own: own.value,
    others: others.value,
    gap: difference(own.value, others.value),
    familyGap: difference(siblings.value, strangers.value),
  };
}

class Mean {
  #sum = 0;
  #count = 0;

  add(value: number): void {
    this.#sum += value;
    this.#count += 1;
  }

  get value(): number | null {
    return this.#count === 0 ? null : this.#sum / this.#count;
  }
}

function difference(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : one - other;
}
