/** What a statement gave, as pg reads it by itself: a row is an object by its columns. */
export interface SharedRows {
  // Each statement knows its own columns.
  // biome-ignore lint/suspicious/noExplicitAny: pg's own type of a row
  readonly rows: any[];
}

/**
 * The database of a store that several processes write to at once, for what they agree on beside the results: who works on
 * what. Absent where one process writes at a time. Its statements are asked again after a lost connection, so that doing one
 * twice has to be doing it once.
 */
export interface SharedDatabase {
  /** Schema of the store's tables. */
  readonly schema: string;
  /** As the user would name it, without a password. */
  readonly location: string;
  /** SQL with `$1` for parameters; without them several statements. @throws StoreError, or the database's own error */
  query(text: string, values?: readonly unknown[]): Promise<SharedRows>;
  /**
   * Calls `heard` with what others notify, until stopped, in a session of its own.
   * @param begun called with the session's number, and again whenever a lost one was replaced: something may have been missed
   * @returns a function that stops
   */
  listen(
    channel: string,
    heard: (payload: string) => void,
    begun: (session: number, isAgain: boolean) => void,
  ): Promise<() => Promise<void>>;
}
