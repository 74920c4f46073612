import type { RatingSettings } from '../../core/rating.ts';
import type { RatingStore } from '../../store/rating-store.ts';
import { allowedHosts } from '../allowed-hosts.ts';
import { pageFolder } from '../page-folder.ts';
import { type RunningServer, serve } from '../serve.ts';
import { createRatingApp } from './create-rating-app.ts';

export interface RatingServerOptions {
  /** Written by this process alone while the server runs: take the store's lock first. */
  readonly store: RatingStore;
  readonly settings: RatingSettings;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly token: string | null;
  /** Further names under which the server answers, for example of a proxy in front. */
  readonly alsoKnownAs?: readonly string[];
  /** Told a sentence where something takes a while. */
  readonly notify: (sentence: string) => void;
}

/**
 * Serves the rating page until closed.
 * @throws UsageError for a host beyond this machine without a token, a short token, a port that cannot be had, and
 * where the store's ratings are on another scale.
 */
export async function startRatingServer(options: RatingServerOptions): Promise<RunningServer> {
  const { store, settings, host, port, token, notify } = options;
  const page = await pageFolder(notify);
  const hosts = allowedHosts(host, options.alsoKnownAs);
  const app = await createRatingApp({ store, settings, token, hosts, page });
  return serve({ app, host, port, token });
}
