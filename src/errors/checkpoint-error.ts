import { HvsbError } from './hvsb-error.ts';

/** A model's folder lacks a file or tensor, holds one that is damaged, or is of a kind that is not supported. */
export class CheckpointError extends HvsbError {
  override readonly name = 'CheckpointError';
}
