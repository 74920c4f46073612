import { Hono, type MiddlewareHandler } from 'hono';
import { UsageError } from '../../errors/errors.ts';
import { problemResponse, RequestError } from '../problems.ts';
import type { StudyService } from './study-service.ts';

/**
 * Answers requests that name a prompt pack (`?pack=defined`) from the judgments of that pack, in the words of the same
 * routes; those that name none go on. What a pack needs is made at the first request for it.
 *
 * @param routesOf the routes over one service.
 */
export function packRoutes(
  service: StudyService,
  routesOf: (service: StudyService) => Hono,
): MiddlewareHandler {
  const apps = new Map<StudyService, Hono>();
  return async (context, next) => {
    const url = new URL(context.req.url);
    const pack = url.searchParams.get('pack');
    if (pack === null) return next();
    url.searchParams.delete('pack');
    const own = await serviceOf(service, pack);
    const app = apps.get(own) ?? wholeApp(routesOf(own));
    apps.set(own, app);
    const { method, headers, signal } = context.req.raw;
    return app.fetch(new Request(url, { method, headers, signal }));
  };
}

async function serviceOf(service: StudyService, pack: string): Promise<StudyService> {
  try {
    return await service.ofPack(pack);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const { message, expected } = error;
    throw new RequestError(404, message, { ...(expected === undefined ? {} : { expected }) });
  }
}

/** The routes with the errors of the API around them. */
function wholeApp(routes: Hono): Hono {
  const app = new Hono().route('/api/view', routes);
  app.onError(problemResponse);
  app.notFound((context) =>
    problemResponse(new RequestError(404, 'There is nothing at this address.'), context),
  );
  return app;
}
