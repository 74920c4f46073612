import { callKey } from '../../core/hashes.ts';
import type { Completion, Model, ModelRequest } from '../../core/model.ts';
import { ModelError } from '../../errors/errors.ts';
import type { RecordedModel, Recording } from './recording.ts';

/**
 * Gives recorded answers again. A call is found by the key that it had when it was recorded: the same messages,
 * sampling settings and repeat number, asked of the recorded model.
 */
export class ReplayModel implements Model {
  readonly id: string;
  readonly endpoint: string;
  readonly remote = false;
  readonly #recording: Recording;
  readonly #sources: readonly RecordedModel[];

  constructor(id: string, endpoint: string, recording: Recording, sources: readonly RecordedModel[]) {
    this.id = id;
    this.endpoint = endpoint;
    this.#recording = recording;
    this.#sources = sources;
  }

  /** @throws ModelError `not-recorded`, which is not retried and stops no other call. */
  async complete(request: ModelRequest, signal: AbortSignal): Promise<Completion> {
    signal.throwIfAborted();
    for (const source of this.#sources) {
      const completion = this.#recording.completions.get(callKey(source, request));
      if (completion !== undefined) return completion;
    }
    throw new ModelError('The recording holds no answer to this question.', {
      reason: 'not-recorded',
      where: this.id,
      advice: 'It was recorded with other prompts, settings or scenarios, or the call had failed.',
    });
  }

  async close(): Promise<void> {}
}
