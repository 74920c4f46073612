import pg from 'pg';
import passFile from 'pgpass';
import { StoreError } from '../../errors/errors.ts';

/** Takes a password that is neither in the address nor in PGPASSWORD from ~/.pgpass. */
export class PassFileClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    if (this.password) return;
    const fromFile = (whom: pg.ClientConfig) =>
      new Promise<string | undefined>((resolve) => passFile(whom, resolve));
    // pg asks a function when the server asks for a password; its own way to the file warns whoever uses it.
    Object.assign(this, { password: fromFile });
  }
}

/**
 * A session has to stay the same between transactions: locks, prepared statements and what is listened to belong to it.
 * @throws StoreError where a pooler gives each transaction another one
 */
export async function requireOwnSession(client: pg.PoolClient, pool: pg.Pool, where: string): Promise<void> {
  const session = await sessionNumber(client);
  // A pooler makes numbers of its own up.
  if ('processID' in client && client.processID === session) return;
  const other = await pool.connect();
  try {
    await other.query('begin');
    const busy = await sessionNumber(other);
    if (busy !== session && (await sessionNumber(client)) === session) return;
  } finally {
    await other.query('rollback').finally(() => other.release());
  }
  throw new StoreError('A pooler in front of PostgreSQL gives each transaction another session.', {
    where,
    expected: 'a session for each connection, such as "pool_mode = session" of PgBouncer',
    advice: 'Change the mode of the pooler, or name the server itself in the address.',
  });
}

async function sessionNumber(client: pg.PoolClient): Promise<unknown> {
  const { rows } = await client.query<{ number: unknown }>('select pg_backend_pid() as number');
  return rows[0]?.number;
}
