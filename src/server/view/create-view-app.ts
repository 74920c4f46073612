import { Hono } from 'hono';
import { type Guard, guardedApp } from '../guarded-app.ts';
import { pageFiles } from '../page-files.ts';
import { LiveFeed } from './live-feed.ts';
import type { RatingGuest } from './rating-guest.ts';
import type { StudyDesk } from './study-desk.ts';
import { viewRoutes } from './view-routes.ts';

export interface ViewAppOptions extends Guard {
  readonly desk: StudyDesk;
  readonly rating: RatingGuest;
  /** Folder of the built page, see `pageFolder`. */
  readonly page: string;
}

/** The page of a study with its API and that of the rating page, to be listened with by `serve`. */
export async function createViewApp({ desk, rating, page, ...guard }: ViewAppOptions): Promise<Hono> {
  const api = new Hono();
  const live = new LiveFeed(desk, () => rating.state());
  api.route('/view', viewRoutes(desk, live));
  api.all('/view/*', (context) => context.notFound());
  api.all('*', (context) => rating.answer(context.req.raw));
  return guardedApp(guard, api, await pageFiles(page, 'server'));
}
