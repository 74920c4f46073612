import { Hono, type MiddlewareHandler } from 'hono';
import { UsageError } from '../../../errors/errors.ts';
import { problemResponse, RequestError } from '../../problems.ts';
import type { StudyService } from '../study-service.ts';

/** The studies that a server shows: its own, and one that it is compared with. */
export interface ShownStudies {
  readonly own: StudyService;
  readonly other: StudyService | null;
}

/** Which judgments are shown. */
export interface Shown {
  /** `other`: the study to compare with. */
  readonly store?: string | null | undefined;
  /** The prompt pack; the study's own choice if absent. */
  readonly pack?: string | null | undefined;
}

/** @throws RequestError 404 where there is no such study, or the pack was not judged in it. */
export async function serviceOf({ own, other }: ShownStudies, { store, pack }: Shown): Promise<StudyService> {
  const service = store === 'other' ? other : own;
  if (service === null) {
    throw new RequestError(404, 'There is no study to compare with.', {
      advice: 'Start the page with one: "hvsb view --compare FILE".',
    });
  }
  if (pack === undefined || pack === null) return service;
  try {
    return await service.ofPack(pack);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const { message, expected } = error;
    throw new RequestError(404, message, { ...(expected === undefined ? {} : { expected }) });
  }
}

/**
 * Answers requests that name a prompt pack (`?pack=defined`), or the study to compare with (`?store=other`), by the same
 * routes over its judgments; those that name neither go on. What a pack needs is made at the first request for it.
 *
 * @param routesOf the routes over one service.
 */
export function shownRoutes(
  studies: ShownStudies,
  routesOf: (service: StudyService) => Hono,
): MiddlewareHandler {
  const apps = new Map<StudyService, Hono>();
  return async (context, next) => {
    const url = new URL(context.req.url);
    const [pack, store] = [url.searchParams.get('pack'), url.searchParams.get('store')];
    if (pack === null && store === null) return next();
    url.searchParams.delete('pack');
    url.searchParams.delete('store');
    const service = await serviceOf(studies, { store, pack });
    const app = apps.get(service) ?? wholeApp(routesOf(service));
    apps.set(service, app);
    const { method, headers, signal } = context.req.raw;
    return app.fetch(new Request(url, { method, headers, signal }));
  };
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
