import type { ConditionContent } from '../../core/condition.ts';
import type { Outcome } from '../../core/outcomes.ts';
import type { ScenarioText } from '../../core/scenario.ts';
import {
  type AnswerFile,
  openAnswers,
  type ProgramJudgment,
  type ProgramJudgmentItem,
} from '../../datasets/program-results/open-answers.ts';
import { detectFormat, type ResultFormat } from '../../datasets/program-results/result-formats.ts';
import { UsageError } from '../../errors/errors.ts';
import { importJudgments, labelOf } from '../../stages/imports/import-judgments.ts';
import {
  answerOptions,
  type ImportedJudgmentFile,
  type ImportJudgmentFilesRequest,
  notesOf,
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
  return request.store.atomically(async () => {
    const imported: ImportedResultFile[] = [];
    for (const { file, answers } of opened) {
      const skipped = new Skipped(file, request.skipInvalid);
      const result = await importJudgments(answerOptions(request, skipped), judgmentsOf(answers, skipped));
      const notes = notesOf(answers.table, result.newScenarios);
      const proposal = proposalOf(answers);
      imported.push({ file, ...result, skipped: skipped.items, ...skipped.counts, notes, proposal });
    }
    return imported;
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
    for await (const judgment of judgmentsOf(answers, skipped)) {
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

async function* judgmentsOf(answers: AnswerFile, skipped: Skipped): AsyncGenerator<ProgramJudgment> {
  for await (const item of answers.rows() as AsyncIterable<ProgramJudgmentItem>) {
    if (item.kind === 'judgment') yield item.judgment;
    else skipped.note(item);
  }
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
