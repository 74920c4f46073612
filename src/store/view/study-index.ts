import type { JudgmentTable } from '../../core/judgment-table.ts';

/**
 * What lists of a study are searched by, in columns: all that counts, and no text. One byte a judgment, some twenty a
 * scenario and an explanation.
 */
export interface StudyIndex {
  /** Of the store when it was read. */
  readonly revision: number;
  readonly judgments: JudgmentTable;
  /** Number in the store by position in `judgments`; ascending. */
  readonly scenario: Uint32Array;
  readonly explanations: ExplanationColumns;
  /** For each condition that judges, explains or reads (by its number) the datasets that it counts for. */
  readonly counted: ReadonlyMap<number, ReadonlySet<string>>;
}

/** Explanations with a text that count, in the order of their scenarios. */
export interface ExplanationColumns {
  readonly explainers: readonly string[];
  /** Under which they were written. */
  readonly attacks: readonly string[];
  /** Explanations of the scenario at position p are first[p] to first[p + 1] - 1 in the following. */
  readonly first: Uint32Array;
  /** Number in the store. */
  readonly number: Uint32Array;
  readonly explainer: Uint16Array;
  readonly attack: Uint8Array;
  /** What raters made of them; readings that count. */
  readonly agrees: Uint16Array;
  readonly disagrees: Uint16Array;
}
