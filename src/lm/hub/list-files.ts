import { z } from 'zod';
import { openResponse } from '../../download/open-response.ts';
import type { Connection, DownloadProgress } from '../../download/options.ts';
import { networkError, withRetries } from '../../download/retries.ts';
import type { PublishedFile } from '../../download/verify.ts';
import { DownloadError } from '../../errors/errors.ts';
import type { Hub } from './hub.ts';

const revisionSchema = z.looseObject({ sha: z.string().regex(/^[0-9a-f]{40}$/) });
const treeSchema = z.array(
  z.looseObject({
    type: z.string(),
    path: z.string(),
    oid: z
      .string()
      .regex(/^[0-9a-f]{40}$/)
      .optional(),
    size: z.int().nonnegative().optional(),
    // A large file: what git holds is a pointer, and this is the file itself.
    lfs: z.looseObject({ oid: z.string().regex(/^[0-9a-f]{64}$/), size: z.int().nonnegative() }).nullish(),
  }),
);

interface HubFiles {
  /** Commit of the revision. The files' addresses contain it, so that the files belong together. */
  readonly commit: string;
  /** The files at the top of the repository, each pinned by SHA-256 or git blob id. */
  readonly files: readonly PublishedFile[];
}

/**
 * The files of a model's repository at a revision, from the hub's API.
 * @throws DownloadError
 */
export async function listFiles(
  hub: Hub,
  model: string,
  revision: string,
  connection: Connection,
  report: (progress: DownloadProgress) => void,
): Promise<HubFiles> {
  const api = `${hub.endpoint}/api/models/${model}`;
  const revisionUrl = `${api}/revision/${encodeURIComponent(revision)}`;
  const { sha: commit } = (await fetchJson(revisionUrl, revisionSchema, connection, report)).value;
  const files: PublishedFile[] = [];
  let page: string | null = `${api}/tree/${commit}`;
  while (page !== null) {
    const { value, next }: JsonAnswer<z.infer<typeof treeSchema>> = await fetchJson(
      page,
      treeSchema,
      connection,
      report,
    );
    for (const { type, path: name, oid, size, lfs } of value) {
      if (type !== 'file' || name.includes('/') || name.includes('\\')) continue;
      const url = `${hub.endpoint}/${model}/resolve/${commit}/${encodeURIComponent(name)}`;
      files.push(
        lfs == null
          ? { name, url, sha256: null, gitBlob: oid ?? null, bytes: size ?? null }
          : { name, url, sha256: lfs.oid, bytes: lfs.size },
      );
    }
    page = next === null ? null : new URL(next, page).href;
  }
  return { commit, files };
}

interface JsonAnswer<Value> {
  readonly value: Value;
  /** Address of the next page; null where this is the last. */
  readonly next: string | null;
}

// A page of a listing is a few hundred kilobytes.
const mostBytes = 16 * 2 ** 20;

/**
 * Asks the hub's API, with retries.
 * @throws DownloadError
 */
function fetchJson<Schema extends z.ZodType>(
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
  return new DownloadError('The hub did not answer with a list of files.', {
    where,
    expected: "JSON of the Hugging Face hub's API",
    found,
    advice: 'Check HF_ENDPOINT, and whether a proxy or a log-in page answers instead.',
    canRetry: false,
  });
}
