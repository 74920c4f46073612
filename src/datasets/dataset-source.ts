import type { Form, Scenario } from '../core/scenario.ts';
import type { PublishedFile } from '../download/verify.ts';
import type { DataError } from '../errors/errors.ts';

/** Where a dataset comes from, under which licence, and how to cite it. */
export interface Publication {
  readonly homepage: string;
  /** Commit or revision that the URLs name. */
  readonly revision: string;
  readonly licence: string;
  /** One BibTeX entry. */
  readonly citation: string;
  readonly files: readonly PublishedFile[];
}

/** `corrected`: this project's reading. `as-published`: the choices of the reference study, faults included. */
export const presets = ['corrected', 'as-published'] as const;
export type Preset = (typeof presets)[number];

export interface ReadOptions {
  readonly preset: Preset;
  /** CrowS-Pairs: least number of annotators (0 to 5) who chose the pair's own bias type. */
  readonly minAnnotatorAgreement?: number;
}

/** An item that is well-formed but gives no scenario, with the reason. */
export interface LeftOutItem {
  readonly file: string;
  readonly row: number;
  readonly sourceId: string;
  readonly reason: string;
}

/** What a reader yields, in the order of the file. An invalid row does not end the stream: the caller decides. */
export type ReadItem =
  | { readonly kind: 'scenario'; readonly scenario: Scenario }
  | { readonly kind: 'left-out'; readonly item: LeftOutItem }
  | { readonly kind: 'invalid'; readonly error: DataError; readonly row: number };

/** About how much a whole dataset gives, for plans that are made before it is on the machine. */
export interface DatasetSize {
  readonly biased: number;
  readonly controls: number;
  /** Mean length of a scenario's text. */
  readonly textBytes: number;
  /** Statements of each bias category, the same number in each direction; absent where there are none. */
  readonly statementsByCategory?: readonly number[];
  /** Questions that models can be asked to answer; absent where there are none. */
  readonly questions?: number;
}

/** A dataset: its publication and a streaming reader of its official format. To add one, see docs/add-a-dataset.md. */
export interface DatasetSource {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** Forms that `read` gives. Emulated scenarios are not read but written by `hvsb emulate`. */
  readonly forms: readonly Form[];
  readonly publication: Publication;
  /** Absent where nobody counted. */
  readonly size?: DatasetSize;
  /** Whether a file of this name (without `.gz`) belongs to the dataset. */
  recognises(fileName: string): boolean;
  /**
   * Streams one file (plain or `.gz`), holding no more than a row or what one JSON document needs.
   * @throws DataError where nothing more can be read: not UTF-8, not JSON, a missing column.
   */
  read(path: string, options: ReadOptions): AsyncIterable<ReadItem>;
}
