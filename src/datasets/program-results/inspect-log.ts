import { z } from 'zod';
import type { Sampling } from '../../core/model.ts';
import { readJsonParts } from '../formats/json-rows.ts';
import { parseJson } from '../formats/json-scan.ts';
import type { FileOptions } from '../formats/text.ts';
import { readZipMembers, type ZipMember } from '../formats/zip.ts';
import {
  chatMessage,
  checkedAnswer,
  completionOf,
  finishOf,
  flatFields,
  lastUserText,
  type ProgramAnswer,
  type ReadAnswer,
  samplingOf,
  samplingSettings,
  timeOf,
  unusableFile,
} from './program-answer.ts';

/** What all samples of a log share. */
interface LogHeader {
  readonly model: string;
  readonly sampling: Sampling;
}

const settings = samplingSettings.nullish();
const evalPart = z.looseObject({ model: z.string(), model_generate_config: settings });
const planPart = z.looseObject({ config: settings }).nullish();

const contentPart = z.looseObject({
  type: z.string().optional(),
  text: z.string().optional(),
  reasoning: z.string().optional(),
});
const choice = z.looseObject({
  message: z.looseObject({ content: z.union([z.string(), z.array(contentPart)]).nullish() }),
  stop_reason: z.string().nullish(),
});
const failure = z.union([z.string(), z.looseObject({ message: z.string() })]).nullish();

/** A sample of a log of Inspect AI, with the members that are used (`EvalSample` of inspect_ai.log). */
const inspectSample = z.looseObject({
  id: z.union([z.string(), z.number()]),
  epoch: z.int().min(1).default(1),
  input: z.union([z.string(), z.array(chatMessage)]),
  target: z.union([z.string(), z.array(z.string())]).nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
  output: z
    .looseObject({
      model: z.string().nullish(),
      choices: z.array(choice).default([]),
      completion: z.string().nullish(),
      usage: z.looseObject({ input_tokens: z.int().nullish(), output_tokens: z.int().nullish() }).nullish(),
      error: z.string().nullish(),
    })
    .nullish(),
  error: failure,
  attachments: z.record(z.string(), z.string()).nullish(),
  completed_at: z.string().nullish(),
});

type InspectSample = z.output<typeof inspectSample>;

/**
 * Streams the samples of a log of Inspect AI in its JSON format, an answer each.
 * @throws DataError where nothing more can be read
 */
export async function* readInspectJson(path: string, options: FileOptions = {}): AsyncGenerator<ReadAnswer> {
  let header: LogHeader | null = null;
  const parts: Record<string, unknown> = {};
  let number = 0;
  for await (const { at, value, row } of readJsonParts(path, ['samples'], options)) {
    if (at !== 'samples') {
      parts[at] = value;
      continue;
    }
    header ??= headerOf(parts, path);
    number += 1;
    yield* answerOf(value, header, { row: number, where: `${path}:${row}` });
  }
}

/**
 * Streams the samples of a log of Inspect AI in its `.eval` format: a zip archive with a member for each sample.
 * @throws DataError where the archive is damaged, or has no header
 */
export async function* readInspectEval(path: string): AsyncGenerator<ReadAnswer> {
  const members = await readZipMembers(path);
  // A log that broke off has no header yet, but its beginning.
  const head = ['header.json', '_journal/start.json'].flatMap((name) =>
    members.filter((member) => member.name === name),
  )[0];
  if (head === undefined) throw noHeader(path, members);
  const header = headerOf(await memberJson(path, head), path);
  const samples = members.filter(({ name }) => /^samples\/.+\.json$/.test(name)).sort(bySample);
  for (const [index, member] of samples.entries()) {
    const where = `${path} (${member.name})`;
    yield* answerOf(await memberJson(path, member), header, { row: index + 1, where });
  }
}

const byNumber = new Intl.Collator('en', { numeric: true }).compare;

