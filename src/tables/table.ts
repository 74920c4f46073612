/** A cell may have a short form for narrow terminals; Markdown always has the long one. */
export type Cell = string | LongCell;

export interface LongCell {
  readonly text: string;
  readonly short: string;
  /** Letters of significance: raised where that can be shown, else behind the text. */
  readonly letters?: string;
}

export interface Column {
  readonly label: string;
  /** Text is left-aligned and may wrap, numbers are right-aligned and do not. Left if absent. */
  readonly align?: 'left' | 'right';
  /** May be left out of a narrow terminal: before cells are shortened, or only after. Never if absent. */
  readonly expendable?: 'first' | 'last';
}

/** A heading between rows. */
export interface Section {
  readonly section: string;
}

/** What is shown, before it is known how. */
export interface Table {
  readonly title: string;
  /** How to read it, in a sentence or two. */
  readonly lead?: string;
  readonly columns: readonly Column[];
  /** A row has a cell for each column. */
  readonly rows: readonly (readonly Cell[] | Section)[];
  readonly notes?: readonly string[];
  /** Too narrow for all columns: go on below with the columns that are left, the first one repeated. */
  readonly splits?: boolean;
}
