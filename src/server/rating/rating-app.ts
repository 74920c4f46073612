import { Hono } from 'hono';
import { z } from 'zod';
import type { RatingSettings, RatingValue } from '../../core/rating.ts';
import type { RatingRole } from '../../core/rating-page.ts';
import { pageFolder } from '../../report/page-folder.ts';
import { allowedHosts, type Guard, guardedApp, type TokenSession, tokenSession } from '../guard.ts';
import { pageFiles } from '../page-files.ts';
import { checkRequest, RequestError, readJson } from '../problems.ts';
import { type RunningServer, serve } from '../serve.ts';
import { raterName } from './assign-item.ts';
import { type RatedStore, RatingService } from './rating-service.ts';

export interface RatingAppOptions extends Guard {
  /**
   * What the organiser's link holds: without it nobody sees coefficients, totals, other people's ratings and disputed
   * items, or takes anything out. Null or absent: everybody who can rate is an organiser.
   */
  readonly organiserToken?: string | null | undefined;
  readonly store: RatedStore;
  readonly settings: RatingSettings;
  /** Folder of the built page, see `pageFolder`. */
  readonly page: string;
}

/**
 * The rating page with its API, to be listened with by `serve`. Saves the study's labels.
 * @throws UsageError where the store's ratings are on another scale.
 */
export async function createRatingApp({
  store,
  settings,
  page,
  organiserToken = null,
  ...guard
}: RatingAppOptions): Promise<Hono> {
  await store.saveRatingLabels(settings.labels);
  const service = await RatingService.open(store, settings);
  const organiser = organiserToken === null ? null : tokenSession(organiserToken, 'organiser');
  const api = new Hono();
  if (organiser !== null) api.route('/organiser/session', organiser.routes);
  api.use(async (_, next) => {
    await service.refresh();
    await next();
  });
  api.route('/', ratingRoutes(service, organiser));
  return guardedApp(guard, api, await pageFiles(page, 'ratings'));
}

/** What is rated, and where the page is served. */
export interface RatingServerOptions {
  /** Take the store's lock first: shared (`isShared`) where other servers of ratings may write, too. */
  readonly store: RatedStore;
  readonly settings: RatingSettings;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly token: string | null;
  /** See `RatingAppOptions`. */
  readonly organiserToken?: string | null;
  /** Further names under which the server answers, for example of a proxy in front. */
  readonly alsoKnownAs?: readonly string[];
  /** Gets a sentence when something takes a while. */
  readonly notify: (sentence: string) => void;
}

/**
 * Serves the rating page until closed.
 * @throws UsageError for a host beyond this machine without a token, a short token, a port that cannot be had, and
 * where the store's ratings are on another scale.
 */
export async function startRatingServer(options: RatingServerOptions): Promise<RunningServer> {
  const { store, settings, host, port, token, organiserToken, notify } = options;
  const page = await pageFolder(notify);
  const hosts = allowedHosts(host, options.alsoKnownAs);
  const app = await createRatingApp({ store, settings, token, organiserToken, hosts, page });
  return serve({ app, host, port, token });
}

const itemNumber = z.coerce.number().int().nonnegative();
// SQLite texts end at a null character in some programs, and lone surrogates are not text.
const comment = z
  .string()
  .max(5000)
  .transform((text) => text.toWellFormed().replaceAll('\0', ''));
const daySeconds = 86_400;

const joining = z.strictObject({ name: raterName });
const working = z.strictObject({ rater: raterName, holding: itemNumber.optional() });
const adjudicating = z.strictObject({ adjudicator: raterName });

/** Schemas of the request bodies for ratings and adjudications. @param scale the allowed values. */
function bodiesOn(scale: readonly RatingValue[]) {
  const value = z.literal(scale);
  const ratingChange = z.strictObject({
    item: z.int().nonnegative(),
    value: value.nullable(),
    comment,
    seconds: z
      .number()
      .nonnegative()
      .max(30 * daySeconds),
    agoMs: z
      .number()
      .nonnegative()
      .max(366 * daySeconds * 1000),
  });
  return {
    rating: z.strictObject({ rater: raterName, ratings: z.array(ratingChange).max(1000) }),
    adjudication: z.strictObject({ adjudicator: raterName, item: z.int().nonnegative(), value, comment }),
  };
}

/** What shows other people's work, or changes it. */
const organiserRoutes = [
  '/overview',
  '/disputed-items',
  '/adjudications',
  '/ratings.csv',
  '/raters/:rater/ratings',
] as const;

/**
 * The API of the rating page; what it takes and gives is in `core/rating-page.ts`.
 * @param organiser the session that the organiser's routes ask for; null where everybody may use them.
 */
export function ratingRoutes(service: RatingService, organiser: TokenSession | null = null): Hono {
  const api = new Hono();
  if (organiser !== null) for (const route of organiserRoutes) api.use(route, organiser.require);
  api.get('/role', (context) =>
    context.json({
      role: organiser === null || organiser.isOpen(context) ? 'organiser' : 'rater',
    } satisfies RatingRole),
  );
  api.delete('/raters/:rater/ratings', async (context) => {
    const rater = checkRequest(context.req.param('rater'), raterName);
    return context.json({ removed: await service.withdraw(rater) });
  });
  const { rating, adjudication } = bodiesOn(service.scale);
  api.get('/study', (context) => context.json(service.study()));
  api.post('/raters', async (context) => {
    const { name } = await readJson(context, joining);
    return context.json(service.join(name));
  });
  api.get('/work', async (context) => {
    const { rater, holding } = checkRequest(context.req.query(), working);
    return context.json(await service.work(rater, holding ?? null));
  });
  api.get('/items/:item', (context) =>
    context.json(service.item(checkRequest(context.req.param('item'), itemNumber))),
  );
  api.put('/ratings', async (context) => {
    const { rater, ratings } = await readJson(context, rating);
    await service.rate(rater, ratings);
    return context.json({ saved: ratings.length });
  });
  api.get('/overview', (context) => context.json(service.overview()));
  api.get('/disputed-items', async (context) => {
    const { adjudicator } = checkRequest(context.req.query(), adjudicating);
    return context.json(await service.disputedItems(adjudicator));
  });
  api.put('/adjudications', async (context) => {
    const { adjudicator, item, value, comment } = await readJson(context, adjudication);
    await service.adjudicate(adjudicator, item, value, comment);
    return context.json({ saved: 1 });
  });
  api.get('/ratings.csv', (context) =>
    context.body(service.exportCsv(), 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="ratings.csv"',
    }),
  );
  api.post('/ratings.csv', async (context) => {
    if (!/^text\/csv\b/i.test(context.req.header('content-type') ?? '')) {
      throw new RequestError(415, 'Ratings are imported as CSV.', { advice: 'Send content-type text/csv.' });
    }
    return context.json(await service.importCsv(await context.req.text()));
  });
  return api;
}
