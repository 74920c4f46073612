import { describe, expect, it } from 'vitest';
import { UsageError } from '../../errors/errors.ts';
import { postgresLocation } from './location.ts';

function refusal(address: string): string {
  try {
    postgresLocation(address);
  } catch (error) {
    if (error instanceof UsageError) return error.describe();
    throw error;
  }
  throw new Error('not refused');
}

describe('the address of a store in PostgreSQL', () => {
  it('is shown without a password, wherever it is written', () => {
    const address = 'postgres://ada:s%40cret@db:5433/study?schema=two&password=s%40cret&sslmode=verify-full';
    const { shown, host, database, user, schema } = postgresLocation(address);
    expect(shown).toBe('postgres://ada@db:5433/study?schema=two&sslmode=verify-full');
    expect({ host, database, user, schema }).toEqual({
      ...{ host: 'db', database: 'study', user: 'ada', schema: 'two' },
    });
  });

  it.each(['12/34', '12#34', '12?34', '12%zz34', 'pass word/34'])(
    'is refused, and not shown, where the password %s would be cut',
    (password) => {
      const said = refusal(`postgres://ada:${password}@db/study`);
      expect(said).toMatch(/cannot be read[\s\S]*%40 for @/);
      expect(said).not.toContain('34');
    },
  );

  it.each(['@', ':', '&', '='])('may have %s in its password', (character) => {
    const { shown, host } = postgresLocation(`postgres://ada:12${character}34@db/study`);
    expect({ shown, host }).toEqual({ shown: 'postgres://ada@db/study', host: 'db' });
  });

  it('may name a socket, and the user behind it', () => {
    const { shown, host, user } = postgresLocation('postgres:///study?host=/run/postgresql&user=ada');
    expect({ host, user }).toEqual({ host: '/run/postgresql', user: 'ada' });
    expect(shown).toContain('user=ada');
  });

  it('has a database, a schema that is a plain name, and a known "sslmode"', () => {
    expect(refusal('postgres://ada:secret@db')).toMatch(/^postgres:\/\/ada@db: .*names no database/);
    expect(refusal('postgres://ada@db/study?schema=A-b')).toMatch(/found: +A-b/);
    expect(refusal('postgres://ada:secret@db/study?sslmode=yes')).toMatch(
      /^postgres:\/\/ada@db\/study\?sslmode=yes: .*unknown "sslmode"[\s\S]*verify-full[\s\S]*found: +yes/,
    );
  });

  it('means with "require" what PostgreSQL\'s own programs mean, and says nothing of it', () => {
    const { client, shown } = postgresLocation('postgres://ada@db/study?sslmode=require');
    expect(client.connectionString).toContain('uselibpqcompat=true');
    expect(shown).not.toContain('uselibpqcompat');
    const whole = postgresLocation('postgres://ada@db/study?sslmode=verify-full');
    expect(whole.client.connectionString).not.toContain('uselibpqcompat');
  });
});
