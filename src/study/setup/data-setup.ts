import { readdir } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import type { Scenario, ScenarioText } from '../../core/scenario.ts';
import type { Download, FilePreview, OwnFile, SetupDataset } from '../../core/view/setup-page.ts';
import { scenarioFromWanted } from '../../core/wanted-scenario.ts';
import { datasetPresence, shipsWithPackage } from '../../datasets/dataset-files.ts';
import type { DatasetSource } from '../../datasets/dataset-source.ts';
import { downloadDataset } from '../../datasets/download.ts';
import { openScenarioTable, type ScenarioTable } from '../../datasets/scenario-file/scenario-rows.ts';
import type { DownloadProgress } from '../../download/options.ts';
import { HvsbError } from '../../errors/errors.ts';
import type { Environment } from '../../models/provider.ts';
import { downloadFolder } from '../prepare.ts';

/** What there is of each dataset on this machine. */
export async function setupDatasets(
  datasets: readonly DatasetSource[],
  environment: Environment,
  downloads: Downloads,
): Promise<readonly SetupDataset[]> {
  return Promise.all(
    datasets.map(async (source) => {
      const { id, title, description, publication, size } = source;
      const { licence, homepage, files } = publication;
      const { state } = await datasetPresence(source, downloadFolder(source, environment));
      const sizes = files.map(({ bytes }) => bytes);
      return {
        ...{ id, title, description, licence, homepage },
        state: files.every(shipsWithPackage) ? ('ships' as const) : state,
        bytes: sizes.includes(null) ? null : sizes.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0),
        files: files.length,
        scenarios: size === undefined ? null : size.biased + size.controls,
        download: downloads.of(id),
      };
    }),
  );
}

interface RunningDownload {
  readonly stop: AbortController;
  /** Bytes of each file that are here. */
  readonly bytes: Map<string, number>;
  state: Download['state'];
  message: string;
}

/** Downloads that were begun from a page; they go on when it is closed, and end with the program. */
export class Downloads {
  readonly #running = new Map<string, RunningDownload>();

  of(id: string): Download | null {
    const download = this.#running.get(id);
    if (download === undefined) return null;
    const { state, message, bytes } = download;
    return { state, message, bytes: [...bytes.values()].reduce((sum, each) => sum + each, 0) };
  }

