import type { z } from 'zod';
import { openResponse } from '../../download/open-response.ts';
import type { Connection, DownloadProgress } from '../../download/options.ts';
import { networkError, withRetries } from '../../download/retries.ts';
import { DownloadError } from '../../errors/errors.ts';

export interface JsonAnswer<Value> {
  readonly value: Value;
  /** Address of the next page; null where this is the last. */
  readonly next: string | null;
}

// A page of a listing is a few hundred kilobytes.
const mostBytes = 16 * 2 ** 20;

/**
 * Asks the hub's API, again where it is in trouble.
 * @throws DownloadError
 */
export function fetchJson<Schema extends z.ZodType>(
  url: string,
  schema: Schema,
  connection: Connection,
  report: (progress: DownloadProgress) => void,
): Promise<JsonAnswer<z.infer<Schema>>> {
  return withRetries('list of files', connection, report, async () => {
    const headers = { 'user-agent': 'hvsb', accept: 'application/json', 'accept-encoding': 'identity' };
    const response = await openResponse(url, headers, connection);
    const text = await textOf(response.body, url, connection);
    const parsed = schema.safeParse(jsonOf(text));
    if (!parsed.success) throw unreadable(url, parsed.error.issues[0]?.message ?? 'no JSON');
    const next = /<([^>]+)>\s*;\s*rel="next"/.exec(response.header('link') ?? '')?.[1] ?? null;
    return { value: parsed.data, next };
  });
}

async function textOf(body: AsyncIterable<Uint8Array>, url: string, { signal }: Connection): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += chunk.byteLength;
      if (bytes > mostBytes) break;
      chunks.push(chunk);
    }
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw networkError(error, url);
  }
  if (bytes > mostBytes) throw unreadable(url, `more than ${mostBytes} bytes`);
  return Buffer.concat(chunks).toString('utf8');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unreadable(where: string, found: string): DownloadError {
  return new DownloadError('The hub answers with something else than a list of files.', {
    where,
    expected: "JSON of the Hugging Face hub's API",
    found,
    advice: 'Check HF_ENDPOINT, and whether a proxy or a log-in page stands in between.',
    canRetry: false,
  });
}
