import { type ChildProcess, spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { environment, finished, hvsb, hvsbProgram, temporaryFolder } from '../support/hvsb.ts';
import { neededPostgres, PostgresServer } from '../support/postgres.ts';
import { runCommand } from '../support/run-command.ts';
import { seededChance } from '../support/seeded-chance.ts';
import { TroubledServer } from '../support/troubled-server.ts';
import { WorkerNetworks, type WorkerPlace } from '../support/worker-networks.ts';

/** `HVSB_TEST_CHAOS=5000` for the whole: so many scenarios, 30 kills, 5 restarts. Takes half an hour and more. */
const whole = Number(process.env.HVSB_TEST_CHAOS ?? 0);
const size =
  whole > 0
    ? { scenarios: whole, kills: 30, restarts: 5, cuts: 6 }
    : { scenarios: 48, kills: 4, restarts: 2, cuts: 1 };
const models = ['qwen2.5-7b', 'gpt-4o-mini', 'mistral-7b', 'qwen2.5-72b'];
const concurrency = 8;
const workers = 4;
const price = { input: 2, output: 8 };
/** Enough for what is paid twice and for answers whose tokens the server does not say, which count at their most. */
const budgetUsd = size.scenarios * 0.03;

describe('a study on four workers that are killed, on a database that is restarted', neededPostgres(), () => {
  let server: PostgresServer;
  let networks: WorkerNetworks;
  beforeAll(async () => {
    server = await PostgresServer.start();
    networks = WorkerNetworks.make(workers);
  });
  afterAll(async () => {
    await networks?.[Symbol.asyncDispose]();
    await server?.remove();
  });

  it(`is complete: ${size.kills} kills, ${size.restarts} restarts, ${size.cuts} cuts`, {
    timeout: whole > 0 ? 3 * 3_600_000 : 240_000,
  }, async () => {
    if (!networks.isSeparate) console.warn('No network namespaces here: the workers share one network.');
    await using alone = await temporaryFolder();
    await using shared = await temporaryFolder();
    await using model = await TroubledServer.start(0);
    const modelPort = await networks.forward(model.port);
    const store = new URL(server.address({ schema: 'chaos' }));
    store.hostname = networks.address;
    store.port = String(await networks.forward(server.port));
    const baseUrl = `http://${networks.address}:${modelPort}/v1`;

    await prepare(alone.path, baseUrl, join(alone.path, 'hvsb.db'));
    const undisturbed = await hvsb(alone.path, ['run', 'study.yaml', '--json']);
    expect(undisturbed.code, undisturbed.stderr).toBe(0);
    const [requests, answers] = [model.received, new Map(model.answers)];

    await prepare(shared.path, baseUrl, store.href);
    const fleet = new Fleet(networks.places, shared.path);
    await disturb(fleet, { model, requests, from: model.received, server, networks });
    const { printed, failed } = await fleet.ended();

    expect(failed).toEqual([]);
    expect(printed.filter((text) => text.includes('fault in hvsb'))).toEqual([]);
    const last = await hvsb(shared.path, ['run', 'study.yaml', '--json']);
    expect([last.code, sentBy(last.stdout)], last.stderr).toEqual([0, [0, 0, 0]]);
    for (const table of ['judgments', 'explanations', 'agreements', 'calls', 'failures']) {
      const found = await contents(shared.path, table, store.href);
      expect(found, table).toEqual(await contents(alone.path, table, join(alone.path, 'hvsb.db')));
      expect(new Set(found).size, table).toBe(found.length);
    }
    // In flight at each kill, and a batch that was not stored yet; a cut takes the answers of all workers.
    const mostRepeated = (size.kills + workers * (size.cuts + 1)) * 2 * concurrency;
    const repeated = [...model.answers].reduce(
      (sum, [body, times]) => sum + times - 2 * (answers.get(body) ?? 0),
      0,
    );
    expect(repeated).toBeGreaterThanOrEqual(0);
    expect(repeated).toBeLessThanOrEqual(mostRepeated);
    const [[taken] = []] = await server.run('study', 'select max(taken_usd) from chaos_work.shared_run');
    expect(Number(taken)).toBeLessThanOrEqual(budgetUsd);
    expect(Number(taken)).toBeGreaterThan(0);
    const left = await server.run(
      'study',
      `select count(*)::int from chaos_work.job where name = 'given-up'`,
    );
    expect(left).toEqual([[0]]);
  });
});

interface Disturbed {
  readonly model: TroubledServer;
  /** Of the undisturbed study. */
  readonly requests: number;
  readonly from: number;
  readonly server: PostgresServer;
  readonly networks: WorkerNetworks;
}

/** All disturbances, spread over the whole study by the requests that the model's server has had. */
async function disturb(fleet: Fleet, { model, requests, from, server, networks }: Disturbed): Promise<void> {
  const chance = seededChance('the moments of the disturbances');
  const kill = async () => {
    await wait(chance() * 40);
    fleet.kill(Math.floor(chance() * workers));
  };
  const restart = async () => {
    await server.end(chance() < 0.5 ? 'immediate' : 'fast');
    await wait(500 + chance() * 1500);
    await server.begin();
  };
  const cut = async () => {
    networks.cutConnections();
    const place = networks.places[Math.floor(chance() * workers)];
    place?.cut();
    await wait(300 + chance() * 700);
    place?.restore();
  };
  const events = [
    ...spread(size.kills, kill),
    ...spread(size.restarts, restart),
    ...spread(size.cuts, cut),
  ].toSorted((one, other) => one.at - other.at);
  for (const { at, act } of events) {
    while (model.received - from < at * requests && fleet.isRunning) await wait(20);
    await act();
  }
}

function spread(count: number, act: () => Promise<void>) {
  return Array.from({ length: count }, (_, n) => ({ at: (n + 0.6) / (count + 0.4), act }));
}

/** Workers that begin again where they are killed. */
class Fleet {
  readonly #folder: string;
  readonly #places: readonly WorkerPlace[];
  readonly #running = new Map<number, ChildProcess>();
  readonly #printed: string[] = [];
  readonly #failed: string[] = [];
  readonly #slots: readonly Promise<void>[];

  constructor(places: readonly WorkerPlace[], folder: string) {
    this.#folder = folder;
    this.#places = places;
    this.#slots = places.map((_, slot) => this.#keep(slot));
  }

  get isRunning(): boolean {
    return this.#running.size > 0;
  }

  /** The worker of this slot, or the next one that runs. */
  kill(slot: number): void {
    const child = this.#running.get(slot) ?? [...this.#running.values()][0];
    child?.kill('SIGKILL');
  }

  /** What all of them printed, and those that did not end well, once none runs. */
  async ended() {
    await Promise.all(this.#slots);
    return { printed: this.#printed, failed: this.#failed };
  }

  async #keep(slot: number): Promise<void> {
    for (;;) {
      const command = [...(this.#places[slot]?.prefix ?? []), process.execPath, hvsbProgram];
      const [program = '', ...words] = [...command, 'run', 'study.yaml', '--json'];
      const child = spawn(program, words, { cwd: this.#folder, env: environment({}) });
      this.#running.set(slot, child);
      const { code, stderr } = await finished(child);
      this.#running.delete(slot);
      this.#printed.push(stderr);
      // Killed, or begun while the database was away, as what restarts workers would see it.
      if (code === null || (code === 2 && !stderr.includes('Plan:'))) continue;
      if (code !== 0) this.#failed.push(stderr);
      return;
    }
  }
}

async function prepare(folder: string, baseUrl: string, store: string): Promise<void> {
  const scenarios = Array.from({ length: size.scenarios }, (_, n) => ({
    id: `office-${n}`,
    cluster: `counter ${Math.floor(n / 4)}`,
    variant: n % 4 === 3 ? 'control' : 'plain',
    category: n % 2 === 0 ? 'age' : 'profession',
    gold: n % 4 === 3 ? 'unbiased' : 'biased',
    statement: `The clerk at office ${n} read the form out, ${n % 4 === 3 ? 'to all' : 'but only to the older caller'}.`,
  }));
  const file = join(folder, 'office.jsonl');
  await writeFile(file, `${scenarios.map((row) => JSON.stringify(row)).join('\n')}\n`);
  const choices = models.map(
    (name) =>
      `  - { model: "openai-compatible:${name}", baseUrl: "${baseUrl}", price: { input: ${price.input}, output: ${price.output} } }`,
  );
  const limits = `limits: { concurrency: ${concurrency}, timeoutSeconds: 20, budgetUsd: ${budgetUsd} }`;
  await writeFile(
    join(folder, 'study.yaml'),
    [
      ...[`store: ${JSON.stringify(store)}`, 'datasets: [office]', 'models:', ...choices],
      ...['judge: { attacks: [none, untargeted, targeted] }', 'explain: {}', 'agree: {}', limits, ''],
    ].join('\n'),
  );
  const imported = await runCommand(['import', 'scenarios', file, '--dataset', 'office', '--store', store]);
  expect(imported.code, imported.stderr).toBe(0);
}

function sentBy(stdout: string): readonly number[] {
  const { judged, explained, agreed } = JSON.parse(stdout);
  return [judged, explained, agreed].map(({ sent }) => sent);
}

/** All that a table holds, without what differs from run to run: times, attempts, and numbers that count what came. */
async function contents(folder: string, table: string, store: string): Promise<readonly string[]> {
  const rows = await exported(folder, table, store);
  const explained = table === 'agreements' ? await exported(folder, 'explanations', store) : [];
  const texts = new Map(explained.map((row) => [row.explanation, `${row.model}: ${row.scenario_id}`]));
  return rows
    .map(({ latency_ms, answered_at, attempts, explanation, condition, ...row }) =>
      JSON.stringify({ ...row, explanation: texts.get(explanation) }),
    )
    .toSorted();
}

async function exported(
  folder: string,
  table: string,
  store: string,
): Promise<readonly Record<string, unknown>[]> {
  const out = join(folder, `${table}.jsonl`);
  const done = await runCommand(['export', '--table', table, '--out', out, '--store', store]);
  expect(done.code, done.stderr).toBe(0);
  const text = (await readFile(out, 'utf8')).trimEnd();
  return text === '' ? [] : text.split('\n').map((line) => JSON.parse(line));
}
