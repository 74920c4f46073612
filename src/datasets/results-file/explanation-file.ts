import { type ExplanationOutcome, explanationOutcomes } from '../../core/outcomes.ts';
import type { Scenario } from '../../core/scenario.ts';
import { scenarioFromWanted, type WantedScenario } from '../../core/wanted-scenario.ts';
import { DataError } from '../../errors/errors.ts';
import type { ReadItem } from '../dataset-source.ts';
import { noGold } from '../scenario-file/gold-labels.ts';
import { isNoAnswer, openResultTable, type ResultFileOptions, type ResultRow } from './result-table.ts';

/** What a file of explanations says beside its scenarios, and the names that the columns may have. */
const explanationColumns = {
  explanation: ['explanation', 'response'],
  explanation_adv: ['explanation_adv'],
  outcome: ['outcome'],
} as const;
type ExplanationField = keyof typeof explanationColumns;

/** How a file of explanations is read; all of it may be left out. */
export type ExplanationFileOptions = ResultFileOptions<ExplanationField>;

/** An explanation that was written elsewhere, of a scenario that is stored or as the row says it. */
export interface WantedExplanation {
  readonly scenario: WantedScenario;
  readonly model: string;
  readonly attack: string;
  /** From 0; null where the file does not say. */
  readonly repeat: number | null;
  /** As written in the file. */
  readonly response: string;
  /** Of an export: what this program read in the response, and the explanation's number. */
  readonly exported: { readonly outcome: ExplanationOutcome; readonly number: number } | null;
  readonly row: number;
  readonly where: string;
}

type NoResult = Exclude<ReadItem, { kind: 'scenario' | 'question' }>;

/** What the table of an opened file yields, in the order of the file. */
export type WantedExplanationItem =
  | { readonly kind: 'explanation'; readonly explanation: WantedExplanation }
  | NoResult;

/** A file of explanations, opened. */
export interface ExplanationTableFile {
  rows(): AsyncIterable<WantedExplanationItem>;
  /** What is assumed of scenarios that are new, as sentences to the user; of all rows that were read so far. */
  readonly assumptions: readonly string[];
  /** What is odd, likewise. */
  readonly oddities: readonly string[];
}

/**
 * Opens a table of explanations that were written elsewhere. Its scenarios are read as `readScenarioFile` reads them, or
 * named by an id that is stored; one may come in several rows. Explanations are in the column `explanation`, or as a
 * model gave them in `response`. A row with `scenario_adv` and `explanation_adv` gives two. A cell that is empty,
 * or has what programs write for a missing value, is no explanation.
 * @throws DataError where nothing can be read, no column holds explanations, or nothing says which model wrote them
 */
export async function openExplanationFile(
  path: string,
  options: ExplanationFileOptions = {},
): Promise<ExplanationTableFile> {
  const table = await openResultTable(path, explanationColumns, options);
  const { header } = table;
  // In an export `explanation` is a number, and the words are in `text`.
  const isExport = ['explanation', 'scenario_id', 'outcome', 'text'].every((column) =>
    header.includes(column),
  );
  const { explanation } = table.columns;
  if (explanation === undefined) throw noExplanations(path, header);
  const reading = { path, isExport };
  return {
    rows: () => explanations(isExport ? withText(path, options) : table.rows(), reading),
    get assumptions() {
      return table.assumptions;
    },
    get oddities() {
      return table.oddities;
    },
  };
}

async function* withText(
  path: string,
  options: ExplanationFileOptions,
): AsyncGenerator<ResultRow<ExplanationField> | NoResult> {
  const columns = { ...options.columns, explanation: 'text', explanation_adv: 'explanation' };
  const table = await openResultTable<ExplanationField>(path, explanationColumns, { ...options, columns });
  yield* table.rows();
}

interface Reading {
  readonly path: string;
  readonly isExport: boolean;
}

async function* explanations(
  rows: AsyncIterable<ResultRow<ExplanationField> | NoResult>,
  reading: Reading,
): AsyncGenerator<WantedExplanationItem> {
  for await (const read of rows) {
    if (read.kind !== 'row') {
      yield read;
      continue;
    }
    try {
      yield* ofRow(read, reading);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      yield { kind: 'invalid', error, row: read.row };
    }
  }
}

function* ofRow(
  read: ResultRow<ExplanationField>,
  { path, isExport }: Reading,
): Generator<WantedExplanationItem> {
  const { row, where, model, attack, repeat } = read;
  const said = { model, attack, repeat, row, where };
  if (isExport) {
    const [first] = read.scenarios;
    if (first === undefined) return;
    const exported = {
      outcome: outcomeOf(read.cell('outcome'), where),
      number: Number(read.cell('explanation_adv')),
    };
    const response = read.cell('explanation');
    yield { kind: 'explanation', explanation: { ...said, scenario: first.wanted, response, exported } };
    return;
  }
  for (const { wanted: scenario, harder } of read.scenarios) {
    const response = read.cell(harder ? 'explanation_adv' : 'explanation');
    if (!isNoAnswer(response)) {
      yield { kind: 'explanation', explanation: { ...said, scenario, response, exported: null } };
    } else {
      const reason = `the ${harder ? 'harder scenario' : 'scenario'} is without an explanation`;
      const sourceId = scenario.content?.sourceId ?? '';
      yield { kind: 'left-out', item: { file: path, row, sourceId, reason } };
    }
  }
}

function outcomeOf(cell: string, where: string): ExplanationOutcome {
  const outcome = explanationOutcomes.find((each) => each === cell);
  if (outcome !== undefined) return outcome;
  throw new DataError('The outcome is none that is known.', {
    where,
    expected: explanationOutcomes.join(', '),
    found: JSON.stringify(cell).slice(0, 100),
    advice: 'Export the explanations again.',
  });
}

function noExplanations(path: string, header: readonly string[]): DataError {
  return new DataError('No column holds explanations.', {
    where: path,
    expected: explanationColumns.explanation.join(' or '),
    found: header.join(', ').slice(0, 200),
    advice: 'Say which column it is, for example "--column explanation=your_column".',
  });
}

/** An explanation that was written elsewhere. */
export interface FileExplanation {
  readonly scenario: Scenario;
  readonly model: string;
  /** As written in the file. */
  readonly response: string;
}

/** What the reader yields, in the order of the file. */
export type ReadExplanationItem =
  | { readonly kind: 'explanation'; readonly explanation: FileExplanation }
  | NoResult;

/**
 * Streams the explanations of a file that was written elsewhere, see `openExplanationFile`, without a store: each row
 * needs the text and the gold label of its scenario.
 * @throws DataError where nothing more can be read, no column holds explanations, or nothing says which model wrote them
 * @example
 * for await (const item of readExplanationFile('explanations.csv', { model: 'openai:gpt-4o' })) {
 *   if (item.kind === 'explanation') console.log(item.explanation.model);
 * }
 */
export async function* readExplanationFile(
  path: string,
  options: ExplanationFileOptions = {},
): AsyncGenerator<ReadExplanationItem> {
  const { rows } = await openExplanationFile(path, options);
  for await (const item of rows()) {
    if (item.kind !== 'explanation') {
      yield item;
      continue;
    }
    const { scenario: wanted, model, response, row, where } = item.explanation;
    const scenario = scenarioFromWanted(wanted);
    if (scenario === null) yield { kind: 'invalid', error: noGold(where), row };
    else yield { kind: 'explanation', explanation: { scenario, model, response } };
  }
}
