import { createReadStream, existsSync } from 'node:fs';
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { BatchFile, RemoteBatch, RemoteLine, StoredBatch } from '../../core/batch.ts';
import type { ModelRequest } from '../../core/model.ts';
import { parseJson } from '../http/json-body.ts';
import { chatBody, readChatLine } from './batch-lines.ts';
import { ProviderBatches } from './provider-batches.ts';

/** Folder of the files, within the folder in which the program runs. */
const folder = 'batches';
/** Enough of a marker to tell the files of a folder apart. */
const markerLength = 8;

/**
 * Files for `vllm run-batch`, which reads OpenAI's lines from a file and writes OpenAI's results to another: no server, and nothing of it is
 * sent. A batch's id is the path of its file. It has ended when its results have as many lines.
 */
export class FileBatches extends ProviderBatches {
  readonly most = { lines: 100_000, bytes: 1_000_000_000 };

  override instruction(path: string): string {
    const [input, output] = [path, resultsOf(path)].map((each) => quoted(relative(process.cwd(), each)));
    return `Work on it where the GPU is: vllm run-batch -i ${input} -o ${output} --model ${this.model}`;
  }

  line(key: string, request: ModelRequest): string {
    const body = chatBody(this.model, request);
    return JSON.stringify({ custom_id: key, method: 'POST', url: '/v1/chat/completions', body });
  }

  async submit(file: BatchFile, marker: string): Promise<string> {
    const path = this.#path(marker);
    await mkdir(folder, { recursive: true });
    await copyFile(file.path, `${path}.part`);
    // Renamed when it is whole, so that a file of this name always is.
    await rename(`${path}.part`, path);
    return path;
  }

  async find({ marker }: StoredBatch): Promise<string | null> {
    const path = this.#path(marker);
    return existsSync(path) ? path : null;
  }

  async look(path: string): Promise<RemoteBatch> {
    const results = resultsOf(path);
    if (!existsSync(results)) {
      return existsSync(path)
        ? { state: 'running', problem: null }
        : {
            state: 'ended',
            problem: `The file ${relative(process.cwd(), path)} is not there, and neither are its results.`,
          };
    }
    // Without the file there is nothing to wait for.
    if (!existsSync(path)) return { state: 'ended', problem: null };
    const [wanted, written] = await Promise.all([countLines(path), countLines(results)]);
    return { state: written < wanted ? 'running' : 'ended', problem: null };
  }

  async *results(path: string): AsyncGenerator<RemoteLine> {
    const results = resultsOf(path);
    if (existsSync(results)) yield* readResultsFile(results);
  }

  async cancel(path: string): Promise<void> {
    await rm(path, { force: true });
  }

  #path(marker: string): string {
    const name = this.model.replace(/[^\w.-]+/g, '-').slice(0, 60);
    return resolve(join(folder, `${name}-${marker.slice(0, markerLength)}.jsonl`));
  }
}

/** The lines of a file of results in OpenAI's form; what is no such line is passed over. */
export async function* readResultsFile(path: string): AsyncGenerator<RemoteLine> {
  const asked = { id: path, endpoint: path, secrets: [], keyVariable: null, baseUrlVariable: null };
  for await (const text of linesOf(path)) {
    const line = readChatLine(parseJson(text), asked);
    if (line !== null) yield line;
  }
}

function resultsOf(path: string): string {
  return path.replace(/\.jsonl$/, '.results.jsonl');
}

function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `"${path}"`;
}

async function* linesOf(path: string): AsyncGenerator<string> {
  const input = createReadStream(path, 'utf8');
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() !== '') yield line;
  }
}

/** A line that is still being written has no end, and does not count. */
async function countLines(path: string): Promise<number> {
  let lines = 0;
  for await (const chunk of createReadStream(path)) {
    const bytes = chunk as Buffer;
    for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) lines += 1;
  }
  return lines;
}
