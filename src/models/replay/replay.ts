import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { DataError, HvsbError, UsageError } from '../../errors/errors.ts';
import type { OfflineProvider } from '../provider.ts';
import type { RecordedModel, Recording } from './recording.ts';

/**
 * Answers from recorded calls: `replay:calls.jsonl`, or `replay:calls.jsonl#openai:gpt-4o-mini` where the file
 * holds the calls of several models.
 */
export const replayProvider: OfflineProvider = {
  kind: 'offline',
  id: 'replay',
  title: 'Replay of recorded calls',
  example: 'calls.jsonl',
  endpoint: (model) => replayEndpoint(split(model).path),
  open: async ({ id, model }) => {
    const { path, wanted } = split(model);
    // Loaded when asked for: most runs replay nothing.
    const [{ readRecording }, { ReplayModel }] = await Promise.all([
      import('./recording.ts'),
      import('./replay-model.ts'),
    ]);
    const recording = await readRecording(path).catch((error: unknown) => {
      throw error instanceof HvsbError ? error : unreadableRecording(path, error);
    });
    return new ReplayModel(id, replayEndpoint(path), recording, chooseSources(recording, path, wanted));
  },
};

function split(model: string): { readonly path: string; readonly wanted: string | undefined } {
  const [path = '', wanted] = model.split(/#(?=[a-z-]+:)/);
  return { path, wanted };
}

// One model may have been recorded at two endpoints; two models would answer for one another.
function chooseSources(
  recording: Recording,
  path: string,
  wanted: string | undefined,
): readonly RecordedModel[] {
  const sources = recording.sources.filter((source) => wanted === undefined || source.id === wanted);
  const names = [...new Set(recording.sources.map((source) => source.id))];
  if (sources.length === 0) {
    throw new UsageError(`The recording holds no calls${wanted === undefined ? '' : ` of ${wanted}`}.`, {
      where: path,
      ...(names.length === 0 ? {} : { found: names.join(', ') }),
    });
  }
  if (new Set(sources.map((source) => source.id)).size > 1) {
    throw new UsageError('The recording holds calls of several models.', {
      where: path,
      found: names.join(', '),
      advice: `Say which one: replay:${path}#${names[0]}`,
    });
  }
  return sources;
}

const blockBytes = 1024 * 1024;

/**
 * Replaces the address of a recording: a hash of its bytes. So an edited recording is another endpoint, and
 * answers that were stored from the old one are not taken for its own.
 * @throws DataError where the file cannot be read
 */
export function replayEndpoint(path: string): string {
  const hash = createHash('sha256');
  const block = Buffer.alloc(blockBytes);
  try {
    const file = openSync(path, 'r');
    try {
      for (let size = readSync(file, block); size > 0; size = readSync(file, block)) {
        hash.update(block.subarray(0, size));
      }
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw unreadableRecording(path, error);
  }
  return `replay:${hash.digest('hex').slice(0, 16)}`;
}

/** The error for a recording that is not there. */
function unreadableRecording(path: string, cause: unknown): DataError {
  return new DataError('The recording cannot be read.', {
    where: path,
    cause,
    advice: 'Write one with: hvsb export --table calls --format jsonl --out FILE.',
  });
}
