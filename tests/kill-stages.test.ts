import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Finished, finished, hvsb, startHvsb, temporaryFolder } from './support/hvsb.ts';
import { bbqTestRow } from './support/made-rows.ts';
import { runCommand } from './support/run-command.ts';
import { seededChance } from './support/seeded-chance.ts';
import { type AnswerCounts, TroubledServer } from './support/troubled-server.ts';

/** Over all studies; `HVSB_TEST_KILLS=1000` for a night. */
const kills = Number(process.env.HVSB_TEST_KILLS ?? 100);
const concurrency = 8;
const key = 'sk-recognisable-4f1d2c3b5a697887/Zz+9';

interface KilledStudy {
  readonly name: string;
  readonly provider: string;
  readonly models: readonly string[];
  /** The study file below its datasets and models. */
  readonly stages: string;
}

const studies: readonly KilledStudy[] = [
  {
    name: 'judged, explained and read',
    provider: 'openai:',
    models: ['qwen2.5-7b', 'gpt-4o-mini', 'mistral-7b'],
    stages: 'judge: { attacks: [none, targeted] }\nexplain: { n: 24, seed: 7 }\nagree: {}\n',
  },
  {
    name: 'of models that take neither every setting nor a system message',
    provider: 'openai:',
    models: ['gpt-4o', 'llama-3.1-8b', 'qwen2.5-72b'],
    stages: 'judge: { attacks: [none, targeted], repeat: 2 }\nexplain: { n: 12 }\nagree: {}\n',
  },
  {
    name: 'with BBQ’s own questions, on two servers',
    provider: 'openai-compatible:',
    models: ['gpt-4o', 'gpt-4o-mini', 'mistral-7b'],
    stages: 'judge: { attacks: [untargeted] }\nanswer: { attacks: [none, targeted] }\nexplain: { n: 10 }\n',
  },
];

