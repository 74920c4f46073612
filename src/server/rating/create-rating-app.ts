import type { Hono } from 'hono';
import type { RatingSettings } from '../../core/rating.ts';
import type { RatingStore } from '../../store/rating-store.ts';
import { type Guard, guardedApp } from '../guarded-app.ts';
import { pageFiles } from '../page-files.ts';
import { RatingDesk } from './rating-desk.ts';
import { ratingRoutes } from './rating-routes.ts';

export interface RatingAppOptions extends Guard {
  readonly store: RatingStore;
  readonly settings: RatingSettings;
  /** Folder of the built page, see `pageFolder`. */
  readonly page: string;
}

/**
 * The rating page with its API, to be listened with by `serve`. Saves the study's labels.
 * @throws UsageError where the store's ratings are on another scale.
 */
export async function createRatingApp({ store, settings, page, ...guard }: RatingAppOptions): Promise<Hono> {
  await store.saveRatingLabels(settings.labels);
  const desk = await RatingDesk.open(store, settings);
  return guardedApp(guard, ratingRoutes(desk), await pageFiles(page, 'ratings'));
}
