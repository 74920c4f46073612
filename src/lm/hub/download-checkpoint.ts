import { downloadInto } from '../../download/download-file.ts';
import { withConnection } from '../../download/open-response.ts';
import type { DownloadOptions } from '../../download/options.ts';
import { readModelConfig } from '../checkpoint/read-model-config.ts';
import { chooseFiles, chooseGguf, refuseForeignFiles } from './choose-files.ts';
import { type Hub, hubAuthorization } from './hub.ts';
import { hubError } from './hub-error.ts';
import { listFiles } from './list-files.ts';

interface CheckpointToDownload {
  /** Organisation and name, as in `HuggingFaceTB/SmolLM2-135M-Instruct`. */
  readonly model: string;
  /** Branch, tag or commit. */
  readonly revision: string;
  readonly folder: string;
  /** Fetches the GGUF file of this quantization, such as `Q8_0`, in place of the files of a checkpoint. */
  readonly quantization?: string | undefined;
}

interface DownloadedCheckpoint {
  readonly commit: string;
  /** Size of all files of the checkpoint, downloaded now or before. */
  readonly bytes: number;
}

/**
 * Downloads a model's checkpoint from the Hugging Face hub into a folder: only the necessary files, each checked by the
 * SHA-256 or git blob id that the hub lists. An interrupted download is continued. The configuration comes first, and the
 * weights only if the model is supported. Of a GGUF file llama.cpp decides that when it is loaded.
 * @throws DownloadError, and CheckpointError if the model is not supported.
 */
export async function downloadCheckpoint(
  hub: Hub,
  { model, revision, folder, quantization }: CheckpointToDownload,
  options: DownloadOptions = {},
): Promise<DownloadedCheckpoint> {
  const report = options.onProgress ?? (() => {});
  const fetchOptions = { authorize: (url: URL) => hubAuthorization(hub, url), ...options.fetchOptions };
  try {
    return await withConnection({ ...options, fetchOptions }, { folder, ...purpose }, async (connection) => {
      const { commit, files } = await listFiles(hub, model, revision, connection, report);
      const chosen = quantization === undefined ? chooseFiles(files, `${hub.endpoint}/${model}`) : null;
      const all =
        chosen === null
          ? chooseGguf(files, `${hub.endpoint}/${model}`, quantization ?? '')
          : [chosen.config, ...chosen.small, ...chosen.weights];
      await refuseForeignFiles(folder, all, `${hub.endpoint}/${model}/`);
      let bytes = 0;
      for (const file of all) {
        bytes += (await downloadInto(folder, file, connection, report)).bytes;
        if (file === chosen?.config) await readModelConfig(folder);
      }
      return { commit, bytes };
    });
  } catch (error) {
    throw hubError(error, { hub, model, revision });
  }
}

const purpose = {
  otherFolder: 'with --out',
  ifUnavailable: 'If you have the checkpoint, name its folder as checkpoint:FOLDER.',
};
