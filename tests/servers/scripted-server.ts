import { existsSync } from 'node:fs';
import { copyFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, expect, it } from 'vitest';
import type { WireDialect } from '../../src/testing/server/dialects.ts';
import {
  type ScriptedRequest,
  ScriptedServer,
  type ServerScript,
} from '../../src/testing/server/scripted-server.ts';
import { temporaryFolder } from '../support/hvsb.ts';
import { runCommand } from '../support/run-command.ts';
import { writeScenarioFile } from '../support/scenario-file.ts';

/** Sent to every scripted server; nothing that is stored or shown may hold it. */
export const recognisableKey = 'sk-recognisable-4f1d2c3b5a697887/Zz+9';

type Said = readonly (string | RegExp)[];

/** What has to come of a run. What is left out is not looked at; `requests` and `exitCode` always are. */
export interface ExpectedRun {
  /** Default 0: everything is answered. */
  readonly exitCode?: 0 | 1 | 2;
  /** Requests that the server got in this run, or the fewest and the most. */
  readonly requests: number | readonly [fewest: number, most: number];
  /** Judgments by outcome, those that are named. */
  readonly outcomes?: Readonly<Record<string, number>>;
  readonly failed?: number;
  readonly tokens?: { readonly input: number; readonly output: number };
  /** A list: one of these, by the hour of the day. */
  readonly costUsd?: number | readonly number[] | null;
  /** Why the model stopped, in the words that the user reads; null where it may not have stopped. */
  readonly stopped?: string | RegExp | null;
  /** What the user reads on standard error during the run, and may not read there. */
  readonly says?: Said;
  readonly neverSays?: Said;
  /** What `hvsb status` prints afterwards. */
  readonly status?: Said;
  readonly statusNever?: Said;
}

/** One server: what it does, and what has to come of it. */
export interface ServerRow {
  /** What the server does and what then happens, as the name of the test. */
  readonly name: string;
  readonly script: ServerScript;
  /** Default: OpenAI's chat completions. */
  readonly dialect?: WireDialect;
  /** Default `openai:scripted`; several separated by commas. */
  readonly model?: string;
  /** Default 12. Their texts hold `counter N `, see {@link counterOf}. */
  readonly scenarios?: number;
  /** Further words of `hvsb judge`; the attack is `none` where they name none. */
  readonly options?: readonly string[];
  /**
   * Further variables; default the address and key of `openai`. In a value, `SERVER` is the server's base URL, `OTHER` the
   * same server under another name, and `ORIGIN` the address without a path.
   */
  readonly environment?: Readonly<Record<string, string>>;
  readonly expected: ExpectedRun;
  /** What the same command then does, by the same server or one that follows another script. */
  readonly next?: {
    readonly script?: ServerScript;
    readonly options?: readonly string[];
    readonly environment?: ServerRow['environment'];
    readonly expected: ExpectedRun;
  };
  /** Any further look at what the server was sent, all runs together. */
  readonly sent?: (server: ScriptedServer) => void;
}

/** The number of the scenario that a request is about, from 0. */
export function counterOf(request: ScriptedRequest): number {
  return Number(/counter (\d+) /.exec(request.rawBody)?.[1] ?? -1);
}

/**
 * Makes a test of each row. In every one of them the key is searched for in all that is stored, exported and printed: in the results
 * file and its journal, in every table that is exported, in the report, and in both streams of every command.
 */
export function testServers(rows: readonly ServerRow[]): void {
  for (const row of rows) it(row.name, () => testServer(row));
  afterAll(async () => {
    await Promise.all(preparedFolders.splice(0).map((folder) => folder[Symbol.asyncDispose]()));
    preparedStores.clear();
  });
}

async function testServer(row: ServerRow): Promise<void> {
  await using folder = await temporaryFolder();
  const store = join(folder.path, 'hvsb.db');
  await copyFile(await preparedStore(row.scenarios ?? 12), store);
  // While somebody reads the file as it was before, SQLite keeps the journal with all that is written.
  using reader = new DatabaseSync(store);
  reader.exec('begin; select count(*) from sqlite_schema');
  let script = row.script;
  const server = await ScriptedServer.start({
    script: (request) => script(request),
    ...(row.dialect === undefined ? {} : { dialect: row.dialect }),
  });
  try {
    const printed = await judgeAndCheck(row, row.expected, server, store);
    if (row.next !== undefined) {
      script = row.next.script ?? row.script;
      const next = {
        ...row,
        options: [...(row.options ?? []), ...(row.next.options ?? [])],
        environment: { ...row.environment, ...row.next.environment },
      };
      printed.push(...(await judgeAndCheck(next, row.next.expected, server, store)));
    }
    row.sent?.(server);
    expect(existsSync(`${store}-wal`), 'the journal').toBe(true);
    printed.push(...(await exportAll(store, folder.path)));
    await lookForKey(printed, folder.path);
  } finally {
    await server.close();
  }
}

const preparedStores = new Map<number, Promise<string>>();
const preparedFolders: AsyncDisposable[] = [];

/** A results file with so many scenarios, made once. */
function preparedStore(scenarios: number): Promise<string> {
  const made = preparedStores.get(scenarios) ?? prepareStore(scenarios);
  preparedStores.set(scenarios, made);
  return made;
}

async function prepareStore(scenarios: number): Promise<string> {
  const folder = await temporaryFolder();
  preparedFolders.push(folder);
  const { path } = folder;
  const file = await writeScenarioFile(path, scenarios);
  const store = join(path, 'prepared.db');
  const { code, stderr } = await runCommand([
    ...['import', 'scenarios', file, '--dataset', 'desk', '--store', store],
  ]);
  expect([code, stderr]).toEqual([0, '']);
  return store;
}

