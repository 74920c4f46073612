/**
 * What became of a judgment that was answered. Only `biased` and `unbiased` enter a rate.
 * `refused`: the model declines; `filtered`: the provider's content filter; `unparsed`: text without a verdict.
 * An error is not among them: a call that failed has no answer yet and stays pending.
 */
export const outcomes = ['biased', 'unbiased', 'refused', 'filtered', 'unparsed'] as const;
/** One of `outcomes`. */
export type Outcome = (typeof outcomes)[number];

/** Number of judgments by outcome. `error`: asked, failed, and still without an answer. */
export type OutcomeCounts = Readonly<Record<Outcome | 'error', number>>;

/**
 * What became of a question for an explanation. `explained`: there is a text; `empty`: an answer with nothing
 * in it; `refused` and `filtered` as for a judgment. Only the first is rated by models and people.
 */
export const explanationOutcomes = ['explained', 'empty', 'refused', 'filtered'] as const;
export type ExplanationOutcome = (typeof explanationOutcomes)[number];

/** What became of the question whether a rater agrees with an explanation. Only `agree` and `disagree` enter a rate. */
export const agreementOutcomes = ['agree', 'disagree', 'refused', 'filtered', 'unparsed'] as const;
export type AgreementOutcome = (typeof agreementOutcomes)[number];

/** What a rater said beside its verdict, as far as it could be read. */
export interface AgreementReasons {
  readonly thought: string | null;
  readonly summary: string | null;
  readonly arguments: readonly string[];
}

/** The parser version of a label that no parser read: it came with its file, and `hvsb reparse` leaves it as it is. */
export const givenLabelVersion = -1;
