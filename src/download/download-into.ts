import { mkdir } from 'node:fs/promises';
import { type DownloadedFile, downloadFile } from './download-file.ts';
import type { DownloadProgress } from './download-progress.ts';
import { readManifest } from './manifest.ts';
import type { Connection } from './open-response.ts';
import type { PublishedFile } from './published-file.ts';

/**
 * Brings one file into a folder, which is made where it is missing, and records it in the folder's `manifest.json`.
 * @throws DownloadError
 */
export async function downloadInto(
  folder: string,
  file: PublishedFile,
  connection: Connection,
  report: (progress: DownloadProgress) => void = () => {},
): Promise<DownloadedFile> {
  connection.signal?.throwIfAborted();
  await mkdir(folder, { recursive: true });
  const recorded = (await readManifest(folder)).get(file.name);
  return downloadFile({ file, folder, recorded, connection, report });
}
