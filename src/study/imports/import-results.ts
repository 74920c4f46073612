import type { ConditionContent } from '../../core/condition.ts';
import type { Outcome } from '../../core/outcomes.ts';
import type { ScenarioText } from '../../core/scenario.ts';
import {
  type AnswerFile,
  openAnswers,
  type ProgramJudgment,
} from '../../datasets/program-results/open-answers.ts';
import { detectFormat, type ResultFormat } from '../../datasets/program-results/result-formats.ts';
import { UsageError } from '../../errors/errors.ts';
import { importJudgments, labelOf } from '../../stages/imports/import-judgments.ts';
import {
  answersOf,
  type ImportedJudgmentFile,
  type ImportJudgmentFilesRequest,
  importAnswerFiles,
  Skipped,
} from './import-files.ts';

export interface ImportResultFilesRequest extends ImportJudgmentFilesRequest {
  /** Default: found out from each file. */
  readonly format?: ResultFormat;
}

/** Which field of a file holds what, as it was found out or said. */
export interface ResultProposal {
  readonly format: ResultFormat;
  /** By what it holds; of a table, what its columns' names do not say. */
  readonly mapping: Readonly<Partial<Record<string, string>>>;
  readonly models: readonly string[];
}

/** What became of a result file. */
export interface ImportedResultFile extends ImportedJudgmentFile {
  readonly proposal: ResultProposal;
}

/** A judgment as it would be stored. */
export interface ShownResult {
  readonly id: string | null;
  readonly text: ScenarioText | null;
  readonly gold: string | null;
  readonly category: string | null;
  readonly model: string;
  readonly attack: string;
  readonly repeat: number | null;
  readonly response: string | null;
  /** What this program reads in the response; `error` where there is none. */
  readonly outcome: Outcome | 'error';
  readonly sampling: ConditionContent['sampling'];
}

/** A result file as it would be read. */
export interface ShownResultFile {
  readonly file: string;
  readonly proposal: ResultProposal;
  /** The first of them. */
  readonly judgments: readonly ShownResult[];
}

/**
 * Takes the judgments of result files of other programs into the store, all or none.
 * @throws DataError as `importJudgmentFiles`; UsageError where a batch's input file comes without its output
 */
export async function importResultFiles(
  request: ImportResultFilesRequest,
): Promise<readonly ImportedResultFile[]> {
  const opened = await openAll(request);
  const tables = new Map(opened.map(({ file, answers }) => [file, answers]));
  const imported = await importAnswerFiles(
    { ...request, files: opened.map(({ file }) => file) },
    {
      // Opened before, so that nothing waits for other programs' files with the store in hand.
      async open(file) {
        const answers = tables.get(file);
        if (answers === undefined) throw new Error(`${file} was not opened`);
        const { table } = answers;
        return {
          rows: () => answers.rows(),
          get assumptions() {
            return table.assumptions;
          },
          get oddities() {
            return table.oddities;
          },
        };
      },
      answerOf: ({ judgment }) => judgment,
      take: importJudgments,
    },
  );
  return imported.map((result, index) => {
    const answers = opened[index]?.answers;
    if (answers === undefined) throw new Error(`${result.file} was not opened`);
    return { ...result, proposal: proposalOf(answers) };
  });
}

/** Shows the first judgments of each file as they would be stored. Writes nothing. @throws DataError as `importResultFiles` */
export async function showResultFiles(
  request: Omit<ImportResultFilesRequest, 'store'>,
  most = 10,
): Promise<readonly ShownResultFile[]> {
  const shown: ShownResultFile[] = [];
  for (const { file, answers } of await openAll(request)) {
    const skipped = new Skipped(file, request.skipInvalid);
    const judgments: ShownResult[] = [];
    for await (const judgment of answersOf(answers.rows(), ({ judgment }) => judgment, skipped)) {
      if (judgments.push(shownResult(judgment)) === most) break;
    }
    shown.push({ file, proposal: proposalOf(answers), judgments });
  }
  return shown;
}

function proposalOf({ format, plan }: AnswerFile): ResultProposal {
  return { format, mapping: plan.mapping, models: plan.models };
}

async function openAll({ files, reading, format }: Omit<ImportResultFilesRequest, 'store'>) {
  const detected = await Promise.all(
    files.map(async (file) => ({ file, is: format ?? (await detectFormat(file, reading.file)) })),
  );
  const inputs = detected.filter(({ is }) => is === 'batch-input').map(({ file }) => file);
  const results = detected.filter(({ is }) => is !== 'batch-input');
  if (results.length === 0) throw onlyInputs(inputs);
  const opened: { readonly file: string; readonly answers: AnswerFile }[] = [];
  for (const { file, is } of results) {
    opened.push({ file, answers: await openAnswers(file, is as ResultFormat, reading, inputs) });
  }
  return opened;
}

function onlyInputs(inputs: readonly string[]): UsageError {
  return new UsageError('The files are inputs of batch jobs, which hold no answers.', {
    where: inputs.join(', '),
    expected: 'the output of the job beside its input',
    advice: 'Name both files: "hvsb import results output.jsonl input.jsonl".',
  });
}

function shownResult(judgment: ProgramJudgment): ShownResult {
  const { scenario, model, attack, repeat, response, error, condition } = judgment;
  return {
    id: scenario.givenId,
    text: scenario.content?.text ?? null,
    gold: scenario.gold,
    category: scenario.content?.category ?? null,
    model,
    attack,
    repeat,
    response,
    outcome: error === undefined ? labelOf(judgment).outcome : 'error',
    sampling: condition?.sampling ?? {},
  };
}
