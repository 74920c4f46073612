import {
  type BatchServer,
  formField,
  linesIn,
  type Reply,
  type ServedBatch,
  type ServedLine,
  usage,
} from './batch-server.ts';

const used = { prompt_tokens: usage.input, completion_tokens: usage.output };
const failures: Readonly<Record<string, unknown>> = {
  refused: { response: { status_code: 400, body: { error: { message: 'Bad request.' } } }, error: null },
  filtered: {
    response: { status_code: 400, body: { error: { code: 'content_filter', message: 'Filtered.' } } },
    error: null,
  },
  busy: { response: { status_code: 500, body: { error: { message: 'Busy.' } } }, error: null },
  unfinished: { response: null, error: { code: 'batch_expired', message: 'Expired.' } },
};

/** An answer's line in OpenAI's form. */
export function answeredLine(id: string, text: string): string {
  const choices = [{ message: { content: text }, finish_reason: 'stop' }];
  const response = { status_code: 200, body: { model: 'served', choices, usage: used } };
  return JSON.stringify({ id: `r-${id}`, custom_id: id, response, error: null });
}

/** Lines in OpenAI's form, as its output file or its error file has them. */
function chatLines(lines: readonly ServedLine[], part: string, text: string): string {
  return lines
    .filter(({ fate }) => (fate !== 'answered') === (part === 'error'))
    .map(({ id, fate }) =>
      fate === 'answered'
        ? answeredLine(id, text)
        : JSON.stringify({ id: `r-${id}`, custom_id: id, ...(failures[fate] as object) }),
    )
    .join('\n');
}

/** Answers `/files/ID/content`, where the id is a batch's with `.output` or `.error` after it. */
export function fileContent(server: BatchServer, path: string): Reply | null {
  const [, batchId, part = ''] = /^\/files\/([^/.]+)\.(\w+)\/content$/.exec(path) ?? [];
  const batch = server.find(batchId);
  const lines = batch === null ? null : server.resultsOf(batch);
  return lines === null ? null : { end: chatLines(lines, part, server.script.text) };
}

/** Takes an upload, with what OpenAI and those who follow it ask of a file. */
export function takeFile(server: BatchServer, upload: string, purpose: string, name = ''): string {
  const lines = linesIn(upload);
  if (formField(upload, 'purpose') !== purpose) server.complaints.push(`The purpose is not ${purpose}.`);
  if (lines.length > 100_000) server.complaints.push(`${lines.length} lines are too many.`);
  const models = new Set(lines.map((line) => (line.body as { model?: string }).model));
  if (models.size > 1) server.complaints.push('More than one model in a file.');
  const id = `file-${server.files.size}`;
  server.files.set(id, { name, body: upload });
  return id;
}

export function idsIn(server: BatchServer, file: string | undefined): readonly string[] {
  return linesIn(server.files.get(file ?? '')?.body ?? '').map(({ custom_id: id }) => String(id));
}

/** Ids of a batch's files of results; none before it ends, nor where it was rejected. */
export function resultFiles(
  { id, end }: ServedBatch,
  output: string,
  error: string,
): Readonly<Record<string, string>> {
  return end === null || end === 'failed' ? {} : { [output]: `${id}.output`, [error]: `${id}.error` };
}
