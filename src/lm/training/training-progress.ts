/** Where a training run stands after a step. */
export interface TrainingProgress {
  /** Steps that are done. */
  readonly step: number;
  readonly steps: number;
  /** Mean cross-entropy of the step's completions, in nats a token. */
  readonly loss: number;
  readonly learningRate: number;
  /** Norm of the gradient before clipping. */
  readonly gradientNorm: number;
  /** Without padding, since the run or its resumption started. */
  readonly tokensPerSecond: number;
  readonly secondsLeft: number;
  /** Null where this step did not look at the validation examples. */
  readonly validationLoss: number | null;
}
