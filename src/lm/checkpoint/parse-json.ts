import { CheckpointError } from '../../errors/errors.ts';

/**
 * A checkpoint's JSON text as a value.
 * @throws CheckpointError that names the file.
 */
export function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CheckpointError('The file is not JSON.', {
      where,
      found: cause instanceof Error ? cause.message : String(cause),
      advice: 'Fetch or write the checkpoint again.',
      cause,
    });
  }
}
