import type { CopiedRows, CopiedTable } from '../sql/copied-tables.ts';
import type { Perform } from '../sql/database.ts';
import type { Steps } from '../sql/steps.ts';

/** A store that is copied from. */
export interface CopySource {
  /** Everything read inside is of one moment. */
  reading<T>(work: (perform: Perform) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** A store that is copied to; nobody else writes to it meanwhile. */
export interface CopyTarget {
  /** As the user would name it. */
  readonly location: string;
  /** All or nothing. */
  writing<T>(work: (perform: Perform) => Promise<T>): Promise<T>;
  insert(table: CopiedTable, rows: CopiedRows): Steps<void>;
  /** After all rows: what the database keeps beside the tables. */
  finish(): Steps<void>;
  close(): Promise<void>;
}
