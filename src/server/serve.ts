import { once } from 'node:events';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { UsageError } from '../errors/errors.ts';
import { isLoopback } from './guard.ts';

/** Fewest characters of a token: what a machine on the network cannot try through. */
const minTokenLength = 16;

export interface ServeOptions {
  readonly app: Hono;
  /** Address to listen on. Anything but this machine alone needs a token. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly token: string | null;
}

/** A server until it is closed. */
export interface RunningServer {
  /** Address of the page, with the token as its fragment where there is one. */
  readonly url: string;
  /** Ends open connections, too. */
  close(): Promise<void>;
}

/**
 * Listens and resolves when requests are answered.
 * @throws UsageError for a host beyond this machine without a token, a short token, or a port that cannot be had.
 */
export async function serve({ app, host, port, token }: ServeOptions): Promise<RunningServer> {
  checkToken(host, token);
  const server = createAdaptorServer({ fetch: app.fetch });
  server.listen(port, host);
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    throw cannotListen(host, port, error);
  });
  const address = server.address();
  const takenPort = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${shownHost(host)}:${takenPort}/${token === null ? '' : `#token=${encodeURIComponent(token)}`}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
    },
  };
}

/** @throws UsageError for a host beyond this machine without a token, and for a short one. */
export function checkToken(host: string, token: string | null): void {
  if (token === null && !isLoopback(host)) {
    throw new UsageError(`On ${host} others can reach the server, and it has no token.`, {
      where: '--host',
      advice: 'Give one with --token, or leave out --host to listen on this machine alone.',
    });
  }
  if (token !== null && token.length < minTokenLength) {
    throw new UsageError('The token is too short to keep anybody out.', {
      where: '--token',
      expected: `at least ${minTokenLength} characters`,
      found: `${token.length}`,
    });
  }
}

function cannotListen(host: string, port: number, cause: NodeJS.ErrnoException): UsageError {
  const taken = cause.code === 'EADDRINUSE';
  return new UsageError(`The server cannot listen on ${host}, port ${port}.`, {
    found: taken ? 'another program is using the port' : cause.message,
    advice: taken ? 'Choose another with --port, or 0 for any free one.' : 'Choose another --host or --port.',
    cause,
  });
}

/** An address that a browser on this machine can open. */
function shownHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
