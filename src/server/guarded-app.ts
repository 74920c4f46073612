import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { checkOrigin } from './check-origin.ts';
import { pageHeaders } from './page-headers.ts';
import { problemResponse } from './problem-response.ts';
import { RequestError } from './request-error.ts';
import { tokenSession } from './token-session.ts';

/** Largest body that the server reads, in bytes; a file of ratings is the largest there is. */
const maxBodyBytes = 32 * 1024 * 1024;

export interface Guard {
  /** Null: whoever reaches the server may use it. */
  readonly token: string | null;
  /** Names under which it answers, see `allowedHosts`. */
  readonly hosts: ReadonlySet<string>;
}

/**
 * An API under `/api` and a page beside it, behind everything that keeps other sites and other machines out. The
 * page itself holds no data and asks for the token; all data lies behind it.
 */
export function guardedApp(guard: Guard, api: Hono, page: Hono): Hono {
  const app = new Hono();
  const session = tokenSession(guard.token);
  app.onError(problemResponse);
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

function tooLarge(): never {
  throw new RequestError(413, 'The request is too large.');
}
