import { createHmac, timingSafeEqual } from 'node:crypto';
import { isIPv4 } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import { pageHeaders } from './page-files.ts';
import { problemPage, problemResponse, RequestError, readJson } from './problems.ts';

/** Largest body that the server reads, in bytes; a file of ratings is the largest there is. */
const maxBodyBytes = 32 * 1024 * 1024;

export interface Guard {
  /** Null: anybody who reaches the server may use it. */
  readonly token: string | null;
  /** Names under which it answers, see `allowedHosts`. */
  readonly hosts: ReadonlySet<string>;
}

/**
 * An API under `/api` and a page, both guarded against other sites and other machines. The
 * page itself holds no data and asks for the token; all data lies behind it.
 */
export function guardedApp(guard: Guard, api: Hono, page: Hono): Hono {
  const app = new Hono();
  const session = tokenSession(guard.token);
  app.onError((error, context) =>
    asksForPage(context) ? problemPage(error, context) : problemResponse(error, context),
  );
  app.notFound((context) =>
    problemResponse(new RequestError(404, 'There is nothing at this address.'), context),
  );
  app.use(pageHeaders(), checkOrigin(guard.hosts));
  app.use('/api/*', bodyLimit({ maxSize: maxBodyBytes, onError: tooLarge }), async (context, next) => {
    await next();
    if (!context.res.headers.has('cache-control')) context.header('cache-control', 'no-store');
  });
  app.route('/api/session', session.routes);
  app.use('/api/*', session.require);
  app.route('/api', api);
  app.all('/api/*', (context) => context.notFound());
  app.route('/', page);
  return app;
}

/** A browser that opens an address, as opposed to the page that asks for data. */
function asksForPage({ req }: Context): boolean {
  return !req.path.startsWith('/api/') && (req.header('accept') ?? '').includes('text/html');
}

function tooLarge(): never {
  throw new RequestError(413, 'The request is too large.');
}

/**
 * Lets through only what was asked of this server by name, and from its own pages: the Host header must be a name
 * of `hosts` (against DNS rebinding); another site's page gets nothing from the API (against forged requests,
 * also from another port of this machine, which cookies do not distinguish).
 */
export function checkOrigin(hosts: ReadonlySet<string>): MiddlewareHandler {
  return async (context, next) => {
    const host = context.req.header('host') ?? '';
    const name = hostName(host);
    if (name === null || !hosts.has(name)) {
      throw new RequestError(403, 'This server does not answer to that name.', {
        advice: 'Open the address that it printed when it started.',
      });
    }
    const origin = context.req.header('origin');
    const api = context.req.path.startsWith('/api/');
    const site = context.req.header('sec-fetch-site') ?? 'none';
    const foreign = origin !== undefined && originHost(origin) !== host.toLowerCase();
    const elsewhere = api && site !== 'same-origin' && site !== 'none';
    if (foreign || elsewhere) throw new RequestError(403, 'This server answers only its own page.');
    await next();
  };
}

/** The name in a Host header, without port and brackets. */
function hostName(host: string): string | null {
  const url = URL.parse(`http://${host}`);
  if (url === null || url.pathname !== '/' || url.username !== '' || url.search !== '') return null;
  return url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
}

function originHost(origin: string): string | null {
  const url = URL.parse(origin);
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:') ? url.host : null;
}

const loopbackNames = ['localhost', '127.0.0.1', '::1'];

/**
 * The names under which a server that listens on `host` may be asked for, without ports. A page elsewhere
 * that points its own name at this machine (DNS rebinding) asks under another one and gets nothing.
 * @param more further names, for example of a proxy in front.
 */
export function allowedHosts(host: string, more: readonly string[] = []): ReadonlySet<string> {
  return new Set([...loopbackNames, ...(isLoopback(host) ? [host] : reachableAs(host)), ...more].map(lower));
}

function reachableAs(host: string): string[] {
  if (host !== '0.0.0.0' && host !== '::') return [host];
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return [hostname(), `${hostname()}.local`, ...addresses.map(({ address }) => address)];
}

function lower(name: string): string {
  return name.toLowerCase();
}

/** Whether only this machine can reach a server that listens there. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}

const yearSeconds = 365 * 24 * 3600;
const body = z.strictObject({ token: z.string().max(1000) });

/** Where a token guards the server: how it is handed in, and what asks for it. */
export interface TokenSession {
  /** `POST /` with `{token}` gives the cookie. */
  readonly routes: Hono;
  /** Refuses what comes without the cookie. */
  readonly require: MiddlewareHandler;
  /** Whether a request comes with the cookie. */
  isOpen(context: Context): boolean;
}

/**
 * A browser hands in the token once, from the fragment of the address (which is sent to no server and stands
 * in no log), and then shows a cookie that scripts cannot read and other sites' requests do not carry. The cookie
 * is derived from the token, so it outlives the server's restart and is worth nothing under another token.
 * @param role whose session it is: one server may have two, with two tokens.
 */
export function tokenSession(token: string | null, role = ''): TokenSession {
  const routes = new Hono();
  const mark = derive(token ?? '', `cookie${role}`);
  // Cookies do not distinguish ports: two servers on one machine need two names.
  const cookie = `hvsb-${derive(token ?? '', `name${role}`).slice(0, 8)}`;
  const isOpen = (context: Context) => token === null || same(getCookie(context, cookie) ?? '', mark);
  routes.post('/', async (context) => {
    const given = await readJson(context, body);
    if (token !== null && !same(derive(given.token, `cookie${role}`), mark)) {
      throw new RequestError(401, 'That is not the token of this server.', {
        advice: 'Open the whole address that it printed, or type the token after --token.',
      });
    }
    setCookie(context, cookie, mark, { httpOnly: true, sameSite: 'Strict', path: '/', maxAge: yearSeconds });
    return context.json({ open: true });
  });
  return {
    routes,
    isOpen,
    require: async (context, next) => {
      if (!isOpen(context)) {
        throw role === ''
          ? new RequestError(401, 'This server asks for its token.')
          : new RequestError(403, `This is for the ${role} of the study.`, {
              advice: `Open the ${role}’s address, which the server printed when it started.`,
            });
      }
      await next();
    },
  };
}

function derive(token: string, purpose: string): string {
  return createHmac('sha256', token).update(`hvsb session ${purpose}`).digest('base64url');
}

function same(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
