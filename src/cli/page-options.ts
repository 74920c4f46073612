import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { UsageError } from '../errors/usage-error.ts';
import { isLoopback } from '../server/is-loopback.ts';
import { list } from './options.ts';

/** What `addPageOptions` gives. */
export interface PageOptions {
  readonly host: string;
  readonly port: number;
  readonly token?: string;
  readonly alsoKnownAs?: readonly string[];
}

/** Options of a command that serves a page. */
export function addPageOptions(command: Command, defaultPort: number): Command {
  return command
    .option('--host <name>', 'address to listen on; beyond this machine it needs a token', '127.0.0.1')
    .option('--port <n>', 'port to listen on; 0 takes a free one', Number, defaultPort)
    .option('--token <text>', 'what readers have to know; "new" makes one')
    .option('--also-known-as <hosts>', 'further names that the page is reached by, e.g. of a proxy', list);
}

/**
 * Where a page is served, with a token made where one is asked for.
 * @throws UsageError for a host beyond this machine without a token.
 */
export function pagePlace({ host, port, token: given, alsoKnownAs }: PageOptions) {
  const token = given === 'new' ? randomBytes(18).toString('base64url') : (given ?? null);
  if (token === null && !isLoopback(host)) {
    throw new UsageError('a page beyond this machine needs a token', {
      where: `--host ${host}`,
      advice: 'Add "--token new": one is made and shown with the address.',
    });
  }
  return { host, port, token, ...(alsoKnownAs === undefined ? {} : { alsoKnownAs }) };
}
