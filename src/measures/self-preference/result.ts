import { measureId } from '../measure.ts';

/** A difference of agreement rates with its 95 % bootstrap interval over scenarios; null where undefined. */
export interface PreferenceEstimate {
  readonly estimate: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export interface PreferenceEffect extends PreferenceEstimate {
  /** Two-sided, by permutation. */
  readonly p: number | null;
}

export interface RaterPreference extends PreferenceEstimate {
  readonly rater: string;
  /** Agreement with its own explanations. */
  readonly own: number | null;
  /** Mean of its agreement with each other explainer. */
  readonly others: number | null;
}

export interface SelfPreference {
  readonly self: {
    /** Own less mean of others, averaged over the raters that explained too. */
    readonly gap: PreferenceEstimate;
    /** Own against other families, with explainers and raters held equal. */
    readonly interaction: PreferenceEffect;
    /** Own against other models of the family, likewise. */
    readonly interactionOverFamily: PreferenceEffect;
  };
  readonly family: {
    /** Other models of the family less other families, averaged over raters with both. */
    readonly gap: PreferenceEstimate;
    readonly interaction: PreferenceEffect;
  };
  /** The raw gap of each rater. */
  readonly raters: readonly RaterPreference[];
  /** Verdicts. */
  readonly n: number;
  /** Scenarios with a verdict. */
  readonly scenarios: number;
}

export const selfPreferenceId = measureId<SelfPreference>('self-preference');
