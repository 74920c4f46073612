import { createReadStream } from 'node:fs';
import { openContent } from '../formats/bytes.ts';
import { type RowValues, readTable } from '../formats/read-table.ts';
import { type FileOptions, peekText } from '../formats/text.ts';
import { isZip, readZipMembers } from '../formats/zip.ts';
import { readBatchInput, readBatchOutput } from './batch-output.ts';
import { readInspectEval, readInspectJson } from './inspect-log.ts';
import { readLmEvalSamples } from './lm-eval-samples.ts';
import type { ReadAnswer } from './program-answer.ts';
import { readPromptfooJson, readPromptfooLines } from './promptfoo-results.ts';
import { isPromptfooTable, readPromptfooTable } from './promptfoo-table.ts';

/** Formats of result files. `table`: rows and columns of one's own, or as the reference study published its judgments. */
export const resultFormats = ['inspect', 'lm-eval', 'promptfoo', 'batch', 'table'] as const;
export type ResultFormat = (typeof resultFormats)[number];

/** How a format is called where people read of it. */
export const formatTitles: Readonly<Record<ResultFormat, string>> = {
  inspect: 'a log of Inspect AI',
  'lm-eval': 'samples of the Language Model Evaluation Harness',
  promptfoo: 'results of promptfoo',
  batch: 'the output of a batch job',
  table: 'a table',
};

/** What a file is: results in a format, or the input of a batch job, which belongs to the output beside it. */
export type DetectedFile = ResultFormat | 'batch-input';

/**
 * Finds out from its beginning what a result file is.
 * @throws DataError where the file cannot be read
 */
export async function detectFormat(path: string, options: FileOptions = {}): Promise<DetectedFile> {
  if (await isInspectArchive(path)) return 'inspect';
  const { kind } = await openContent(path);
  if (kind === 'parquet' || kind === 'xlsx') return 'table';
  const start = (await peekText(path, options, 65_536)).trimStart();
  if (!/^[[{]/.test(start)) return (await isPromptfooTable(start)) ? 'promptfoo' : 'table';
  const has = (...names: readonly string[]) => names.every((name) => start.includes(`"${name}"`));
  if (has('eval') && (has('version', 'status') || has('eval_id'))) return 'inspect';
  if (has('evalId', 'results') || has('results', 'stats', 'prompts')) return 'promptfoo';
  return formatOfLine(await firstRow(path, options));
}

/** Whether the file is a zip archive with the members of a log, whatever it is called. */
async function isInspectArchive(path: string): Promise<boolean> {
  if (!(await startsAsZip(path))) return false;
  if (/\.eval$/i.test(path)) return true;
  const members = await readZipMembers(path);
  return members.some(({ name }) => name === 'header.json' || name === '_journal/start.json');
}

async function startsAsZip(path: string): Promise<boolean> {
  for await (const chunk of createReadStream(path, { end: 3 })) return isZip(Buffer.from(chunk));
  return false;
}

async function firstRow(path: string, options: FileOptions): Promise<RowValues> {
  for await (const read of readTable(path, options)) if (read.kind === 'row') return read.value;
  return {};
}

function formatOfLine(row: RowValues): DetectedFile {
  const has = (...all: readonly string[]) => all.every((name) => Object.hasOwn(row, name));
  // A table of one's own may have these names, too, with texts under them.
  const isNested = (name: string) => typeof row[name] === 'object' && row[name] !== null;
  if (has('doc_id', 'resps')) return 'lm-eval';
  if (has('custom_id') && (isNested('response') || isNested('error') || isNested('result'))) return 'batch';
  if (has('custom_id') && (isNested('body') || isNested('params'))) return 'batch-input';
  if (has('provider', 'vars') || has('provider', 'testCase')) return 'promptfoo';
  return 'table';
}

/** The answers of a file, each time from its beginning. */
export type AnswerSource = () => AsyncIterable<ReadAnswer>;

/**
 * The answers of a result file that is no table.
 * @param inputs input files of batch jobs, which say what was asked
 */
export async function answersOf(
  path: string,
  format: Exclude<ResultFormat, 'table'>,
  inputs: readonly string[],
  options: FileOptions = {},
): Promise<AnswerSource> {
  switch (format) {
    case 'inspect': {
      const isArchive = await isInspectArchive(path);
      return () => (isArchive ? readInspectEval(path) : readInspectJson(path, options));
    }
    case 'lm-eval':
      return () => readLmEvalSamples(path, options);
    case 'promptfoo': {
      const start = await peekText(path, options, 200);
      if (!/^\s*[[{]/.test(start)) return () => readPromptfooTable(path, options);
      const isDocument = /^\s*\{\s*"(?:evalId|results|version)"/.test(start);
      return () => (isDocument ? readPromptfooJson(path, options) : readPromptfooLines(path, options));
    }
    case 'batch': {
      const asked = await Promise.all(inputs.map((input) => readBatchInput(input, options)));
      const requests = new Map(asked.flatMap((each) => [...each]));
      return () => readBatchOutput(path, requests, options);
    }
  }
}
