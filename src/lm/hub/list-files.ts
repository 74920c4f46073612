import { z } from 'zod';
import type { Connection, DownloadProgress } from '../../download/options.ts';
import type { PublishedFile } from '../../download/verify.ts';
import { fetchJson, type JsonAnswer } from './fetch-json.ts';
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

export interface HubFiles {
  /** Commit that the revision names now; the files' addresses have it, so that they belong together. */
  readonly commit: string;
  /** The files at the top of the repository, each pinned by SHA-256 or git blob id. */
  readonly files: readonly PublishedFile[];
}

/**
 * What a model's repository holds at a revision, by the hub's API.
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
