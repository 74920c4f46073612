import { hostname } from 'node:os';
import { StoreError } from '../../errors/errors.ts';

/** A process that holds a store. */
export interface LockHolder {
  readonly pid: number;
  /** Null is this machine. */
  readonly host: string | null;
  readonly purpose: string;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** The error of a writer that came second. */
export function heldBy(holder: LockHolder | undefined, location: string): StoreError {
  const advice =
    'Wait until it ends, or end it: the lock goes with the process. Reading is possible meanwhile.';
  if (holder === undefined)
    return new StoreError('The store is held by another process.', { where: location, advice });
  const elsewhere = holder.host === null || holder.host === hostname() ? '' : ` on ${holder.host}`;
  return new StoreError(
    `The store is held by process ${holder.pid}${elsewhere} (${holder.purpose}, since ${clock(holder.since)}).`,
    { where: location, advice },
  );
}

/** Local time of day, with the date where that is not today. */
function clock(since: number): string {
  const time = new Date(since);
  const ofDay = time.toTimeString().slice(0, 8);
  return time.toDateString() === new Date().toDateString() ? ofDay : `${time.toDateString()} ${ofDay}`;
}