  /** Begins, or goes on where it was cut off; one that runs is left alone. */
  begin(source: DatasetSource, environment: Environment): void {
    if (this.#running.get(source.id)?.state === 'running') return;
    const download: RunningDownload = {
      stop: new AbortController(),
      bytes: new Map(),
      state: 'running',
      message: 'Asking the publisher.',
    };
    this.#running.set(source.id, download);
    void downloadDataset(source, downloadFolder(source, environment), {
      signal: download.stop.signal,
      fetchOptions: { environment },
      onProgress: (progress) => note(download, progress),
    }).then(
      () => end(download, 'done', 'All files are here and checked.'),
      (error: unknown) => {
        const isStopped = download.stop.signal.aborted;
        if (isStopped) end(download, 'stopped', 'Stopped; what arrived is saved.');
        else if (!(error instanceof HvsbError)) end(download, 'failed', 'A fault in hvsb.');
        else end(download, 'failed', `${sentences(error)} ${ownCopy(source.id)}`);
      },
    );
  }

  stop(id: string): void {
    this.#running.get(id)?.stop.abort();
  }

  close(): void {
    for (const { stop } of this.#running.values()) stop.abort();
  }
}

function note(download: RunningDownload, progress: DownloadProgress): void {
  if (progress.kind !== 'waiting') {
    download.bytes.set(progress.file, progress.bytes);
    download.message = `Fetching ${progress.file}.`;
    return;
  }
  const { file, problem, attempt, attempts, waitMs } = progress;
  download.message = `${file}: ${problem}; attempt ${attempt} of ${attempts}, trying again in ${(waitMs / 1000).toFixed(0)} s.`;
}

function ownCopy(id: string): string {
  return `If you have its files, name their folder in the study file: "{ dataset: ${id}, from: FOLDER }".`;
}

function end(download: RunningDownload, state: Download['state'], message: string): void {
  download.state = state;
  download.message = message;
}

function sentences({ message, found, advice }: HvsbError): string {
  return [message, found === undefined ? '' : `Found: ${found}.`, advice ?? '']
    .filter((part) => part !== '')
    .join(' ');
}

const tableEndings = ['.csv', '.tsv', '.json', '.jsonl', '.ndjson', '.parquet', '.xlsx'];

/** Tables of a folder and of the folders in it, relative to it: at most 200. */
export async function tablesIn(folder: string): Promise<readonly string[]> {
  const names: string[] = [];
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    if (entry.isFile()) names.push(entry.name);
    if (!entry.isDirectory()) continue;
    const inner = await readdir(join(folder, entry.name), { withFileTypes: true }).catch(() => []);
    names.push(...inner.flatMap((each) => (each.isFile() ? [`${entry.name}${sep}${each.name}`] : [])));
  }
  const others = /(?:^|[\\/])(?:package(?:-lock)?|tsconfig)\.json$|\.schema\.json$/;
  return names
    .filter((name) => tableEndings.includes(extname(name).toLowerCase()) && !others.test(name))
    .map((name) => name.split(sep).join('/'))
    .sort()
    .slice(0, 200);
}

const mostExamples = 5;
const mostProblems = 10;

/**
 * How a file of one's own would be read, by the reader that a run uses. Nothing is stored.
 * @param path of the file
 * @throws DataError where nothing can be read: no text column, not a table
 */
export async function previewFile(path: string, { dataset, columns, gold }: OwnFile): Promise<FilePreview> {
  const table = await openScenarioTable(path, {
    dataset,
    ...(columns === undefined ? {} : { columns }),
    ...(gold === undefined ? {} : { gold }),
  });
  const counts = { scenarios: 0, biased: 0, controls: 0, invalid: 0 };
  const examples: FilePreview['examples'][number][] = [];
  const problems: string[] = [];
  const refuse = (sentence: string) => {
    counts.invalid += 1;
    if (problems.length < mostProblems) problems.push(sentence);
  };
  for await (const row of table.rows()) {
    if (row.kind === 'invalid') refuse(`Row ${row.row}: ${sentences(row.error)}`);
    if (row.kind === 'left-out') refuse(`Row ${row.item.row}: ${row.item.reason}`);
    if (row.kind !== 'row') continue;
    for (const { wanted } of row.scenarios) {
      const scenario = scenarioFromWanted(wanted);
      if (scenario === null) {
        refuse(`Row ${row.row} has no gold label. Name its column, or say what holds for all rows.`);
        continue;
      }
      count(counts, scenario);
      if (examples.length < mostExamples) examples.push(exampleOf(scenario));
    }
  }
  return { ...described(table), ...counts, examples, problems };
}

function described({ columns, header, assumptions, oddities }: ScenarioTable) {
  return {
    columns: Object.entries(columns).flatMap(([field, column]) =>
      column === undefined ? [] : [{ field, column }],
    ),
    header,
    notes: [...assumptions, ...oddities],
  };
}

function count(
  counts: { scenarios: number; biased: number; controls: number },
  { gold, control }: Scenario,
): void {
  counts.scenarios += 1;
  if (gold === 'biased') counts.biased += 1;
  if (control) counts.controls += 1;
}

function exampleOf({ text, gold, category }: Scenario): FilePreview['examples'][number] {
  return { text: shownText(text), gold, category };
}

function shownText(text: ScenarioText): string {
  switch (text.kind) {
    case 'answer':
      return `${text.context} ${text.question} ${text.answer}`;
    case 'conversation':
      return `${text.prompt} ${text.completion}`;
    case 'statement':
      return text.statement;
    default:
      return text satisfies never;
  }
}