/** By epoch, then by id: the archive has them in the order in which they ended. */
function bySample(one: ZipMember, other: ZipMember): number {
  const parts = ({ name }: ZipMember) => /^samples\/(.+)_epoch_(\d+)\.json$/.exec(name) ?? ['', name, '1'];
  const [a, b] = [parts(one), parts(other)];
  return Number(a[2]) - Number(b[2]) || byNumber(a[1] ?? '', b[1] ?? '');
}

async function memberJson(path: string, member: ZipMember): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of member.bytes()) chunks.push(chunk);
  return parseJson(Buffer.concat(chunks).toString('utf8'), `${path} (${member.name})`);
}

function headerOf(parts: unknown, path: string): LogHeader {
  const { eval: about, plan } = z
    .looseObject({ eval: z.unknown().optional(), plan: z.unknown().optional() })
    .parse(parts ?? {});
  const read = evalPart.safeParse(about);
  if (!read.success) {
    throw unusableFile(
      'The log does not say which model was evaluated.',
      path,
      JSON.stringify(about)?.slice(0, 100) ?? 'nothing',
      'Check that this is a log of Inspect AI.',
    );
  }
  const { model, model_generate_config: ofModel } = read.data;
  const ofPlan = planPart.safeParse(plan).data?.config;
  return { model, sampling: { ...samplingOf(ofModel), ...samplingOf(ofPlan) } };
}

function noHeader(path: string, members: readonly ZipMember[]) {
  return unusableFile(
    'The archive is no log of Inspect AI.',
    path,
    members
      .slice(0, 5)
      .map(({ name }) => name)
      .join(', '),
    'A log has a member "header.json" and samples in "samples/".',
  );
}

function* answerOf(
  value: unknown,
  header: LogHeader,
  place: { readonly row: number; readonly where: string },
): Generator<ReadAnswer> {
  const read = checkedAnswer(inspectSample, value, place, (sample) => toAnswer(sample, header, place));
  if (read !== null) yield read;
}

function toAnswer(
  sample: InspectSample,
  { model, sampling }: LogHeader,
  place: { readonly row: number; readonly where: string },
): ProgramAnswer {
  const attached = (text: string) => {
    const name = /^attachment:\/\/([0-9a-f]+)$/.exec(text)?.[1];
    return (name === undefined ? undefined : sample.attachments?.[name]) ?? text;
  };
  const prompt = lastUserText(sample.input);
  const { id, target } = sample;
  return {
    fields: {
      id,
      ...(prompt === null ? {} : { input: attached(prompt) }),
      ...(typeof target === 'string' ? { target } : {}),
      ...flatFields(sample.metadata, 'metadata'),
    },
    prompt: prompt === null ? null : attached(prompt),
    promptKey: null,
    model,
    repeat: sample.epoch - 1,
    outcome: outcomeOf(sample, attached),
    sampling,
    answeredAt: timeOf(sample.completed_at),
    ...place,
  };
}

function outcomeOf(sample: InspectSample, attached: (text: string) => string): ProgramAnswer['outcome'] {
  const { output, error } = sample;
  const failed = error ?? output?.error;
  if (failed !== undefined && failed !== null) {
    return { error: typeof failed === 'string' ? failed : failed.message };
  }
  const [first] = output?.choices ?? [];
  if (first === undefined) return { error: 'The sample has no answer.' };
  const { content } = first.message;
  const parts = Array.isArray(content) ? content : [];
  const text = typeof content === 'string' ? content : parts.flatMap((part) => part.text ?? []).join('\n');
  const reasoning = parts.flatMap((part) => part.reasoning ?? []).join('\n');
  return completionOf(attached(text), {
    reasoning: reasoning === '' ? null : reasoning,
    finish: finishOf(first.stop_reason),
    inputTokens: output?.usage?.input_tokens ?? null,
    outputTokens: output?.usage?.output_tokens ?? null,
    servedModel: output?.model ?? null,
  });
}
