/** How likely a text is to a model, and where it comes from. */
export interface TextScore {
  readonly dataset: string;
  readonly model: string;
  /** Texts of a set are alike but for a name; the sets of one cluster are not independent. */
  readonly set: string;
  readonly cluster: string;
  /** Whether the text is as it was published; else a name in it was swapped. */
  readonly isPublished: boolean;
  /** Mean log-probability of the least likely share of the tokens. */
  readonly minK: number;
  /** The same of standardised log-probabilities; null where the model does not give all probabilities of a token. */
  readonly minKPlusPlus: number | null;
}
