import { type Outcome, outcomes } from '../../core/outcomes.ts';
import type { WantedScenario } from '../../core/wanted-scenario.ts';
import { DataError } from '../../errors/errors.ts';
import type { ReadItem } from '../dataset-source.ts';
import { findColumn } from '../formats/columns.ts';
import { openTable } from '../formats/read-table.ts';
import { columnsOfTable } from '../scenario-file/table-columns.ts';
import { isNoAnswer, openResultTable, type ResultFileOptions, type ResultRow } from './result-table.ts';

/** What a file of judgments says beside its scenarios, and the names that the columns may have. */
const judgmentColumns = {
  response: ['response', 'output', 'model_output', 'model_response'],
  verdict: ['verdict', 'outcome', 'judgment', 'judgement'],
  promptPack: ['prompt_pack'],
} as const;

/** How a file of judgments is read; all of it may be left out. */
export interface JudgmentFileOptions extends ResultFileOptions<keyof typeof judgmentColumns> {
  /** People may skip a scenario: a row without a verdict is one, and no error. */
  readonly mayBeSkipped?: boolean;
}

/** A judgment that was made elsewhere. */
export interface FileJudgment {
  readonly scenario: WantedScenario;
  readonly model: string;
  readonly attack: string;
  /** From 0; null where the file does not say. */
  readonly repeat: number | null;
  /** As written in the file; null where it has no column of responses, or nothing in it. */
  readonly response: string | null;
  /** Where the file says it itself. */
  readonly verdict: Outcome | null;
  /** That the row has neither: whether the model said nothing or was not reached, nobody knows. */
  readonly error?: string;
  /** The prompt pack that the judge was asked with, where the file says it. */
  readonly condition?: { readonly promptPack?: string };
  readonly row: number;
  readonly where: string;
}

/** What the reader yields, in the order of the file. */
export type ReadJudgmentItem =
  | { readonly kind: 'judgment'; readonly judgment: FileJudgment }
  | Exclude<ReadItem, { kind: 'scenario' | 'question' }>;

/** A file of judgments, opened. */
export interface JudgmentTableFile {
  /** Columns that the user named, and the one that was found to hold the texts. */
  readonly mapping: Readonly<Partial<Record<string, string>>>;
  rows(): AsyncIterable<ReadJudgmentItem>;
  /** What is assumed of scenarios that are new, as sentences to the user; of all rows that were read so far. */
  readonly assumptions: readonly string[];
  /** What is odd, likewise. */
  readonly oddities: readonly string[];
}

/**
 * Opens a table of judgments that were made elsewhere: a scenario (or the id of one that is stored), the model's response
 * or its verdict, and where they differ the model, the attack and the repeat.
 * @throws DataError where nothing can be read, no column holds responses or verdicts, or nothing says which model gave them
 * @example
 * const { rows } = await openJudgmentFile('judgments.csv', { model: 'openai:gpt-4o' });
 * for await (const item of rows()) if (item.kind === 'judgment') console.log(item.judgment.response);
 */
export async function openJudgmentFile(
  path: string,
  options: JudgmentFileOptions = {},
): Promise<JudgmentTableFile> {
  const { columns = {} } = options;
  const proposed = await proposedText(path, options);
  const isTextAssumed = proposed.scenario !== undefined || options.isTextAssumed === true;
  const mapping = { ...proposed, ...columns };
  const table = await openResultTable<keyof typeof judgmentColumns>(path, judgmentColumns, {
    ...options,
    columns: mapping,
    isTextAssumed,
  });
  const { response, verdict, promptPack } = table.columns;
  if (response === undefined && verdict === undefined) throw noResponse(path, table.header);
  // This program reads responses itself; what an export says of them was read by it, too.
  const isExport = ['scenario_id', 'outcome', 'response'].every((column) => table.header.includes(column));
  const uses = {
    response: response !== undefined,
    verdict: response === undefined || isExport,
    otherVerdict: verdict !== undefined,
    // Answers of other programs may well be empty: those say how they ended.
    emptyAnswers: options.table !== undefined,
    promptPack: promptPack !== undefined,
    mayBeSkipped: options.mayBeSkipped === true,
  };
  const unused = verdict !== undefined && !uses.verdict ? [unusedVerdicts(verdict)] : [];
  return {
    mapping,
    rows: () => judgments(table.rows(), uses),
    get assumptions() {
      const { scenario } = proposed;
      const taken = scenario === undefined ? [] : [`The texts are taken from the column "${scenario}".`];
      return [...taken, ...unused, ...table.assumptions];
    },
    get oddities() {
      return table.oddities;
    },
  };
}

