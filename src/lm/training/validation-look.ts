/** Losses at a look at the validation examples, in nats a token. */
export interface ValidationLook {
  /** Steps done by then. */
  readonly step: number;
  /** Mean over the steps since the look before. */
  readonly trainingLoss: number;
  readonly validationLoss: number;
}
