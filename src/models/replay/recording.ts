import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { Completion } from '../../core/model.ts';
import { DataError } from '../../errors/errors.ts';
import { tokenCount } from '../response/token-usage.ts';

/** A model that calls were recorded of. */
export interface RecordedModel {
  readonly id: string;
  readonly endpoint: string;
}

export interface Recording {
  readonly sources: readonly RecordedModel[];
  readonly completions: ReadonlyMap<string, Completion>;
}

const settings = ['temperature', 'topP', 'maxTokens', 'seed'] as const;

/** A row of `hvsb export --table calls`, as far as an answer needs it. */
const rowSchema = z.object({
  key: z.string().min(1),
  model: z.string().min(1),
  endpoint: z.string(),
  text: z.string(),
  reasoning: z.string().nullable().default(null),
  finish: z.enum(['stop', 'length', 'content-filter', 'refusal', 'other']),
  finish_reason: z.string().nullable().default(null),
  input_tokens: z.number().nullable().default(null),
  output_tokens: z.number().nullable().default(null),
  cached_tokens: z.number().nullable().default(null),
  served_model: z.string().nullable().default(null),
  not_accepted: z.string().default(''),
});

/**
 * Reads calls as `hvsb export --table calls --format jsonl` writes them. Holds the whole recording in memory.
 * @throws DataError naming file and line
 */
export async function readRecording(path: string): Promise<Recording> {
  const sources = new Map<string, RecordedModel>();
  const completions = new Map<string, Completion>();
  let line = 0;
  for await (const text of linesOf(path)) {
    line += 1;
    if (text.trim() === '') continue;
    const row = readRow(text, path, line);
    sources.set(JSON.stringify([row.model, row.endpoint]), { id: row.model, endpoint: row.endpoint });
    completions.set(row.key, toCompletion(row));
  }
  return { sources: [...sources.values()], completions };
}

async function* linesOf(path: string): AsyncGenerator<string> {
  yield* createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY });
}

function readRow(text: string, path: string, line: number): z.infer<typeof rowSchema> {
  const where = `${path}:${line}`;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new DataError('The line is not JSON.', { where, cause: error });
  }
  const result = rowSchema.safeParse(parsed);
  if (result.success) return result.data;
  throw new DataError('The line is not a recorded call.', {
    where,
    expected: 'a row of "hvsb export --table calls --format jsonl"',
    found: result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
  });
}

function toCompletion(row: z.infer<typeof rowSchema>): Completion {
  const refused = row.not_accepted.split(',');
  const cached = tokenCount(row.cached_tokens);
  return {
    text: row.text,
    reasoning: row.reasoning,
    finish: row.finish,
    ...(row.finish_reason === null ? {} : { finishReason: row.finish_reason }),
    inputTokens: tokenCount(row.input_tokens),
    outputTokens: tokenCount(row.output_tokens),
    ...(cached === null ? {} : { cachedInputTokens: cached }),
    servedModel: row.served_model,
    notAccepted: settings.filter((setting) => refused.includes(setting)),
  };
}
