import type { ClientConfig } from 'pg';
import { UsageError } from '../../errors/errors.ts';

/** Whether a store's name means a PostgreSQL database. */
export function isPostgresLocation(store: string): boolean {
  return /^postgres(ql)?:\/\//i.test(store);
}

/** Where a store is in PostgreSQL. */
export interface PostgresLocation {
  /** As the user would name it: without a password. */
  readonly shown: string;
  readonly host: string;
  readonly database: string;
  readonly user: string | null;
  /** Of the tables: several studies can share a database. */
  readonly schema: string;
  readonly client: ClientConfig;
}

export const usualSchema = 'hvsb';

/**
 * Reads `postgres://user@host:port/database?schema=name&sslmode=require`. What is missing is what PostgreSQL's own programs
 * take: PGHOST, PGUSER and others; the password is the URL's, PGPASSWORD, or that of .pgpass.
 * @throws UsageError for a URL that names no database, or a schema that is no plain name
 */
export function postgresLocation(url: string): PostgresLocation {
  const parsed = parse(url);
  const schema = parsed.searchParams.get('schema') ?? usualSchema;
  // That of the work has five letters more, and pg-boss takes 50.
  if (!/^[a-z_][a-z0-9_]{0,44}$/.test(schema)) {
    throw new UsageError('The schema of the store cannot be used.', {
      where: shownUrl(parsed),
      expected: 'a name of small letters, digits and "_", at most 45',
      found: schema,
    });
  }
  const passed = new URL(parsed);
  passed.searchParams.delete('schema');
  if (weakModes.has(parsed.searchParams.get('sslmode') ?? ''))
    passed.searchParams.set('uselibpqcompat', 'true');
  const database = decodeURIComponent(parsed.pathname.slice(1)) || (process.env.PGDATABASE ?? '');
  if (database === '') {
    throw new UsageError('The address of the store names no database.', {
      where: shownUrl(parsed),
      expected: 'postgres://USER@HOST/DATABASE',
    });
  }
  return {
    shown: shownUrl(parsed),
    host: parsed.searchParams.get('host') ?? (parsed.hostname || (process.env.PGHOST ?? 'localhost')),
    database,
    user:
      parsed.searchParams.get('user') ??
      (decodeURIComponent(parsed.username) || (process.env.PGUSER ?? null)),
    schema,
    client: { connectionString: passed.href },
  };
}

/** They mean what they mean to PostgreSQL's own programs; pg would take them for `verify-full`, with a warning. */
const weakModes = new Set(['prefer', 'require', 'verify-ca']);
const sslModes = new Set([...weakModes, 'disable', 'verify-full', 'no-verify']);

function parse(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !isPlain(parsed)) {
    // The URL itself may hold a password.
    throw new UsageError('The address of the store cannot be read.', {
      expected: 'postgres://USER@HOST/DATABASE, special characters in it as %20, %40 for @ and %23 for #',
    });
  }
  const mode = parsed.searchParams.get('sslmode');
  if (mode === null || sslModes.has(mode)) return parsed;
  throw new UsageError('The address of the store has an unknown "sslmode".', {
    where: shownUrl(parsed),
    expected: [...sslModes].join(', '),
    found: mode,
  });
}

/** Whether no part of a password is taken for another part, because of a character in it that has a meaning in URLs. */
function isPlain(url: URL): boolean {
  try {
    decodeURIComponent(url.username + url.password + url.pathname);
    return url.hash === '' && (url.username !== '' || !/@/.test(url.pathname + url.search));
  } catch {
    return false;
  }
}

const secretParameters = ['password', 'sslpassword'];

function shownUrl(url: URL): string {
  const shown = new URL(url);
  shown.password = '';
  for (const name of secretParameters) shown.searchParams.delete(name);
  return shown.href;
}