/** Judges once, checks what came of it, and gives all that was printed. */
async function judgeAndCheck(
  { model = 'openai:scripted', options = [], environment = {} }: ServerRow,
  expected: ExpectedRun,
  server: ScriptedServer,
  store: string,
): Promise<string[]> {
  const before = server.counts.received;
  const words = ['judge', '--model', model, '--store', store, '--json', ...options];
  if (!options.includes('--attack')) words.push('--attack', 'none');
  const run = await runCommand(words, variables(environment, server));
  const received = server.counts.received - before;
  const status = await runCommand(['status', '--store', store]);
  const summary = run.stdout === '' ? {} : JSON.parse(run.stdout);
  expect
    .soft([run.code, run.code === (expected.exitCode ?? 0) ? '' : run.stderr])
    .toEqual([expected.exitCode ?? 0, '']);
  expect.soft(run.stderr).not.toContain('fault in hvsb');
  checkRequests(received, expected.requests);
  checkSummary(summary, expected);
  for (const part of expected.says ?? []) expect.soft(run.stderr).toMatch(part);
  for (const part of expected.neverSays ?? []) expect.soft(run.stderr).not.toMatch(part);
  for (const part of expected.status ?? []) expect.soft(status.stdout).toMatch(part);
  for (const part of expected.statusNever ?? []) expect.soft(status.stdout).not.toMatch(part);
  return [run.stdout, run.stderr, status.stdout, status.stderr];
}

function variables(
  further: Readonly<Record<string, string>>,
  server: ScriptedServer,
): Readonly<Record<string, string>> {
  const all = { OPENAI_BASE_URL: 'SERVER', OPENAI_API_KEY: recognisableKey, ...further };
  const addresses: Readonly<Record<string, string>> = {
    SERVER: server.baseUrl,
    OTHER: server.baseUrl.replace('127.0.0.1', 'localhost'),
    ORIGIN: new URL(server.baseUrl).origin,
  };
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [
      name,
      value.replaceAll(/SERVER|OTHER|ORIGIN/g, (word) => addresses[word] ?? word),
    ]),
  );
}

function checkRequests(received: number, expected: ExpectedRun['requests']): void {
  if (typeof expected === 'number') {
    expect.soft(received, 'requests').toBe(expected);
    return;
  }
  expect.soft(received, 'requests').toBeGreaterThanOrEqual(expected[0]);
  expect.soft(received, 'requests').toBeLessThanOrEqual(expected[1]);
}

interface Summary {
  readonly costUsd?: number | null;
  readonly models?: readonly { readonly stopped: { readonly message: string } | null }[];
}

function checkSummary(summary: Summary, { outcomes, failed, tokens, costUsd, stopped }: ExpectedRun): void {
  if (outcomes !== undefined) expect.soft(summary).toMatchObject({ outcomes });
  if (failed !== undefined) expect.soft(summary).toMatchObject({ failed });
  if (tokens !== undefined) expect.soft(summary).toMatchObject({ tokens });
  if (costUsd !== undefined) {
    const costs = typeof costUsd === 'object' && costUsd !== null ? costUsd : [costUsd];
    const close = costs.map((cost) => (cost === null ? null : Number(cost.toFixed(12))));
    const found = summary.costUsd ?? null;
    expect.soft(close).toContain(found === null ? null : Number(found.toFixed(12)));
  }
  if (stopped === undefined) return;
  const messages = (summary.models ?? []).map((model) => model.stopped?.message ?? null);
  if (stopped === null) expect.soft(messages.filter((message) => message !== null)).toEqual([]);
  else expect.soft(messages.join('\n')).toMatch(stopped);
}

/** What was printed, without the lines that name judgments of another address of the same model. */
const withoutNotCounted = (stderr: string): string => stderr.replaceAll(/^Not counted: .*\n/gm, '');

/** Writes the tables that hold what servers said, and the report; gives what was printed. */
async function exportAll(store: string, folder: string): Promise<string[]> {
  const words = ['calls', 'failures', 'judgments'].map((table) => {
    const out = join(folder, `${table}.${table === 'failures' ? 'csv' : 'jsonl'}`);
    return ['export', '--table', table, '--format', table === 'failures' ? 'csv' : 'jsonl', '--out', out];
  });
  const printed: string[] = [];
  for (const each of [...words, ['report', '--out', join(folder, 'report')]]) {
    const { code, stdout, stderr } = await runCommand([...each, '--store', store]);
    printed.push(stdout, stderr);
    // Where nothing was answered there is nothing to report.
    if (each[0] !== 'report') expect.soft([code, withoutNotCounted(stderr)]).toEqual([0, '']);
  }
  return printed;
}

/** Fails where the key is in what was printed, or in any file of the folder. */
export async function lookForKey(printed: readonly string[], folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = await Promise.all(names.map((name) => readFile(name, 'latin1')));
  for (const text of [...printed, ...files]) {
    for (const spelling of spellingsOfKey) expect.soft(text.includes(spelling), 'the key').toBe(false);
  }
}

/** What no spelling changes: its end is spelt otherwise as a URL, in JSON and in HTML. */
const heart = 'recognisable-4f1d2c3b5a697887';

/** Of base64 the middle, which depends on the key alone, for each of the three places where it may begin. */
const spellingsOfKey = [
  heart,
  heart.toUpperCase(),
  Buffer.from(heart).toString('hex'),
  ...[0, 1, 2].map((before) =>
    Buffer.from(`${' '.repeat(before)}${heart}`)
      .toString('base64')
      .slice(4, 36),
  ),
];