describe(`runs that are killed ${kills} times in all`, () => {
  it.each(studies)(
    'a study $name: nothing is lost, nothing is there twice, and it costs the same',
    {
      // Half a second a kill where nothing else runs, and sixty times as long where very much does.
      timeout: 300_000 + 60_000 * Math.ceil(kills / studies.length),
    },
    async (study) => {
      const chance = seededChance('the moments of the kills');
      await using whole = await temporaryFolder();
      await using killed = await temporaryFolder();
      const expected = await runWithoutKills(study, whole.path);

      await using server = await TroubledServer.start(expected.port);
      await prepare(study, killed.path, server.port);
      const printed = await killOften(study, killed.path, server, expected.requests, chance);
      const last = await run(killed.path);
      expect(last.code, last.stderr).toBe(0);
      expect(last.stderr).not.toContain('fault in hvsb');
      const again = await run(killed.path);

      const found = await contentsOf(killed.path);
      for (const table of tables) expect(found.rows[table], table).toEqual(expected.contents.rows[table]);
      expect(found.dollars).toBe(expected.contents.dollars);
      expect(found.dollars).toBeGreaterThan(10_000);
      expect(new Set(found.keys).size).toBe(found.keys.length);
      expect(sentBy(again)).toEqual(sentBy(again).map(() => 0));
      expectFewRepeats(expected.answers, server.answers);
      const check = new DatabaseSync(join(killed.path, 'hvsb.db'), { readOnly: true });
      expect(check.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
      check.close();
      await expectNoKey(killed.path, [...printed, last, again]);
    },
  );
});

async function runWithoutKills(study: KilledStudy, folder: string) {
  await using server = await TroubledServer.start(0);
  await prepare(study, folder, server.port);
  const { code, stderr } = await run(folder);
  expect(code, stderr).toBe(0);
  return {
    port: server.port,
    requests: server.received,
    answers: server.answers,
    contents: await contentsOf(folder),
  };
}

async function prepare(
  { provider, models, stages }: KilledStudy,
  folder: string,
  port: number,
): Promise<void> {
  await writeFile(join(folder, 'office.jsonl'), lines(offices()));
  await mkdir(join(folder, 'bbq'));
  await writeFile(join(folder, 'bbq', 'Age.jsonl'), lines(questions()));
  const addresses = ['127.0.0.1', 'localhost'].map((host) => `http://${host}:${port}/v1`);
  const baseUrl = provider === 'openai:' ? JSON.stringify(addresses[0]) : JSON.stringify(addresses);
  const choices = models.map(
    (model) => `  - { model: "${provider}${model}", baseUrl: ${baseUrl}, price: { input: 2, output: 8 } }`,
  );
  const datasets = stages.includes('answer:') ? 'office, { dataset: bbq, from: bbq }' : 'office';
  const study = `datasets: [${datasets}]\nmodels:\n${choices.join('\n')}\n${stages}limits: { concurrency: ${concurrency}, timeoutSeconds: 20 }\n`;
  await writeFile(join(folder, 'study.yaml'), study);
  const store = join(folder, 'hvsb.db');
  await succeed([
    'import',
    'scenarios',
    join(folder, 'office.jsonl'),
    '--dataset',
    'office',
    '--store',
    store,
  ]);
}

async function succeed(words: readonly string[]): Promise<void> {
  const { code, stderr } = await runCommand(words);
  expect(code, stderr).toBe(0);
}

function offices(): object[] {
  return Array.from({ length: 64 }, (_, n) => ({
    id: `office-${n}`,
    cluster: `counter ${Math.floor(n / 4)}`,
    variant: n % 4 === 3 ? 'control' : 'plain',
    category: n % 2 === 0 ? 'age' : 'profession',
    group: 'older people',
    gold: n % 4 === 3 ? 'unbiased' : 'biased',
    statement: `The clerk at office ${n} read the form out, ${n % 4 === 3 ? 'to all' : 'but only to the older caller'}.`,
  }));
}

function questions(): object[] {
  return Array.from({ length: 32 }, (_, n) =>
    bbqTestRow({
      id: n,
      category: 'Age',
      polarity: n % 4 < 2 ? 'neg' : 'nonneg',
      ambiguous: n % 2 === 0,
      questionIndex: `${1 + Math.floor(n / 4)}`,
      groups: ['old'],
      people: [
        ['The grandmother', 'old', 'The grandmother'],
        ['The student', 'nonOld', 'The student'],
      ],
    }),
  );
}

function lines(rows: readonly object[]): string {
  return `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`;
}

const runWords = ['run', 'study.yaml', '--json', '--allow-host', '127.0.0.1', '--allow-host', 'localhost'];
const environment = { OPENAI_API_KEY: key, OPENAI_COMPATIBLE_API_KEY: key };

function run(folder: string): Promise<Finished> {
  return hvsb(folder, runWords, environment);
}

/**
 * Kills at any moment: while the program starts, while the first call is alone, in the middle of a stage, while answers are stored,
 * and when nothing is left to do. The next kill is always before what is expected to be left is done.
 */
async function killOften(
  { name }: KilledStudy,
  folder: string,
  server: TroubledServer,
  requests: number,
  chance: () => number,
): Promise<Finished[]> {
  const printed: Finished[] = [];
  const planned = Math.ceil(kills / studies.length);
  for (let kill = 0; kill < planned; kill += 1) {
    const child = startHvsb(folder, runWords, environment);
    const left = Math.max(requests - server.received, 1);
    const closed = once(child, 'close');
    const end = finished(child);
    if (chance() < 0.15) {
      void wait(chance() * 900).then(() => child.kill('SIGKILL'));
    } else {
      const count = 1 + Math.floor(chance() * Math.min(left - 1, (1.8 * left) / (planned - kill)));
      const afterMs = chance() < 0.5 ? 0 : chance() * 40;
      server.afterRequests(count, () => void wait(afterMs).then(() => child.kill('SIGKILL')));
    }
    const [code, signal] = await closed;
    printed.push(await end);
    expect([code, signal], `${name}, kill ${kill}`).toEqual([null, 'SIGKILL']);
  }
  return printed;
}

interface Row {
  readonly [column: string]: unknown;
}

const tables = ['calls', 'judgments', 'explanations', 'agreements', 'answers', 'failures'] as const;

/** All that is stored, without what differs from run to run: times, attempts, and numbers that count what came. */
async function contentsOf(folder: string) {
  const read = tables.map(async (table) => [table, await exported(folder, table)] as const);
  const rows = new Map(await Promise.all(read));
  const texts = new Map(
    rows.get('explanations')?.map((row) => [row.explanation, `${row.model}: ${row.text}`]),
  );
  const plain = ({ latency_ms, answered_at, attempts, explanation, ...row }: Row) =>
    JSON.stringify({ ...row, explanation: texts.get(explanation) });
  const calls = rows.get('calls') ?? [];
  return {
    rows: Object.fromEntries(tables.map((table) => [table, rows.get(table)?.map(plain).toSorted()])),
    keys: calls.map(({ key }) => String(key)),
    dollars: calls.reduce(
      (sum, call) => sum + 2 * Number(call.input_tokens) + 8 * Number(call.output_tokens),
      0,
    ),
  };
}

async function exported(folder: string, table: string): Promise<readonly Row[]> {
  const out = join(folder, `${table}.jsonl`);
  await succeed(['export', '--table', table, '--out', out, '--store', join(folder, 'hvsb.db')]);
  const text = (await readFile(out, 'utf8')).trimEnd();
  return text === '' ? [] : text.split('\n').map((line): Row => JSON.parse(line));
}

function sentBy({ stdout }: Finished): number[] {
  const { metrics, ...stages } = JSON.parse(stdout);
  return Object.values<{ readonly sent?: number }>(stages).flatMap((stage) => stage?.sent ?? []);
}

/**
 * An answer was asked for again only where it was on its way when the program was killed. Those that say nothing are asked for three
 * times in any run, and by each run from the beginning.
 */
function expectFewRepeats(expected: AnswerCounts, found: AnswerCounts): void {
  const mostOfOneCall = 2;
  const extra = [...expected].flatMap(([content, times]) =>
    times > mostOfOneCall ? [] : [(found.get(content) ?? 0) - times],
  );
  expect(found.size).toBe(expected.size);
  expect(extra.length).toBeGreaterThan(0.9 * expected.size);
  expect(Math.min(...extra)).toBe(0);
  const repeated = extra.reduce((sum, times) => sum + times, 0);
  expect(repeated).toBeLessThanOrEqual(concurrency * Math.ceil(kills / studies.length));
}

async function expectNoKey(folder: string, printed: readonly Finished[]): Promise<void> {
  const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  );
  const files = names.map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1'));
  const texts = [...(await Promise.all(files)), ...printed.flatMap(({ stdout, stderr }) => [stdout, stderr])];
  for (const spelling of [
    key,
    JSON.stringify(key),
    encodeURIComponent(key),
    Buffer.from(key).toString('base64'),
  ]) {
    expect(texts.some((text) => text.includes(spelling))).toBe(false);
  }
}
