/**
 * Whether people can rate through this server now. `held`: another process (a run) writes to the store, and `message`
 * says which; ratings are answered with 423 and wait in the page until it ends. `nothing`: there is no explanation to
 * rate yet. `read-only`: the store may not be written.
 */
export interface RatingState {
  readonly state: 'ready' | 'held' | 'nothing' | 'read-only';
  /** A sentence for the reader; null when ready. */
  readonly message: string | null;
}
