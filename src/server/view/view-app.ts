import { Hono } from 'hono';
import { compress } from 'hono/compress';
import { streamSSE } from 'hono/streaming';
import type { ListedAgreement } from '../../core/view/explanation-view.ts';
import type { RunRecord } from '../../core/view/run-record.ts';
import type { ScenarioPosition } from '../../core/view/scenario-view.ts';
import type { Page } from '../../core/view/view-api.ts';
import { type Guard, guardedApp } from '../guard.ts';
import { pageFiles } from '../page-files.ts';
import { RequestError } from '../problems.ts';
import { closedSetupRoutes } from '../setup/setup-routes.ts';
import { compareRoutes } from './compare/compare-routes.ts';
import { shownRoutes } from './compare/shown-routes.ts';
import { LiveFeed } from './live/live-feed.ts';
import type { LockingRatingService } from './locking-rating-service.ts';
import type { LockingWriter } from './locking-writer.ts';
import { noteRoutes } from './notes/note-routes.ts';
import { cursor, listExplanations, listScenarios, scenarioPosition } from './scenarios/list-pages.ts';
import { csvResponse } from './scenarios/view-csv.ts';
import type { StudyService } from './study-service.ts';
import { viewQuery } from './view-query.ts';

export interface ViewAppOptions extends Guard {
  readonly service: StudyService;
  /** A study to compare with. */
  readonly other?: StudyService | undefined;
  readonly writer: LockingWriter;
  readonly rating: LockingRatingService;
  /** Folder of the built page, see `pageFolder`. */
  readonly page: string;
}

/** The page of a study with its API and that of the rating page, to be listened with by `serve`. */
export async function createViewApp({ page, token, hosts, ...shown }: ViewAppOptions): Promise<Hono> {
  const api = new Hono();
  api.route('/setup', closedSetupRoutes('No study is set up on this page.'));
  api.route('/', studyApi(shown));
  return guardedApp({ token, hosts }, api, await pageFiles(page, 'server'));
}

/** The API of a study, without its guard. */
export function studyApi({
  service,
  other,
  writer,
  rating,
}: Omit<ViewAppOptions, keyof Guard | 'page'>): Hono {
  const api = new Hono();
  const routesOf = (shown: StudyService) => viewRoutes(shown, new LiveFeed(shown, () => rating.state()));
  const studies = { own: service, other: other ?? null };
  // Its sides name their packs and studies themselves.
  api.route('/view', compareRoutes(studies));
  api.route('/view', noteRoutes(writer, other?.store ?? null));
  api.use('/view/*', shownRoutes(studies, routesOf));
  api.route('/view', routesOf(service));
  api.all('/view/*', (context) => context.notFound());
  api.all('*', (context) => rating.answer(context.req.raw));
  return api;
}

/** How often a line goes through a stream on which nothing happens, so that nobody between takes it for dead. */
const stillThereMs = 15_000;

/** The API of the page of a study, as core/view/view-api.ts describes it. */
export function viewRoutes(service: StudyService, live: LiveFeed): Hono {
  const { store, watch, runs, work } = service;
  const api = new Hono();
  api.use(compress());
  api.get('/study', async (context) => context.json({ ...(await service.study()), exportedAt: null }));
  api.get('/metrics', async (context) => {
    const { json, revision, state } = await watch.someMetrics();
    // Weak, as it is the same whether the answer is compressed or not.
    const etag = `W/"${revision}-${state}"`;
    const headers = { etag, 'cache-control': 'private, no-cache' };
    if (context.req.header('if-none-match') === etag) return context.body(null, 304, headers);
    return context.body(json, 200, { ...headers, 'content-type': 'application/json' });
  });
  api.get('/metrics.csv', async () => csvResponse('metrics.csv', [(await watch.wholeMetrics()).csv]));
  api.get('/scenarios', async (context) =>
    context.json(await listScenarios(service, await watch.index(), viewQuery.scenarios(context.req.url))),
  );
  api.get('/scenarios.csv', async (context) =>
    csvResponse(
      'scenarios.csv',
      service.scenarioCsv(await watch.index(), viewQuery.scenarios(context.req.url)),
    ),
  );
  api.get('/scenarios/:id', async (context) => {
    const detail = await service.scenario(await watch.index(), context.req.param('id'));
    if (detail === null) throw new RequestError(404, 'There is no scenario of this id.');
    return context.json(detail);
  });
  api.get('/scenarios/:id/position', async (context) => {
    const { limit: _, cursor: __, offset: ___, ...query } = viewQuery.scenarios(context.req.url);
    const position = await scenarioPosition(service, await watch.index(), context.req.param('id'), query);
    return context.json({ position } satisfies ScenarioPosition);
  });
  api.get('/explanations', async (context) =>
    context.json(
      await listExplanations(service, await watch.index(), viewQuery.explanations(context.req.url)),
    ),
  );
  api.get('/agreements', async (context) => {
    const { limit, cursor: given, ...query } = viewQuery.agreements(context.req.url);
    const [condition, repeat, explanation] = cursor.read(given, 3) ?? [];
    const after =
      condition === undefined || repeat === undefined || explanation === undefined
        ? null
        : { condition, repeat, explanation };
    const index = await watch.index();
    const { rows, last } = await store.agreementSlice(index, query, after, limit);
    const next = last === null ? null : cursor.write([last.condition, last.repeat, last.explanation]);
    return context.json({
      revision: index.revision,
      total: null,
      rows,
      next,
    } satisfies Page<ListedAgreement>);
  });
  api.get('/agreements.csv', async (context) =>
    csvResponse(
      'agreements.csv',
      service.agreementCsv(await watch.index(), viewQuery.agreements(context.req.url)),
    ),
  );
  api.get('/calls/:number{[0-9]{1,15}}', async (context) => {
    const call = await store.callView(Number(context.req.param('number')));
    if (call === null) throw new RequestError(404, 'There is no call of this number.');
    return context.json(call);
  });
  api.get('/conditions', async (context) => context.json(await service.conditions()));
  api.get('/runs', async (context) => {
    const { limit, cursor: given } = viewQuery.page(context.req.url);
    const [before] = cursor.read(given, 1) ?? [];
    const found = await store.runs({ limit: limit + 1, ...(before === undefined ? {} : { before }) });
    const rows = found.slice(0, limit).map((run) => runs.of(run, Date.now()));
    const next = found.length > limit ? cursor.write([rows.at(-1)?.number ?? 0]) : null;
    return context.json({ revision: watch.revision, total: null, rows, next } satisfies Page<RunRecord>);
  });
  api.get('/work', async (context) => context.json(await work.now()));
  api.get('/rating', async (context) => context.json((await live.now()).rating));
  api.get('/events', (context) =>
    streamSSE(context, async (stream) => {
      const closed = new AbortController();
      stream.onAbort(() => closed.abort());
      const ended = AbortSignal.any([closed.signal, service.closing]);
      const still = setInterval(() => void stream.write(': still there\n\n'), stillThereMs);
      try {
        for await (const data of live.changes(ended)) await stream.writeSSE({ event: 'live', data });
      } catch (error) {
        // What is being closed cannot be read any more.
        if (!ended.aborted) throw error;
      } finally {
        clearInterval(still);
      }
    }),
  );
  return api;
}
