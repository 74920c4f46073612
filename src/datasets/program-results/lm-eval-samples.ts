import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { readTable } from '../formats/read-table.ts';
import type { FileOptions } from '../formats/text.ts';
import {
  checkedAnswer,
  completionOf,
  flatFields,
  type ProgramAnswer,
  type ReadAnswer,
  samplingOf,
  samplingSettings,
  unusableFile,
} from './program-answer.ts';

/** How a prompt was sent: a list, or an object of numbered ones (`gen_args_0`: `arg_0`, `arg_1`). */
const requestArguments = z
  .union([
    z.array(z.array(z.unknown())),
    z
      .record(z.string(), z.record(z.string(), z.unknown()))
      .transform((all) => Object.values(all).map((one) => Object.values(one))),
  ])
  .nullish();

/** A line of `samples_TASK_DATE.jsonl` of the Language Model Evaluation Harness, with the members that are used. */
const lmEvalSample = z.looseObject({
  doc_id: z.union([z.string(), z.number()]),
  doc: z.unknown(),
  target: z.unknown().optional(),
  arguments: requestArguments,
  resps: z.array(z.unknown()),
  filter: z.string().nullish(),
});

/**
 * Streams the samples of a file of the Language Model Evaluation Harness, an answer for each response. The model's name
 * is in the results file beside it, where there is one. Of several filters the first is read: the responses are the same.
 * @throws DataError where nothing more can be read, or the task compared likelihoods
 */
export async function* readLmEvalSamples(
  path: string,
  options: FileOptions = {},
): AsyncGenerator<ReadAnswer> {
  const model = await modelBeside(path);
  let filter: string | null | undefined;
  for await (const read of readTable(path, options)) {
    if (read.kind === 'invalid') {
      yield read;
      continue;
    }
    const place = { row: read.row, where: `${path}:${read.row}` };
    filter ??= typeof read.value.filter === 'string' ? read.value.filter : null;
    if ((read.value.filter ?? null) !== filter) continue;
    const responses = Array.isArray(read.value.resps) ? read.value.resps.flat() : [];
    const texts = responses.length === 0 ? [null] : responses;
    for (const [repeat, text] of texts.entries()) {
      if (Array.isArray(text) || typeof text === 'boolean') throw likelihoods(path);
      const answer = checkedAnswer(lmEvalSample, read.value, place, (sample) => ({
        ...toAnswer(sample, place),
        model,
        repeat,
        outcome: typeof text === 'string' ? completionOf(text) : { error: 'The sample has no response.' },
      }));
      if (answer !== null) yield answer;
    }
  }
}

function toAnswer(
  sample: z.output<typeof lmEvalSample>,
  place: { readonly row: number; readonly where: string },
): Omit<ProgramAnswer, 'model' | 'repeat' | 'outcome'> {
  const [request = []] = sample.arguments ?? [];
  const prompt = request.find((argument) => typeof argument === 'string') ?? null;
  const settings = samplingSettings.safeParse(request.find((argument) => typeof argument === 'object')).data;
  const { target } = sample;
  return {
    fields: {
      doc_id: String(sample.doc_id),
      ...(prompt === null ? {} : { input: prompt }),
      ...(typeof target === 'string' || typeof target === 'number' ? { target } : {}),
      ...flatFields(sample.doc, 'doc'),
    },
    prompt,
    promptKey: null,
    sampling: samplingOf(settings),
    answeredAt: null,
    ...place,
  };
}

const resultsFile = z.looseObject({
  model_name: z.string().nullish(),
  config: z.looseObject({ model_args: z.unknown().optional(), model: z.string().nullish() }).nullish(),
});

/** The model of `results_DATE.json` in the same folder, with the date of the samples or the only one there. */
async function modelBeside(path: string): Promise<string | null> {
  const names = (await readdir(dirname(path)).catch(() => [])).filter((name) =>
    /^results.*\.json$/.test(name),
  );
  const date = /_(\d{4}-\d\d-\d\dT[\d.:-]+)\.jsonl/.exec(basename(path))?.[1];
  const name = names.find((each) => date !== undefined && each.includes(date)) ?? names[0];
  if (
    name === undefined ||
    (names.length > 1 && !names.some((each) => date !== undefined && each.includes(date)))
  )
    return null;
  try {
    const found = resultsFile.safeParse(JSON.parse(await readFile(join(dirname(path), name), 'utf8'))).data;
    return found?.model_name ?? found?.config?.model ?? null;
  } catch {
    // The file is another program's, or broken: then nothing says which model it was, as without it.
    return null;
  }
}

function likelihoods(path: string) {
  return unusableFile(
    'The samples hold likelihoods of given answers.',
    path,
    'numbers',
    'Use a task that generates text (output_type: generate_until).',
  );
}
