import type { WantedRatingSettings } from '../../core/rating.ts';
import type { Store } from '../../store/store.ts';
import { allowedHosts } from '../allowed-hosts.ts';
import { pageFolder } from '../page-folder.ts';
import { type RunningServer, serve } from '../serve.ts';
import { createViewApp } from './create-view-app.ts';
import { RatingGuest } from './rating-guest.ts';
import { StudyDesk } from './study-desk.ts';
import type { StudyName } from './study-view.ts';

export interface ViewServerOptions extends StudyName {
  /** The store's file; others may write to it while the server runs. */
  readonly path: string;
  readonly settings: WantedRatingSettings;
  /** Chooses what is to be rated, where nothing is chosen yet; called with the lock held. */
  readonly chooseItems: (store: Store) => Promise<void>;
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
 * Serves the page of a study until closed. Only ratings are ever written.
 * @throws StoreError as `openSqliteStore` for reading; UsageError as `serve`.
 */
export async function startViewServer(options: ViewServerOptions): Promise<RunningServer> {
  const { path, name, version, settings, chooseItems, host, port, token, notify } = options;
  const page = await pageFolder(notify);
  const desk = new StudyDesk(path, { name, version });
  try {
    const rating = await RatingGuest.open({ path, reader: desk.reader, settings, chooseItems });
    const hosts = allowedHosts(host, options.alsoKnownAs);
    const app = await createViewApp({ desk, rating, page, token, hosts });
    const server = await serve({ app, host, port, token });
    return {
      url: server.url,
      async close() {
        await server.close();
        await rating.close();
        await desk.close();
      },
    };
  } catch (error) {
    await desk.close();
    throw error;
  }
}
