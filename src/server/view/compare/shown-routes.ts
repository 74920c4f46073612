import { Hono, type MiddlewareHandler } from 'hono';
import { questionOfKey } from '../../../core/judge-question.ts';
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
  /** How the judges were asked, see `questionKey`; the headline question if absent. */
  readonly wording?: string | null | undefined;
}

/** @throws RequestError 404 where there is no such study, or the pack was not judged in it; 400 for a question that is none. */
export async function serviceOf(
  { own, other }: ShownStudies,
  { store, pack, wording }: Shown,
): Promise<StudyService> {
  const service = store === 'other' ? other : own;
  if (service === null) {
    throw new RequestError(404, 'There is no study to compare with.', {
      advice: 'Start the page with one: "hvsb view --compare FILE".',
    });
  }
  const question = wording === undefined || wording === null ? undefined : questionOfKey(wording);
  if (question === null) throw new RequestError(400, 'The parameter "wording" names no question.');
  try {
    return await service.showing({ pack: pack ?? undefined, question });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const { message, expected } = error;
    throw new RequestError(404, message, { ...(expected === undefined ? {} : { expected }) });
  }
}

/**
 * Answers requests that name a prompt pack (`?pack=defined`), a question (`?wording=2.biased-first.yes-no`), or the study to compare with (`?store=other`), by the same
 * routes over its judgments; those that name none go on. What a pack needs is made at the first request for it.
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
    const asked = (name: string) => url.searchParams.get(name);
    const [pack, wording, store] = [asked('pack'), asked('wording'), asked('store')];
    if (pack === null && wording === null && store === null) return next();
    for (const name of ['pack', 'wording', 'store']) url.searchParams.delete(name);
    const service = await serviceOf(studies, { store, pack, wording });
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
