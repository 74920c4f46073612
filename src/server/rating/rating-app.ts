import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { RatedKind, RatingItem, RatingSettings, RatingValue } from '../../core/rating.ts';
import type { RatingRole, SavedRatings } from '../../core/rating-page.ts';
import { loadPromptPack } from '../../prompts/load-prompt-pack.ts';
import { pageFolder } from '../../report/page-folder.ts';
import { allowedHosts, type Guard, guardedApp, type TokenSession, tokenSession } from '../guard.ts';
import { pageFiles } from '../page-files.ts';
import { checkRequest, RequestError, readJson } from '../problems.ts';
import { type RunningServer, serve } from '../serve.ts';
import { raterName } from './assign-item.ts';
import { askedAsModels, judgedScenarios } from './judged-scenarios.ts';
import { type RatingServiceOptions, whatOf } from './open-round.ts';
import type { RatedStore } from './rating-repository.ts';
import { RatingService } from './rating-service.ts';

export interface RatingAppOptions extends Guard {
  /**
   * What the organiser's link holds: without it nobody sees coefficients, totals, other people's ratings and disputed
   * items, or takes anything out. Null or absent: everybody who can rate is an organiser.
   */
  readonly organiserToken?: string | null | undefined;
  readonly store: RatedStore;
  /** Absent: those of the newest round of the store, see `RatingRound`, and of those that follow. */
  readonly settings?: RatingSettings | undefined;
  /** Of the round; absent: explanations. */
  readonly what?: RatedKind;
  /** Folder of the built page, see `pageFolder`. */
  readonly page: string;
  /** Milliseconds since 1970; absent: the clock's. */
  readonly now?: () => number;
}

/**
 * The rating page with its API, to be listened with by `serve`. Saves the study's labels.
 * @throws UsageError where the store's ratings are on another scale.
 */
export async function createRatingApp({
  page,
  organiserToken = null,
  token,
  hosts,
  ...rated
}: RatingAppOptions): Promise<Hono> {
  const asked = await askedStore(rated);
  const settings = rated.settings ?? (await asked.store.ratingRound(whatOf(rated)))?.settings;
  if (settings !== undefined) await asked.store.saveRatingLabels(settings.labels);
  const service = await RatingService.open({ ...asked, token, asksForKey: organiserToken !== null });
  const organiser = organiserToken === null ? null : tokenSession(organiserToken, 'organiser');
  const api = new Hono();
  if (organiser !== null) api.route('/organiser/session', organiser.routes);
  api.use(async (_, next) => {
    await service.refresh();
    await next();
  });
  api.route('/', ratingRoutes(service, organiser));
  return guardedApp({ token, hosts }, api, await pageFiles(page, 'ratings'));
}

/** The store as what is asked about needs it, and its items as people see them. */
async function askedStore(options: RatingServiceOptions): Promise<RatingServiceOptions> {
  if (whatOf(options) === 'explanations') return options;
  const pack = await loadPromptPack();
  const present = (item: RatingItem) => askedAsModels(item, pack);
  return { ...options, store: judgedScenarios(options.store, pack), present };
}

/** What is rated, and where the page is served. */
export interface RatingServerOptions {
  /** Take the store's lock first: shared (`isShared`) where other servers of ratings may write, too. */
  readonly store: RatedStore;
  /** As `RatingAppOptions`. */
  readonly settings?: RatingSettings;
  /** As `RatingAppOptions`. */
  readonly what?: RatedKind;
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
  const { store, settings, what, host, port, token, organiserToken, notify } = options;
  const page = await pageFolder(notify);
  const hosts = allowedHosts(host, options.alsoKnownAs);
  const app = await createRatingApp({
    ...{ store, settings, token, organiserToken, hosts, page },
    ...(what === undefined ? {} : { what }),
  });
  return serve({ app, host, port, token });
}

const itemNumber = z.coerce.number().int().nonnegative();
// SQLite texts end at a null character in some programs, and lone surrogates are not text.
const comment = z
  .string()
  .max(5000)
  .transform((text) => text.toWellFormed().replaceAll('\0', ''));
const daySeconds = 86_400;

const platformId = z.string().max(200);
const joining = z.strictObject({
  name: raterName,
  consented: z.boolean().default(false),
  key: z.string().max(200).optional(),
  prolific: z.strictObject({ study: platformId, session: platformId }).optional(),
});
const working = z.strictObject({ rater: raterName, holding: itemNumber.optional() });
const naming = z.strictObject({ rater: raterName });
const looking = z.strictObject({ rater: raterName.optional() });
const adjudicating = z.strictObject({ adjudicator: raterName });

