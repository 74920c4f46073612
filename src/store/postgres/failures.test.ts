import { describe, expect, it } from 'vitest';
import { StoreError } from '../../errors/errors.ts';
import { failureKind, postgresFailure } from './failures.ts';
import { postgresLocation } from './location.ts';

const coded = (code: string, message = 'It says so.') => Object.assign(new Error(message), { code });
const location = postgresLocation('postgres://ada:secret@db/study');

describe('a failure of PostgreSQL', () => {
  it.each([
    ...['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'ENETDOWN', 'ENOTFOUND', 'EAI_AGAIN'],
    // Connections, resources, restarts, the server's files, a standby before it takes over, sessions that were idle.
    ...['08006', '08P01', '53000', '53200', '53300', '57P01', '57P02', '57P03', '57P05', '58030'],
    ...['25006', '25P03', '25P04'],
  ])('%s passes by itself, and is explained where it does not', (code) => {
    expect(failureKind(coded(code))).toBe('lost');
    expect(postgresFailure(coded(code), location)).toBeInstanceOf(StoreError);
  });

  it('of a full disk, or another transaction, is tried again', () => {
    expect(failureKind(coded('53100'))).toBe('full');
    expect(['40001', '40P01', '55P03'].map((code) => failureKind(coded(code)))).toEqual(
      Array(3).fill('conflict'),
    );
  });

  it.each([
    ['28P01', /does not let ada in[\s\S]*PGPASSWORD/],
    ['28000', /does not let ada in[\s\S]*pg_hba.conf/],
    ['57014', /longer than it allows[\s\S]*statement_timeout/],
    ['53400', /could not do what it was asked[\s\S]*It says so/],
    ['XX001', /could not do what it was asked/],
    ['42501', /no right/],
    ['ENOENT', /cannot be reached at db/],
    ['SELF_SIGNED_CERT_IN_CHAIN', /No encrypted connection to db[\s\S]*sslrootcert/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', /No encrypted connection to db/],
  ])('%s stays, and is explained', (code, said) => {
    expect(failureKind(coded(code))).toBe('final');
    const failure = postgresFailure(coded(code), location);
    if (!(failure instanceof StoreError)) throw new Error('not explained');
    expect(failure.describe()).toMatch(said);
    expect(failure.describe()).not.toContain('secret');
  });

  it('that has no code is explained where it is known, and keeps its stack where it is ours', () => {
    const explained = (message: string) => postgresFailure(new Error(message), location);
    expect(explained('The server does not support SSL connections')).toMatchObject({
      message: 'No encrypted connection to db could be made.',
    });
    expect(explained('Connection terminated unexpectedly')).toMatchObject({
      message: 'PostgreSQL cannot be reached at db.',
    });
    const ours = coded('42601', 'syntax error');
    expect(postgresFailure(ours, location)).toBe(ours);
  });
});
