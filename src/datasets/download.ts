import { fileURLToPath } from 'node:url';
import { type DownloadedFile, downloadInto } from '../download/download-file.ts';
import { sizeOf } from '../download/files.ts';
import { withConnection } from '../download/open-response.ts';
import type { DownloadOptions, DownloadProgress } from '../download/options.ts';
import { fileDigest, type PublishedFile } from '../download/verify.ts';
import { shipsWithPackage } from './dataset-files.ts';
import type { DatasetSource } from './dataset-source.ts';

const purpose = {
  otherFolder: 'with HVSB_DATA',
  ifUnavailable: 'If you have the file, read it with --from.',
};

/**
 * Brings the published files of a dataset into a folder, one after the other, each checked by size and by SHA-256 or
 * git blob id. A file that is there with the right hash is not fetched again, a download that broke off resumes where
 * it stopped, and what is not complete and checked has the name `NAME.part`. Where no hash is pinned, the one that the
 * Hugging Face hub serves is used, and the first download's is recorded in the folder's `manifest.json` for the next.
 * Aborting `signal` rejects with the signal's reason and keeps what arrived.
 * @throws DownloadError
 * @example
 * await downloadDataset(findDatasetSource('crows-pairs'), './data/crows-pairs');
 */
export async function downloadDataset(
  source: DatasetSource,
  folder: string,
  options: DownloadOptions = {},
): Promise<readonly DownloadedFile[]> {
  const report = options.onProgress ?? (() => {});
  return withConnection(options, { folder, ...purpose }, async (connection) => {
    const downloaded: DownloadedFile[] = [];
    for (const file of source.publication.files) {
      const shipped = shipsWithPackage(file);
      downloaded.push(
        await (shipped ? shippedFile(file, report) : downloadInto(folder, file, connection, report)),
      );
    }
    return downloaded;
  });
}

async function shippedFile(
  file: PublishedFile,
  report: (progress: DownloadProgress) => void,
): Promise<DownloadedFile> {
  const path = fileURLToPath(file.url);
  const sha256 = await fileDigest(path);
  const bytes = (await sizeOf(path)) ?? 0;
  report({ kind: 'done', file: file.name, bytes, fetched: false });
  return { name: file.name, path, bytes, sha256, fetched: false };
}
