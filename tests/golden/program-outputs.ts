import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import type { StudyResults } from '../../src/measures/measure.ts';
import { metricsJson } from '../../src/measures/measure-study.ts';
import { hvsb, startHvsb } from '../support/hvsb.ts';
import type { Outputs } from './golden-files.ts';

/** Runs a command that has to succeed. @param codes exit codes that are expected */
export async function succeed(
  folder: string,
  words: readonly string[],
  { environment = {}, codes = [0] }: { environment?: Record<string, string>; codes?: number[] } = {},
): Promise<string> {
  const { code, stdout, stderr } = await hvsb(folder, words, environment);
  if (!codes.includes(code ?? -1)) throw new Error(`hvsb ${words.join(' ')}: exit code ${code}. ${stderr}`);
  return stdout;
}

/** What the program prints, writes and serves of the study in a folder, in a form that no clock, path or port changes. */
export async function programOutputs(folder: string): Promise<Outputs> {
  const forms = [['--json'], ['--md'], ['--all'], []].map((form) => succeed(folder, ['metrics', ...form]));
  const [json = '', markdown = '', all = '', summary = ''] = await Promise.all(forms);
  const outputs = new Map([
    ['metrics.json.txt', linesOfJson(json)],
    ['metrics.md', markdown],
    ['metrics.txt', all],
    ['summary.txt', summary],
  ]);
  for (const [path, text] of await servedMetrics(folder, json)) outputs.set(`view/${path}`, text);
  for (const [path, text] of await reportFiles(folder)) outputs.set(`report/${path}`, text);
  return new Map([...outputs].map(([path, text]) => [path, withoutChance(text, folder)]));
}

/** Report, methods, references and tables; not the page, the drawings and the pictures. */
async function reportFiles(folder: string): Promise<Map<string, string>> {
  await succeed(folder, ['report', '--out', 'report']);
  const report = join(folder, 'report');
  const names = (await readdir(report)).filter((name) => /\.(md|bib)$/.test(name));
  const tables = (await readdir(join(report, 'tables'))).map((name) => `tables/${name}`);
  const files = new Map<string, string>();
  for (const path of [...names, ...tables]) files.set(path, await readFile(join(report, path), 'utf8'));
  return files;
}

/** The answers of `hvsb view`; its metrics are only named where they are those that `hvsb metrics` printed. */
async function servedMetrics(folder: string, printed: string): Promise<Map<string, string>> {
  const server = startHvsb(folder, ['view', '--port', '0']);
  const closed = once(server, 'close');
  try {
    const address = await addressOf(server.stdout);
    const { results, added, ...view } = await measuredMetrics(address);
    if (JSON.stringify(added) !== '[]') throw new Error('No measure was added to the built-in ones.');
    const metrics = metricsJson(results as StudyResults);
    const isSame = JSON.stringify(metrics) === JSON.stringify(JSON.parse(printed));
    const shown = { ...view, metrics: isSame ? 'equal to metrics.json.txt' : metrics };
    const csv = await (await fetch(`${address}api/view/metrics.csv`)).text();
    return new Map([
      ['metrics.json.txt', linesOfJson(JSON.stringify(shown))],
      ['metrics.csv', csv],
    ]);
  } finally {
    server.kill('SIGINT');
    await closed;
  }
}

async function measuredMetrics(address: string): Promise<Record<string, unknown>> {
  for (let tries = 0; tries < 200; tries += 1) {
    const response = await fetch(`${address}api/view/metrics`);
    const view: Record<string, unknown> = JSON.parse(await response.text());
    if (view.state === 'measured') return { ...view, revision: 'REVISION', measuredAt: 'TIME' };
    await setTimeout(50);
  }
  throw new Error('The page has no metrics after ten seconds.');
}

/** The address that a server prints first. */
export async function addressOf(stdout: NodeJS.ReadableStream | null): Promise<string> {
  if (stdout === null) throw new Error('The output is not read.');
  for await (const line of createInterface({ input: stdout })) {
    const address = /http:\S+/.exec(line)?.[0];
    if (address !== undefined) return address;
  }
  throw new Error('The server printed no address.');
}

/** JSON with an entry of a table on each line, below a line that says how the program laid it out. */
function linesOfJson(text: string): string {
  const value: unknown = JSON.parse(text);
  const layouts = [undefined, 2].flatMap((indent) => ['', '\n'].map((end) => ({ indent, end })));
  const layout = layouts.find(({ indent, end }) => JSON.stringify(value, null, indent) + end === text);
  if (layout === undefined) throw new Error('The JSON is laid out in a way that this test does not know.');
  return `${JSON.stringify(layout)}\n${spread(value, 0)}\n`;
}

function spread(value: unknown, depth: number): string {
  if (typeof value !== 'object' || value === null || depth === 2) return JSON.stringify(value);
  const items = Array.isArray(value)
    ? value.map((item) => spread(item, depth + 1))
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${spread(item, depth + 1)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return items.length === 0 ? `${open}${close}` : `${open}\n${items.join(',\n')}\n${close}`;
}

/** Puts names in the place of what differs from run to run; of a run over midnight, too. */
function withoutChance(text: string, folder: string): string {
  return text
    .replaceAll(folder, 'FOLDER')
    .replace(/\bhvsb \d+\.\d+\.\d+[\w.-]*/g, 'hvsb VERSION')
    .replace(/\b(127\.0\.0\.1|localhost):\d+/g, '$1:PORT')
    .replace(/\b20\d\d-\d\d-\d\d(T[\d:.]+Z)?/g, 'DATE')
    .replace(/DATE to DATE/g, 'DATE');
}
