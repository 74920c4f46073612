import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Scenario } from '../../core/scenario.ts';
import type { DatasetSource, LeftOutItem, ReadItem } from '../../datasets/dataset-source.ts';
import { DataError } from '../../errors/errors.ts';

/** Rows written for the test, in the dataset's official format. */
export interface DatasetFixtures {
  /** A name that the dataset recognises, without `.gz`. */
  readonly fileName: string;
  /** At least three rows; each gives at least one scenario, one of them a biased one. */
  readonly rows: readonly string[];
  /** A row that the format allows but the dataset does not, such as one that lacks a field. */
  readonly badRow: string;
  /** What a second copy of a row is: `invalid` where rows have ids, `left-out` where they have none. */
  readonly repeated: 'invalid' | 'left-out';
  /** The file that holds these rows. Default: one line each, after `header` if there is one. */
  readonly document?: (rows: readonly string[]) => string;
  readonly header?: string;
  /** Number that the row at an index (from 0) is reported with. Default: its line. */
  readonly rowNumber?: (index: number) => number;
  /** How an error names the row at an index. Default: `:` and its line. */
  readonly place?: (index: number) => string;
  /** False for a format that is one document and can only be read whole. Default: true. */
  readonly streams?: boolean;
}

export const readOptions = { preset: 'corrected' } as const;

/** A folder for the files of one check, and what the dataset reads from them. */
export class DatasetFixture {
  readonly source: DatasetSource;
  readonly fixtures: DatasetFixtures;
  readonly #folder: string;

  private constructor(source: DatasetSource, fixtures: DatasetFixtures, folder: string) {
    this.source = source;
    this.fixtures = fixtures;
    this.#folder = folder;
  }

  static async use(
    source: DatasetSource,
    fixtures: DatasetFixtures,
    check: (fixture: DatasetFixture) => Promise<void>,
  ): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'hvsb-dataset-'));
    try {
      await check(new DatasetFixture(source, fixtures, folder));
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  path(ending = ''): string {
    return join(this.#folder, this.fixtures.fileName + ending);
  }

  document(rows: readonly string[]): Buffer {
    const { document, header } = this.fixtures;
    if (document !== undefined) return Buffer.from(document(rows));
    return Buffer.from([...(header === undefined ? [] : [header]), ...rows, ''].join('\n'));
  }

  lineOf(index: number): number {
    const before = [this.fixtures.header, ...this.fixtures.rows.slice(0, index)].filter(
      (row) => row !== undefined,
    );
    return before.join('\n').split('\n').length + (before.length === 0 ? 0 : 1);
  }

  rowNumber(index: number): number {
    return this.fixtures.rowNumber?.(index) ?? this.lineOf(index);
  }

  place(index: number): string {
    return this.fixtures.place?.(index) ?? `:${this.lineOf(index)}`;
  }

  async read(content: Buffer, ending = ''): Promise<Reading> {
    await writeFile(this.path(ending), content);
    const items: ReadItem[] = [];
    for await (const item of this.source.read(this.path(ending), readOptions)) items.push(item);
    return {
      items,
      scenarios: items.flatMap((item) => (item.kind === 'scenario' ? [item.scenario] : [])),
      leftOut: items.flatMap((item) => (item.kind === 'left-out' ? [item.item] : [])),
      errors: items.flatMap((item) => (item.kind === 'invalid' ? [item.error] : [])),
    };
  }

  readRows(rows: readonly string[]): Promise<Reading> {
    return this.read(this.document(rows));
  }

  async failure(content: Buffer, ending = ''): Promise<DataError> {
    const outcome = await this.read(content, ending).catch((error: unknown) => error);
    assert.ok(outcome instanceof DataError, `a DataError was expected, not ${String(outcome)}`);
    return outcome;
  }
}

export interface Reading {
  readonly items: readonly ReadItem[];
  readonly scenarios: readonly Scenario[];
  readonly leftOut: readonly LeftOutItem[];
  readonly errors: readonly DataError[];
}