/** Null where the page could not measure it. */
const seconds = z
  .number()
  .nonnegative()
  .max(30 * daySeconds)
  .nullable();

/** Schemas of the request bodies for ratings and adjudications. @param scale the allowed values. */
function bodiesOn(scale: readonly RatingValue[]) {
  const value = z.literal(scale);
  const ratingChange = z.strictObject({
    item: z.int().nonnegative(),
    value: value.nullable(),
    comment,
    seconds,
    agoMs: z
      .number()
      .nonnegative()
      .max(366 * daySeconds * 1000),
  });
  return {
    rating: z.strictObject({ rater: raterName, ratings: z.array(ratingChange).max(1000) }),
    training: z.strictObject({ rater: raterName, item: z.int().nonnegative(), value, seconds }),
    adjudication: z.strictObject({ adjudicator: raterName, item: z.int().nonnegative(), value, comment }),
  };
}

/** What shows other people's work, or changes it. */
const organiserRoutes = [
  '/overview',
  '/disputed-items',
  '/adjudications',
  '/ratings.csv',
  '/raters/withdrawn',
  '/raters/returned',
  '/raters/address',
] as const;

/** The header in which a rater's page shows whose it is. */
export const raterKeyHeader = 'x-rater-key';

/**
 * The API of the rating page; what it takes and gives is in `core/rating-page.ts`.
 * @param organiser the session that the organiser's routes ask for; null where everybody may use them.
 */
export function ratingRoutes(service: RatingService, organiser: TokenSession | null = null): Hono {
  const api = new Hono();
  /** A rater may see and do what is theirs; the organiser, what is anybody's. */
  const checkOwner = (context: Context, rater: string) => {
    if (organiser === null || organiser.isOpen(context)) return;
    service.checkKey(rater, context.req.header(raterKeyHeader) ?? '');
  };
  if (organiser !== null) for (const route of organiserRoutes) api.use(route, organiser.require);
  api.get('/role', (context) =>
    context.json({
      role: organiser === null || organiser.isOpen(context) ? 'organiser' : 'rater',
      what: service.study().what,
    } satisfies RatingRole),
  );
  // The name is in no path: browsers take ".." there for the folder above.
  const named = async (context: Context) => (await readJson(context, naming)).rater;
  api.post('/raters/withdrawn', async (context) =>
    context.json({ removed: await service.withdraw(await named(context)) }),
  );
  api.post('/raters/address', async (context) =>
    context.json({ link: await service.linkOf(await named(context)) }),
  );
  api.post('/raters/returned', async (context) =>
    context.json({ removed: await service.giveBack(await named(context)) }),
  );
  api.get('/study', (context) => context.json(service.study()));
  api.post('/raters', async (context) => {
    const { name, consented, key, prolific } = await readJson(context, joining);
    const known = { ...(key === undefined ? {} : { key }), ...(prolific === undefined ? {} : { prolific }) };
    return context.json(await service.join({ name, consented, ...known }));
  });
  api.get('/work', async (context) => {
    const { rater, holding } = checkRequest(context.req.query(), working);
    checkOwner(context, rater);
    return context.json(await service.work(rater, holding ?? null));
  });
  api.get('/items/:item', (context) => {
    const item = checkRequest(context.req.param('item'), itemNumber);
    const { rater = null } = checkRequest(context.req.query(), looking);
    if (organiser === null || organiser.isOpen(context)) return context.json(service.item(item));
    checkOwner(context, rater ?? '');
    return context.json(service.item(item, rater ?? ''));
  });
  // The scale may be another with the next round.
  const bodies = () => bodiesOn(service.scale);
  api.post('/training', async (context) => {
    const { rater, item, value, seconds: spent } = await readJson(context, bodies().training);
    checkOwner(context, rater);
    return context.json(await service.train(rater, item, value, spent));
  });
  api.put('/ratings', async (context) => {
    const { rater, ratings } = await readJson(context, bodies().rating);
    checkOwner(context, rater);
    const full = await service.rate(rater, ratings);
    return context.json({ saved: ratings.length - full.length, full } satisfies SavedRatings);
  });
  api.get('/overview', (context) => context.json(service.overview()));
  api.get('/disputed-items', async (context) => {
    const { adjudicator } = checkRequest(context.req.query(), adjudicating);
    return context.json(await service.disputedItems(adjudicator));
  });
  api.put('/adjudications', async (context) => {
    const { adjudicator, item, value, comment } = await readJson(context, bodies().adjudication);
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
