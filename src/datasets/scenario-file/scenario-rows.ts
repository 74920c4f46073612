import { basename } from 'node:path';
import type { Scenario } from '../../core/scenario.ts';
import { DataError } from '../../errors/errors.ts';
import type { ReadItem } from '../dataset-source.ts';
import { checkRow, contentHash, repeatedId, toScenario } from '../formats/rows.ts';
import { type FileRecord, readRecords } from './read-records.ts';
import {
  knownColumns,
  type RowText,
  rowTexts,
  type ScenarioCells,
  scenarioCells,
  scenarioFields,
} from './scenario-fields.ts';
import { type ColumnMapping, planScenarioFile, type ScenarioFileOptions } from './scenario-file-plan.ts';

/** A row of a scenario file with the scenarios that it gives, or why it gives none. */
export type ScenarioRow =
  | {
      readonly kind: 'row';
      readonly row: number;
      readonly record: FileRecord;
      /** The row's own id, where it has one. */
      readonly id: string | null;
      readonly sourceId: string;
      readonly scenarios: readonly RowScenario[];
    }
  | Exclude<ReadItem, { kind: 'scenario' | 'question' }>;

export interface RowScenario {
  readonly scenario: Scenario;
  /** True where its text stood in the column `scenario_adv`. */
  readonly harder: boolean;
}

/**
 * Streams the rows of a scenario file, see `readScenarioFile`. Whether an id or a scenario stood in the file
 * before is not looked at.
 * @throws DataError where nothing more can be read, or no column holds a text
 */
export async function* scenarioRows(path: string, options: ScenarioFileOptions): AsyncGenerator<ScenarioRow> {
  const { columns } = await planScenarioFile(path, options);
  const stem = basename(path).replace(/(\.(csv|tsv|txt|jsonl|ndjson))?(\.gz)?$/i, '');
  for await (const read of readRecords(path)) {
    if (read.kind === 'invalid') {
      yield read;
      continue;
    }
    const { row, value } = read;
    const where = `${path}:${row}`;
    const checked = checkRow(scenarioCells, byField(value, columns), where);
    yield checked.kind === 'invalid'
      ? { ...checked, row }
      : scenarioRow({ cells: checked.value, record: value, row, path, stem, dataset: options.dataset });
  }
}

function byField(record: FileRecord, columns: ColumnMapping): FileRecord {
  return Object.fromEntries(
    scenarioFields.map((field) => {
      // In JSON Lines a later row may have other fields than the first.
      const column = columns[field] ?? knownColumns[field].find((name) => name in record);
      return [field, column === undefined ? null : record[column]];
    }),
  );
}

interface Row {
  readonly cells: ScenarioCells;
  readonly record: FileRecord;
  readonly row: number;
  readonly path: string;
  readonly stem: string;
  readonly dataset: string | undefined;
}

function scenarioRow(from: Row): ScenarioRow {
  const { cells, record, row, path } = from;
  const sourceId = sourceIdOf(from);
  const texts = rowTexts(cells);
  if (typeof texts === 'string') {
    const reason = `the row is without ${texts}`;
    return { kind: 'left-out', item: { file: path, row, sourceId, reason } };
  }
  const scenarios: RowScenario[] = [];
  for (const text of texts) {
    const scenario = scenarioOf(from, text, sourceId);
    const changed = changedSinceExport(from, scenario);
    if (changed !== null) return { kind: 'invalid', error: changed, row };
    scenarios.push({ scenario, harder: text.variant === 'scenario_adv' });
  }
  return { kind: 'row', row, record, id: cells.id, sourceId, scenarios };
}

function sourceIdOf({ cells, stem }: Row): string {
  if (cells.sourceId !== null) return cells.sourceId;
  const { id, sourceRow, ...said } = cells;
  return `${stem}:${id ?? contentHash(JSON.stringify(said))}`;
}

function scenarioOf(
  { cells, row, dataset, stem }: Row,
  { text, form, variant }: RowText,
  sourceId: string,
): Scenario {
  const gold = cells.gold ?? 'biased';
  return toScenario(
    {
      dataset: dataset ?? cells.dataset ?? stem,
      form: cells.form ?? form,
      category: cells.category ?? 'unspecified',
      variant: variantOf(cells.variant, variant),
      polarity: cells.polarity,
      gold,
      control: cells.control ?? gold === 'unbiased',
      cluster: cells.cluster ?? sourceId,
      group: cells.group,
      text,
      sourceId,
    },
    cells.sourceRow ?? row,
  );
}

function variantOf(said: string | null, own: string): string {
  if (said === null) return own;
  return own === 'scenario_adv' ? `${said}-adv` : said;
}

/** An exported row names its dataset and source; its id is then a hash of all that it says. */
function changedSinceExport({ cells, dataset, path, row }: Row, scenario: Scenario): DataError | null {
  const exported = cells.dataset !== null && cells.sourceId !== null && dataset === undefined;
  if (!exported || cells.id === null || cells.id === scenario.id) return null;
  return new DataError('The row is not as it was exported: its id belongs to another content.', {
    where: `${path}:${row}`,
    expected: `the id ${scenario.id}`,
    found: cells.id,
    advice: 'If the change was meant, remove the id column: scenarios are then named anew.',
  });
}

/**
 * Streams the scenarios of a file that was written elsewhere (CSV, TSV or JSON Lines, plain or `.gz`), or
 * exported by this program: then every field comes back, and the same ids. What the file does not say is
 * assumed as `planScenarioFile` notes; columns that are not known are passed over.
 * @throws DataError where nothing more can be read, or no column holds a text
 */
export async function* readScenarioFile(
  path: string,
  options: ScenarioFileOptions = {},
): AsyncGenerator<ReadItem> {
  const seen = new Map<string, number>();
  for await (const row of scenarioRows(path, options)) {
    if (row.kind === 'row') yield* newScenarios(row, path, seen);
    else yield row;
  }
}

function* newScenarios(
  { row, id, sourceId, scenarios }: Extract<ScenarioRow, { kind: 'row' }>,
  path: string,
  seen: Map<string, number>,
): Generator<ReadItem> {
  const repeated = id === null ? null : repeatedId(seen, `id ${id}`, row, (line) => `${path}:${line}`);
  if (repeated !== null) {
    yield { kind: 'invalid', error: repeated, row };
    return;
  }
  for (const { scenario } of scenarios) {
    const earlier = seen.get(scenario.id);
    seen.set(scenario.id, earlier ?? row);
    if (earlier === undefined) yield { kind: 'scenario', scenario };
    else {
      const reason = `the row says the same as line ${earlier}`;
      yield { kind: 'left-out', item: { file: path, row, sourceId, reason } };
    }
  }
}
