import type pg from 'pg';
import { describe, expect, it } from 'vitest';
import { requireOwnSession } from './server-sessions.ts';

/** Connections of a server, or of a pooler that gives each transaction a session that is free. */
class Connections {
  readonly asked: string[] = [];
  readonly #mode: 'direct' | 'session' | 'transaction';
  #held = 0;

  constructor(mode: Connections['mode']) {
    this.#mode = mode;
  }

  get mode(): 'direct' | 'session' | 'transaction' {
    return this.#mode;
  }

  connect(number: number): pg.PoolClient {
    const query = (sql: string) => {
      this.asked.push(`${number}: ${sql}`);
      if (sql === 'begin') this.#held = 101;
      if (sql === 'rollback') this.#held = 0;
      return Promise.resolve({ rows: [{ number: this.#sessionOf(number) }] });
    };
    const release = () => this.asked.push(`${number}: released`);
    const processID = this.#mode === 'direct' ? this.#sessionOf(number) : 7_000_000 + number;
    return { query, release, processID } as never;
  }

  #sessionOf(number: number): number {
    if (this.#mode !== 'transaction') return 100 + number;
    // The first one is free as long as the second holds no transaction.
    return number === 1 && this.#held !== 0 ? 102 : 101;
  }
}

function check(connections: Connections): Promise<void> {
  const pool = { connect: () => Promise.resolve(connections.connect(2)) } as never;
  return requireOwnSession(connections.connect(1), pool, 'postgres://db/study');
}

describe('a session of its own', () => {
  it('is what a server gives, which is asked once', async () => {
    const server = new Connections('direct');
    await check(server);
    expect(server.asked).toHaveLength(1);
  });

  it('is what a pooler gives that pools sessions', async () => {
    const pooler = new Connections('session');
    await check(pooler);
    expect(pooler.asked.slice(-2)).toEqual(['2: rollback', '2: released']);
  });

  it('is not what a pooler gives that pools transactions', async () => {
    const pooler = new Connections('transaction');
    await expect(check(pooler)).rejects.toMatchObject({
      message: 'A pooler in front of PostgreSQL gives each transaction another session.',
      where: 'postgres://db/study',
    });
    expect(pooler.asked.slice(-2)).toEqual(['2: rollback', '2: released']);
  });
});
