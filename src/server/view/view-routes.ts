import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { ReadingRow } from '../../core/view/explanation-rows.ts';
import type { RunRecord } from '../../core/view/run-record.ts';
import type { Page } from '../../core/view/view-api.ts';
import { RequestError } from '../request-error.ts';
import { csvResponse } from './csv-response.ts';
import { cursor } from './cursor.ts';
import { listExplanations, listScenarios } from './list-pages.ts';
import type { LiveFeed } from './live-feed.ts';
import type { StudyDesk } from './study-desk.ts';
import { viewQuery } from './view-query.ts';

/** How often a line goes through a stream on which nothing happens, so that nobody between takes it for dead. */
const stillThereMs = 15_000;

/** The API of the page of a study, as core/view/view-api.ts describes it. */
export function viewRoutes(desk: StudyDesk, live: LiveFeed): Hono {
  const { reader, watch, runs } = desk;
  const api = new Hono();
  api.get('/study', async (context) => context.json({ ...(await desk.study()), exportedAt: null }));
  api.get('/metrics', async (context) => {
    const { json, revision, state } = await watch.someMetrics();
    const etag = `"${revision}-${state}"`;
    const headers = { etag, 'cache-control': 'private, no-cache' };
    if (context.req.header('if-none-match') === etag) return context.body(null, 304, headers);
    return context.body(json, 200, { ...headers, 'content-type': 'application/json' });
  });
  api.get('/metrics.csv', async () => csvResponse('metrics.csv', [(await watch.wholeMetrics()).csv]));
  api.get('/scenarios', async (context) =>
    context.json(listScenarios(desk, await watch.index(), viewQuery.scenarios(context.req.url))),
  );
  api.get('/scenarios.csv', async (context) =>
    csvResponse('scenarios.csv', desk.scenarioCsv(await watch.index(), viewQuery.scenarios(context.req.url))),
  );
  api.get('/scenarios/:id', async (context) => {
    const detail = desk.scenario(await watch.index(), context.req.param('id'));
    if (detail === null) throw new RequestError(404, 'There is no scenario of this id.');
    return context.json(detail);
  });
  api.get('/explanations', async (context) =>
    context.json(listExplanations(desk, await watch.index(), viewQuery.explanations(context.req.url))),
  );
  api.get('/readings', async (context) => {
    const { limit, cursor: given, ...query } = viewQuery.readings(context.req.url);
    const [condition, repeat, explanation] = cursor.read(given, 3) ?? [];
    const after =
      condition === undefined || repeat === undefined || explanation === undefined
        ? null
        : { condition, repeat, explanation };
    const index = await watch.index();
    const { rows, last } = reader.readings(index, query, after, limit);
    const next = last === null ? null : cursor.write([last.condition, last.repeat, last.explanation]);
    return context.json({ revision: index.revision, total: null, rows, next } satisfies Page<ReadingRow>);
  });
  api.get('/readings.csv', async (context) =>
    csvResponse('readings.csv', desk.readingCsv(await watch.index(), viewQuery.readings(context.req.url))),
  );
  api.get('/calls/:number{[0-9]{1,15}}', (context) => {
    const call = reader.call(Number(context.req.param('number')));
    if (call === null) throw new RequestError(404, 'There is no call of this number.');
    return context.json(call);
  });
  api.get('/conditions', async (context) => context.json(await desk.conditions()));
  api.get('/runs', (context) => {
    const { limit, cursor: given } = viewQuery.page(context.req.url);
    const [before] = cursor.read(given, 1) ?? [];
    const found = reader.runs({ limit: limit + 1, ...(before === undefined ? {} : { before }) });
    const rows = found.slice(0, limit).map((run) => runs.of(run, Date.now()));
    const next = found.length > limit ? cursor.write([rows.at(-1)?.number ?? 0]) : null;
    return context.json({ revision: watch.revision, total: null, rows, next } satisfies Page<RunRecord>);
  });
  api.get('/rating', (context) => context.json(live.now().rating));
  api.get('/events', (context) =>
    streamSSE(context, async (stream) => {
      const closed = new AbortController();
      stream.onAbort(() => closed.abort());
      const still = setInterval(() => void stream.write(': still there\n\n'), stillThereMs);
      try {
        for await (const data of live.changes(closed.signal)) await stream.writeSSE({ event: 'live', data });
      } finally {
        clearInterval(still);
      }
    }),
  );
  return api;
}
