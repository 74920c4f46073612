import type { Question } from '../core/question.ts';
import type { Form, Scenario } from '../core/scenario.ts';
import type { PublishedFile } from '../download/verify.ts';
import { type DataError, UsageError } from '../errors/errors.ts';
import type { FileOptions } from './formats/text.ts';

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
/** One of `presets`. */
export type Preset = (typeof presets)[number];

/** How a dataset is read. */
export interface ReadOptions {
  readonly preset: Preset;
  /** Language of the texts, a BCP 47 tag, for files that do not say; taken over by `readDataset`. */
  readonly language?: string;
  /** Values of the settings that only this dataset has, by name; checked by `readDataset`. */
  readonly settings?: Readonly<Record<string, number>>;
  /** How the files are written, where that is not found out from them. */
  readonly file?: FileOptions;
}

/** A setting that only one dataset has: a whole number. */
export interface SourceSetting {
  /** In camel case: a key under `settings` of a study file, and `--in-kebab-case` of `hvsb prepare`. */
  readonly name: string;
  readonly description: string;
  readonly least: number;
  readonly most: number;
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
  /** The dataset's own question, for models that are asked to answer it. */
  | { readonly kind: 'question'; readonly question: Question }
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
  /** Absent where there are none of its own. */
  readonly settings?: readonly SourceSetting[];
  /** Names of published files that are not read themselves: the reader looks something up in them, beside its file. */
  readonly companions?: readonly string[];
  /** Whether a file of this name (without `.gz`) belongs to the dataset and is read. */
  recognises(fileName: string): boolean;
  /**
   * Streams one file (plain or `.gz`) in one pass, holding no more than a row or what one JSON document needs.
   * @throws DataError where nothing more can be read: not UTF-8, not JSON, a missing column.
   */
  read(path: string, options: ReadOptions): AsyncIterable<ReadItem>;
}

/**
 * Checks a dataset of one's own and gives it back, for `defineConfig` and `readDataset`.
 *
 * @example
 * const parables = defineDataset({
 *   id: 'parables', title: 'Parables', description: 'Short tales.', forms: ['statement'],
 *   publication: { homepage: 'https://example.org', revision: '1', licence: 'MIT', citation: '', files: [] },
 *   recognises: (name) => name === 'parables.jsonl',
 *   read: (path) => readScenarioFile(path, { dataset: 'parables' }),
 * });
 * @throws UsageError where the id could not be typed in a command
 */
export function defineDataset(source: DatasetSource): DatasetSource {
  if (/^[a-z0-9][a-z0-9._-]*$/.test(source.id)) return source;
  throw new UsageError('The id of a dataset cannot be used.', {
    expected: 'lower-case letters, digits, ".", "_" and "-"',
    found: JSON.stringify(source.id) ?? 'nothing',
    advice: "For example id: 'my-dataset'.",
  });
}
