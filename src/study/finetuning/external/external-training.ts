import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { FinetuningRow, FinetuningTask } from '../../../core/finetuning.ts';
import { estimateTokens } from '../../../engine/budget.ts';
import { UsageError } from '../../../errors/errors.ts';
import { splitRows } from '../../../lm/finetuning/training-set.ts';

/** What trains beside this program. */
export const externalEngines = ['trl', 'openai', 'together'] as const;
export type ExternalEngine = (typeof externalEngines)[number];

/** How a model is fine-tuned outside of this program. */
export interface ExternalOptions {
  readonly epochs: number;
  readonly learningRate: number;
  readonly loraRank: number;
  readonly loraAlpha: number;
  /** The weights in four bits, the adapters in full: needs a CUDA device. */
  readonly qlora: boolean;
  readonly seed: number;
  readonly validationShare: number;
  /** Rows of a batch on the device, and how many batches make a step. */
  readonly batchSize: number;
  readonly accumulation: number;
  /** Longest row, in tokens. */
  readonly maxTokens: number;
  /** Steps between two saved states. */
  readonly saveEvery: number;
}

/** Rank, alpha, rate, epochs and seed of a script that was published with the reference study. */
export const defaultExternalOptions: ExternalOptions = {
  epochs: 1,
  learningRate: 3e-4,
  loraRank: 64,
  loraAlpha: 16,
  qlora: false,
  seed: 42,
  validationShare: 0.1,
  batchSize: 4,
  accumulation: 4,
  maxTokens: 2048,
  saveEvery: 50,
};

export interface ExternalRequest {
  readonly engine: ExternalEngine;
  readonly rows: readonly FinetuningRow[];
  /** As the user named it: a model of the hub or a folder, or the provider's model. */
  readonly from: string;
  readonly task: FinetuningTask;
  /** Where the rows come from, and the prompts, for the record. */
  readonly data: string;
  readonly prompts: string;
  readonly options: ExternalOptions;
  readonly out: string;
}

/** The files of a run, and what it will do. */
export interface PreparedTraining {
  readonly trainingFile: string;
  /** Null where no rows are held back. */
  readonly validationFile: string | null;
  readonly trainingRows: number;
  readonly validationRows: number;
  /** About how many tokens the training rows have, prompts included, once through. */
  readonly tokens: number;
  /** What makes the run this one. */
  readonly identity: object;
  /** Folder of what is needed until it has ended. */
  readonly folder: string;
}

/** Each engine's own form of a row: the chat with its answer apart, where only the answer is learned, or as its last message. */
const forms: Readonly<Record<ExternalEngine, (row: FinetuningRow) => object>> = {
  trl: ({ messages, completion }) => ({ prompt: messages, completion: [answer(completion)] }),
  openai: ({ messages, completion }) => ({ messages: [...messages, answer(completion)] }),
  together: ({ messages, completion }) => ({ messages: [...messages, answer(completion)] }),
};

function answer(content: string): object {
  return { role: 'assistant', content };
}

/**
 * Writes the rows as the engine reads them, into `.training` of the folder of the new model. Called again after an interruption it
 * writes the same files.
 * @throws UsageError where the folder holds a model, or an interrupted run of something else
 */
export async function prepareTraining(request: ExternalRequest): Promise<PreparedTraining> {
  const { engine, rows, from, task, prompts, options } = request;
  const folder = resolve(request.out, '.training');
  await refuseFinished(request.out, folder);
  const { training, validation } = splitRows(rows, options.validationShare, options.seed);
  const texts = [training, validation].map((part) =>
    part.map((row) => `${JSON.stringify(forms[engine](row))}\n`).join(''),
  );
  const [trainingText = '', validationText = ''] = texts;
  const identity = { engine, from, task, prompts, options, rows: texts.map(sha256) };
  await claim(folder, identity);
  const trainingFile = join(folder, 'training.jsonl');
  const validationFile = join(folder, 'validation.jsonl');
  await writeFile(trainingFile, trainingText);
  if (validation.length > 0) await writeFile(validationFile, validationText);
  return {
    trainingFile,
    validationFile: validation.length === 0 ? null : validationFile,
    trainingRows: training.length,
    validationRows: validation.length,
    tokens: training.reduce((sum, row) => sum + tokensOf(row), 0),
    identity,
    folder,
  };
}

/** What is left of an earlier run in this folder, by its name; null where there is nothing. */
export async function readState<State>(folder: string, name: string): Promise<State | null> {
  const text = await readFile(join(folder, name), 'utf8').catch(() => null);
  // Only ever written by `writeState`.
  return text === null ? null : (JSON.parse(text) as State);
}

export async function writeState(folder: string, name: string, state: object): Promise<void> {
  await writeFile(join(folder, name), `${JSON.stringify(state, null, 2)}\n`);
}

async function refuseFinished(out: string, folder: string): Promise<void> {
  if (!existsSync(join(out, 'training.json')) && !existsSync(join(out, 'config.json'))) return;
  if (existsSync(folder)) return;
  // Of a job at a provider the folder holds the record, and the model's name is in it.
  const { model } = (await readState<{ readonly model?: string }>(out, 'training.json')) ?? {};
  throw new UsageError('The folder already contains a finished training.', {
    where: out,
    expected: 'a new folder, an empty one, or one with an interrupted run',
    ...(typeof model === 'string' ? { found: `the record of ${model}` } : {}),
    advice: 'Choose another --out, or remove the folder.',
  });
}

async function claim(folder: string, identity: object): Promise<void> {
  const earlier = await readState<object>(folder, 'run.json');
  if (earlier !== null && !isDeepStrictEqual(earlier, JSON.parse(JSON.stringify(identity)))) {
    throw new UsageError('The folder holds an interrupted run with other settings or other rows.', {
      where: folder,
      expected: 'the same settings and rows, to go on with it',
      advice: 'Choose another --out, or remove the folder.',
    });
  }
  await mkdir(folder, { recursive: true });
  if (earlier === null) await writeState(folder, 'run.json', identity);
}

function tokensOf({ messages, completion }: FinetuningRow): number {
  return [...messages.map(({ content }) => content), completion].reduce(
    (sum, text) => sum + estimateTokens(text),
    0,
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