/** Rows that the column is found from. */
const firstRows = 1000;

/** Names of columns that hold the text where none has a name that scenarios have. */
const possibleTexts = ['text', 'sentence', 'passage', 'input', 'prompt'];

/** The column of a table that may hold the text, where no other column does and the user names none. */
async function proposedText(
  path: string,
  { columns = {}, file, table }: JudgmentFileOptions,
): Promise<{ readonly scenario?: string }> {
  if (textFields.some((field) => columns[field] !== undefined)) return {};
  const header = await columnsOfTable(table ?? (await openTable(path, file)), path, firstRows);
  const has = (name: string) => findColumn(header, [name], path);
  if (textFields.some((field) => field !== 'prompt' && has(field) !== undefined)) return {};
  const scenario = possibleTexts.map(has).find((column) => column !== undefined);
  return scenario === undefined ? {} : { scenario };
}

const textFields = ['scenario', 'scenario_adv', 'statement', 'context', 'prompt', 'completion'] as const;

function unusedVerdicts(column: string): string {
  return `The verdicts are read from the answers, and "${column}" counts only where a row has none; "--column response=" takes it everywhere.`;
}

const withoutAnswer = 'The file has no answer in this row.';

async function* judgments(
  rows: AsyncIterable<
    ResultRow<keyof typeof judgmentColumns> | Exclude<ReadItem, { kind: 'scenario' | 'question' }>
  >,
  uses: {
    readonly response: boolean;
    readonly verdict: boolean;
    readonly otherVerdict: boolean;
    readonly emptyAnswers: boolean;
    readonly promptPack: boolean;
    readonly mayBeSkipped: boolean;
  },
): AsyncGenerator<ReadJudgmentItem> {
  for await (const read of rows) {
    if (read.kind !== 'row') {
      yield read;
      continue;
    }
    const { row, where, model, attack, repeat } = read;
    const scenario = read.scenarios.find(({ harder }) => !harder)?.wanted;
    try {
      const given = uses.response ? read.cell('response') : null;
      const isMissing = !uses.emptyAnswers && given !== null && isNoAnswer(given);
      const isUsed = uses.verdict || (isMissing && uses.otherVerdict);
      const verdict = isUsed ? verdictOf(read.cell('verdict'), where) : null;
      // An export of this program says of each empty answer how it was read.
      const response = isMissing && !uses.verdict ? null : given;
      const error = isMissing && response === null && verdict === null ? withoutAnswer : undefined;
      const promptPack = uses.promptPack ? read.cell('promptPack').trim() : '';
      const condition = promptPack === '' ? {} : { condition: { promptPack } };
      if (scenario === undefined) continue;
      const isVoid = response === null && verdict === null && error === undefined;
      if (isVoid && !uses.mayBeSkipped) throw noVerdict(where);
      const failure = error === undefined ? {} : { error };
      yield {
        kind: 'judgment',
        judgment: {
          scenario,
          model,
          attack,
          repeat,
          response,
          verdict,
          ...failure,
          ...condition,
          row,
          where,
        },
      };
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      yield { kind: 'invalid', error, row };
    }
  }
}

function verdictOf(cell: string, where: string): Outcome | null {
  const word = cell.trim().toLowerCase();
  if (word === '') return null;
  const outcome = outcomes.find((each) => each === word);
  if (outcome !== undefined) return outcome;
  throw new DataError('The verdict is none that is known.', {
    where,
    expected: `field "verdict": ${outcomes.join(', ')}`,
    found: JSON.stringify(cell).slice(0, 100),
    advice: 'Correct it; a model\'s own words belong in a column "response".',
  });
}

function noVerdict(where: string): DataError {
  return new DataError('The row has neither a response nor a verdict.', {
    where,
    expected: 'a verdict',
    found: 'nothing',
    advice: 'Correct the row, or leave invalid rows out with --skip-invalid.',
  });
}

function noResponse(path: string, header: readonly string[]): DataError {
  return new DataError('No column holds responses or verdicts.', {
    where: path,
    expected: [...judgmentColumns.response, ...judgmentColumns.verdict].join(', '),
    found: header.join(', ').slice(0, 200),
    advice: 'Say which column it is, for example "--column response=your_column".',
  });
}
