import { HvsbError, StoreError } from '../../errors/errors.ts';
import type { PostgresLocation } from './location.ts';

/**
 * What a failure means for what was asked: `lost` is gone with the connection, `conflict` met another transaction, `full`
 * met a full disk; these are asked again. `final` would fail again.
 */
export type FailureKind = 'lost' | 'conflict' | 'full' | 'final';

/** Of the operating system and of pg, which has no codes for a connection that ended. Names are looked up again, too: a network comes back. */
const lostConnections = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'EHOSTDOWN'],
  ...['ENETUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN'],
]);
/** Of a socket of this machine. */
const noSockets = new Set(['ENOENT', 'EACCES', 'ENOTSOCK']);
const lostMessages =
  /connection (terminated|timeout|ended)|timeout exceeded when trying to connect|not queryable/i;
/** Of Node, in many names, and of pg, without one. */
const unsafeCodes = /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|ERR_OSSL|HOSTNAME_MISMATCH)/;
const unsafeMessages = /does not support SSL|error establishing an SSL connection|requires .*sslrootcert/i;

/**
 * SQLSTATE codes, see https://www.postgresql.org/docs/current/errcodes-appendix.html. Whole classes: 08 connection, 53 resources,
 * 57P operators and restarts, 58 the server's files; also sessions that were idle for too long.
 */
const lostCodes = /^(08...|53[0-3]..|57P0[1-35]|58...|25006|25P0[34])$/;
const conflictCodes = new Set(['40001', '40P01', '55P03']);
const fullCode = '53100';

export function failureKind(error: unknown): FailureKind {
  if (!(error instanceof Error) || error instanceof HvsbError) return 'final';
  const code = codeOf(error);
  if (code === null) return lostMessages.test(error.message) ? 'lost' : 'final';
  if (conflictCodes.has(code)) return 'conflict';
  if (code === fullCode) return 'full';
  return lostConnections.has(code) || lostCodes.test(code) ? 'lost' : 'final';
}

interface Meaning {
  readonly problem: string;
  readonly advice: string;
}

/** What a failure means to a user; null for a bug of ours, which keeps its stack. */
function meaningOf(code: string, message: string, location: PostgresLocation): Meaning | null {
  const { host, database, user } = location;
  const known = meanings(host, database, user ?? 'this user')[code];
  if (known !== undefined) return known;
  if (lostConnections.has(code) || noSockets.has(code) || code.startsWith('08')) {
    return {
      problem: `PostgreSQL cannot be reached at ${host}.`,
      advice: 'Check that it runs and takes connections from here, and the host and port of the address.',
    };
  }
  if (unsafeCodes.test(code) || unsafeMessages.test(message)) {
    return {
      problem: `No encrypted connection to ${host} could be made.`,
      advice:
        'Check "sslmode" of the address, and "sslrootcert", the file of the authority that vouches for the server.',
    };
  }
  if (!/^(25P|53|57|58|XX)/.test(code)) return null;
  return {
    problem: 'PostgreSQL could not do what it was asked.',
    advice: 'Its log has the reason. Run the same command again: it resumes from what is stored.',
  };
}

function meanings(host: string, database: string, user: string): Readonly<Record<string, Meaning>> {
  const refused = {
    problem: `PostgreSQL does not let ${user} in.`,
    advice:
      'Check the user and the password: it is taken from the address of the store, from PGPASSWORD, or from ~/.pgpass. "pg_hba.conf" of the server says who may come from where.',
  };
  const limited = {
    problem: 'PostgreSQL ended a statement that took longer than it allows.',
    advice: `Raise "statement_timeout" for ${user}, or set it to 0.`,
  };
  return {
    ENOTFOUND: { problem: `There is no host ${host}.`, advice: 'Check the host of the address.' },
    EAI_AGAIN: { problem: `The host ${host} cannot be looked up.`, advice: 'Check the network.' },
    '28P01': refused,
    '28000': refused,
    '3D000': {
      problem: `There is no database "${database}" at ${host}.`,
      advice: `Make it with "createdb ${database}", or name another one.`,
    },
    '42501': {
      problem: `PostgreSQL gives ${user} no right to do this.`,
      advice: 'Ask the owner of the database for it; docs/many-machines.md lists which rights are needed.',
    },
    '42P01': {
      problem: 'A table of the store is missing.',
      advice:
        'Somebody has removed it, or a pooler gives each transaction another session. Run the command again.',
    },
    '25006': {
      problem: 'This PostgreSQL can only be read, such as a standby or a session for reading.',
      advice: 'Name the primary server in the address.',
    },
    [fullCode]: {
      problem: 'The disk of PostgreSQL is full.',
      advice: 'Make room there and run the same command again: it resumes from what is stored.',
    },
    '53300': {
      problem: 'PostgreSQL takes no more connections.',
      advice: 'Run fewer programs at once, or raise max_connections of PostgreSQL.',
    },
    '57014': limited,
    '57P01': { problem: 'PostgreSQL was shut down.', advice: 'Start it and run the same command again.' },
    '57P03': { problem: 'PostgreSQL is starting or stopping.', advice: 'Wait until it runs and try again.' },
  };
}

/** The StoreError for an error of PostgreSQL or of the connection to it. Anything else is given back as it is. */
export function postgresFailure(error: unknown, location: PostgresLocation): unknown {
  if (!(error instanceof Error) || error instanceof HvsbError) return error;
  const isLost = failureKind(error) === 'lost';
  const meaning = meaningOf(codeOf(error) ?? (isLost ? 'ECONNRESET' : ''), error.message, location);
  if (meaning === null) return noPassword(error, location) ?? error;
  return new StoreError(meaning.problem, {
    where: location.shown,
    found: foundIn(error),
    advice: meaning.advice,
    cause: error,
  });
}

/** What pg says where the server asks for a password and there is none. */
function noPassword(error: Error, { shown }: PostgresLocation): StoreError | null {
  if (!/password must be a string/i.test(error.message)) return null;
  return new StoreError('PostgreSQL asks for a password, and none is given.', {
    where: shown,
    advice: 'Set PGPASSWORD, or write it into ~/.pgpass, which only you may read.',
    cause: error,
  });
}

function codeOf(error: Error): string | null {
  // Node tries all addresses of a host and reports the failures together.
  const first = error instanceof AggregateError ? error.errors[0] : error;
  return first instanceof Error && 'code' in first && typeof first.code === 'string' ? first.code : null;
}

function foundIn(error: Error): string {
  const first = error instanceof AggregateError ? error.errors[0] : error;
  return first instanceof Error ? first.message : error.message;
}
