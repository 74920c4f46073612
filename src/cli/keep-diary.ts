import { HvsbError } from '../errors/hvsb-error.ts';
import { redact } from '../models/redact.ts';
import { secretsIn } from '../models/secrets-in.ts';
import { RunDiary } from '../stages/run-diary.ts';
import type { RunStore } from '../store/run-store.ts';
import type { CommandContext } from './command-context.ts';
import { packageVersion } from './package-version.ts';

/** Runs `work` with a diary in the store, which says in the end how it ended. */
export async function keepDiary<T>(
  context: CommandContext,
  store: RunStore,
  command: string,
  work: (diary: RunDiary) => Promise<T>,
): Promise<T> {
  const diary = new RunDiary(store, { command, version: packageVersion() });
  try {
    const result = await work(diary);
    await diary.close(context.interrupted);
    return result;
  } catch (error) {
    await diary.fail(redact(sentenceOf(error), secretsIn(context.environment)));
    throw error;
  }
}

function sentenceOf(error: unknown): string {
  if (error instanceof HvsbError) return error.message;
  return error instanceof Error ? `A fault in hvsb: ${error.message}` : 'A fault in hvsb';
}
