import type { Finish } from '../model.ts';

/** An answer as it came. In lists a text beyond 20,000 characters is cut; /api/view/calls/:number has the whole. */
export interface CallView {
  readonly number: number;
  readonly text: string;
  /** Of the whole text, in UTF-16 units: larger than `text.length` where it is cut. */
  readonly textLength: number;
  readonly reasoning: string | null;
  readonly reasoningLength: number;
  readonly finish: Finish;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly servedModel: string | null;
  /** Sampling settings that the model did not accept. */
  readonly notAccepted: readonly string[];
  readonly latencyMs: number;
  readonly attempts: number;
  /** Milliseconds since 1970. */
  readonly answeredAt: number;
}
