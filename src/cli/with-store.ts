import { UsageError } from '../errors/errors.ts';
import type { RunRecorder } from '../stages/run-recorder.ts';
import type { LockOptions, Store, StoreOptions } from '../store/contract/store.ts';
import { mayBeStore, openStore, shownLocation, storeLocation } from '../store/open-store.ts';
import { recordRun, type StudyRuntime } from '../study/runtime.ts';

type Work<T> = (store: Store) => Promise<T>;

/** A database on another machine is waited for, which somebody who watches wants to know. */
const waiting: StoreOptions = { onWait: (message) => process.stderr.write(`${message}\n`) };

/** Lets other programs that only add answers write, too, where the store allows it. */
export const besideOthers: LockOptions = { isShared: true };

/** Runs `work` with the store that `--store` names (default `hvsb.db` here), made if it is not there, holding the writer's lock. */
export async function withWritableStore<T>(
  path: string | undefined,
  purpose: string,
  work: Work<T>,
  options: StoreOptions & LockOptions = {},
): Promise<T> {
  const store = await openStore(storePath(path), { ...waiting, ...options });
  try {
    const lock = await store.lock(purpose, options);
    try {
      return await work(store);
    } finally {
      await lock.release();
    }
  } finally {
    await store.close();
  }
}

/** As `withWritableStore`, for what makes no sense on an empty store. */
export async function withExistingStore<T>(
  path: string | undefined,
  purpose: string,
  work: Work<T>,
  options: LockOptions = {},
): Promise<T> {
  requireStore(path);
  return withWritableStore(path, purpose, work, { create: false, ...options });
}

/** Runs `work` with a store that has to be there already; others may be writing it meanwhile. */
export async function withReadableStore<T>(path: string | undefined, work: Work<T>): Promise<T> {
  const store = await openStore(readableStorePath(path), { readOnly: true, ...waiting });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** A dry run only reads, so it neither needs nor takes the writer's lock, and keeps no run recorder. */
export function withStoreForCalls<T>(
  runtime: StudyRuntime,
  options: { readonly store?: string; readonly dryRun?: boolean },
  command: string,
  work: (store: Store, recorder: RunRecorder | null) => Promise<T>,
): Promise<T> {
  return options.dryRun === true
    ? withReadableStore(options.store, (store) => work(store, null))
    : withExistingStore(
        options.store,
        command,
        (store) => recordRun(runtime, store, command, (recorder) => work(store, recorder)),
        besideOthers,
      );
}

/** Where a store lies that has to be there already. */
export function readableStorePath(path: string | undefined): string {
  requireStore(path);
  return storePath(path);
}

/** Where the store that `--store` names lies. */
export function storePath(path: string | undefined): string {
  return storeLocation(path ?? 'hvsb.db');
}

function requireStore(path: string | undefined): void {
  if (mayBeStore(storePath(path))) return;
  throw new UsageError('There is no results file here.', {
    where: shownLocation(path ?? 'hvsb.db'),
    advice: 'Name it with --store FILE, or make one with "hvsb prepare --dataset NAME".',
  });
}
