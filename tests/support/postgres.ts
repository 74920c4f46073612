import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync } from 'node:fs';
import { chmod, chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import type { SuiteOptions } from 'vitest';
import { skippedBecause } from './needs.ts';

/** Where PostgreSQL's programs are: of the newest version that Debian has installed, or those on the path. */
function programs(): string | null {
  const folders = [
    ...globSync('/usr/lib/postgresql/*/bin').sort(newestFirst),
    ...(process.env.PATH ?? '').split(delimiter),
  ];
  const needed = ['initdb', 'postgres'];
  return folders.find((folder) => needed.every((name) => existsSync(join(folder, name)))) ?? null;
}

function newestFirst(one: string, other: string): number {
  return other.localeCompare(one, 'en', { numeric: true });
}

/** Of tests that store in PostgreSQL. */
export function neededPostgres(): SuiteOptions {
  if (programs() === null) return skippedBecause('PostgreSQL is not installed (Debian: postgresql).');
  return owner() === undefined
    ? skippedBecause('PostgreSQL does not run as root, and there is no user "postgres".')
    : {};
}

/** As whom the server runs: it refuses root. Null is whoever runs the tests. */
function owner(): { readonly uid: number; readonly gid: number } | null | undefined {
  if (process.getuid?.() !== 0) return null;
  try {
    const [uid, gid] = ['-u', '-g'].map((flag) =>
      Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' })),
    );
    return uid === undefined || gid === undefined ? undefined : { uid, gid };
  } catch {
    return undefined;
  }
}

/**
 * A server of PostgreSQL for tests alone, in a temporary folder on a free port. Passwords are asked for, and a killed
 * server forgets nothing; only power cuts are not guarded against.
 */
export class PostgresServer {
  static readonly password = 'a secret of the tests';
  readonly port: number;
  readonly #folder: string;
  readonly #bin: string;
  readonly #isDurable: boolean;
  #server: ChildProcess | null = null;
  #schemas = 0;

  private constructor(
    { folder, bin, isDurable }: { folder: string; bin: string; isDurable: boolean },
    port: number,
  ) {
    this.#folder = folder;
    this.#bin = bin;
    this.#isDurable = isDurable;
    this.port = port;
  }

  /** @param isDurable whether it guards against power cuts, too, as a server does that is measured */
  static async start({ isDurable = false }: { readonly isDurable?: boolean } = {}): Promise<PostgresServer> {
    const bin = programs();
    if (bin === null) throw new Error('PostgreSQL is not installed');
    const folder = await mkdtemp(join(tmpdir(), 'hvsb-postgres-'));
    const user = owner();
    if (user) await chown(folder, user.uid, user.gid);
    await chmod(folder, 0o700);
    const server = new PostgresServer({ folder, bin, isDurable }, await freePort());
    try {
      await server.#initialize();
      await server.begin();
      await server.run('postgres', 'create database study');
      return server;
    } catch (error) {
      await server.remove();
      throw error;
    }
  }

  /** The address of a schema that nothing is in. */
  emptyStore(): string {
    this.#schemas += 1;
    return this.address({ schema: `test_${this.#schemas}` });
  }

  /** With the password, unless another one is given; null for none. */
  address({
    user = 'postgres',
    password = PostgresServer.password,
    database = 'study',
    schema,
  }: {
    readonly user?: string;
    readonly password?: string | null;
    readonly database?: string;
    readonly schema?: string;
  } = {}): string {
    const url = new URL(`postgres://127.0.0.1:${this.port}/${database}`);
    url.username = user;
    if (password !== null) url.password = password;
    if (schema !== undefined) url.searchParams.set('schema', schema);
    return url.href;
  }

  /** Statements as the server's owner. */
  async run(database: string, ...statements: readonly string[]): Promise<readonly unknown[][]> {
    const client = new pg.Client({ connectionString: this.address({ database }) });
    await client.connect();
    try {
      let rows: unknown[][] = [];
      for (const text of statements) ({ rows } = await client.query({ text, rowMode: 'array' }));
      return rows;
    } finally {
      await client.end();
    }
  }

  async begin(): Promise<void> {
    const settings = {
      port: String(this.port),
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      fsync: this.#isDurable ? 'on' : 'off',
      log_min_messages: 'fatal',
    };
    const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    this.#server = spawn(join(this.#bin, 'postgres'), ['-D', this.#data, ...options], {
      ...owner(),
      stdio: 'ignore',
    });
    for (let attempt = 0; attempt < 300; attempt += 1) {
      if (await this.run('postgres', 'select 1').catch(() => null)) return;
      if (this.#server.exitCode !== null) break;
      await setTimeout(100);
    }
    throw new Error('PostgreSQL did not start');
  }

  /** `immediate` cuts connections off as a crash does; `fast` ends sessions first. */
  async end(how: 'fast' | 'immediate' = 'immediate'): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null || server.exitCode !== null) return;
    const ended = once(server, 'exit');
    server.kill(how === 'fast' ? 'SIGINT' : 'SIGQUIT');
    await ended;
  }

  async remove(): Promise<void> {
    await this.end();
    await rm(this.#folder, { recursive: true, force: true });
  }

  get #data(): string {
    return join(this.#folder, 'data');
  }

  async #initialize(): Promise<void> {
    const passwords = join(this.#folder, 'password');
    await writeFile(passwords, PostgresServer.password, { mode: 0o644 });
    const options = [
      ...['-D', this.#data, '-U', 'postgres', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'],
      ...['--auth=scram-sha-256', `--pwfile=${passwords}`],
    ];
    await promisify(execFile)(join(this.#bin, 'initdb'), options, { ...owner() });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
