import { Hono } from 'hono';
import { pageFolder } from '../../report/page-folder.ts';
import { mayBeStore } from '../../store/open-store.ts';
import { type OwnProgram, StudyJobs } from '../../study/setup/study-jobs.ts';
import { StudySetup, type StudySetupOptions } from '../../study/setup/study-setup.ts';
import { allowedHosts, type Guard, guardedApp, type TokenSession, tokenSession } from '../guard.ts';
import { pageFiles } from '../page-files.ts';
import { type RunningServer, serve } from '../serve.ts';
import { closedSetupRoutes, setupRoutes } from '../setup/setup-routes.ts';
import { ShownStudy, type StudyPlace } from './shown-study.ts';

/** How studies are set up and started from the page. */
export interface ViewSetup extends StudySetupOptions {
  /** What the organiser's link holds: without it nobody sets up, starts or stops anything. */
  readonly organiserToken: string;
  /** How `hvsb run` is started. */
  readonly program: OwnProgram;
  /** The study of a file that was started, to be shown. @throws UsageError */
  readonly placeOf: (file: string) => Promise<StudyPlace>;
}

/** What is shown, and where the page is served. */
export interface ViewServerOptions extends StudyPlace {
  /** Absent or null: nobody sets up a study here. */
  readonly setup?: ViewSetup | null;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly token: string | null;
  /** Further names under which the server answers, for example of a proxy in front. */
  readonly alsoKnownAs?: readonly string[];
  /** Gets a sentence when something takes a while. */
  readonly notify: (sentence: string) => void;
}

/** A server's answers, and what ends with it. */
interface ViewSite {
  readonly app: Hono;
  close(): Promise<void>;
}

/**
 * Serves the page of a study until closed. Ratings and notes are all that is ever written, and with `setup` study files, keys in
 * `.env` and the results of studies that are started.
 * @throws StoreError as `openStore` for reading; UsageError as `serve`.
 */
export async function startViewServer(options: ViewServerOptions): Promise<RunningServer> {
  const { host, port, token, notify, alsoKnownAs, setup = null, ...place } = options;
  const page = await pageFolder(notify);
  const hosts = allowedHosts(host, alsoKnownAs);
  const site = await createViewSite({ place, setup, page, token, hosts });
  try {
    const server = await serve({ app: site.app, host, port, token });
    return {
      url: server.url,
      async close() {
        await server.close();
        await site.close();
      },
    };
  } catch (error) {
    await site.close();
    throw error;
  }
}

/** What `createViewSite` serves. */
export interface ViewSiteOptions extends Guard {
  readonly place: StudyPlace;
  readonly setup: ViewSetup | null;
  /** Folder of the built page, see `pageFolder`. */
  readonly page: string;
}

/** The page of a study that may not have begun, with what sets one up. */
export async function createViewSite({ place, setup, page, ...guard }: ViewSiteOptions): Promise<ViewSite> {
  const shown = new ShownStudy(place);
  // What is wrong with results that are there is said at once.
  if (mayBeStore(place.path) || setup === null) await shown.open();
  const api = new Hono();
  const studies = setup === null ? null : new StudySetup(setup);
  if (studies === null || setup === null) api.route('/setup', closedSetupRoutes(closedReason(place)));
  else {
    const organiser: TokenSession = tokenSession(setup.organiserToken, 'organiser');
    const jobs = new StudyJobs(setup.folder, setup.program);
    const prepareShow = async (file: string) => {
      const next = await setup.placeOf(file);
      return () => shown.show(next);
    };
    api.route('/organiser/session', organiser.routes);
    api.route('/setup', setupRoutes({ setup: studies, jobs, organiser, prepareShow }));
  }
  api.all('*', (context) => shown.answer(context.req.raw));
  return {
    app: guardedApp(guard, api, await pageFiles(page, 'server')),
    async close() {
      await studies?.close();
      await shown.close();
    },
  };
}

function closedReason({ readOnly = false }: StudyPlace): string {
  return readOnly ? 'This page was started with --read-only.' : 'No study is set up on this page.';
}
