import {
  createBrowserHistory,
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouterHistory,
  retainSearchParams,
} from '@tanstack/react-router';
import type { DataSource } from '../../../src/core/view/view-api.ts';
import { NotFound, RatingShell } from '../shell/rating-shell.tsx';
import { StudyShell } from '../shell/study-shell.tsx';
import {
  attacksSearch,
  compareSearch,
  consistencySearch,
  explanationsSearch,
  overviewSearch,
  plainSearch,
  rootSearch,
  runsSearch,
  scenariosSearch,
  typesSearch,
} from './search.ts';

const agreementPage = lazyRouteComponent(
  () => import('../pages/rating/agreement-page.tsx'),
  'AgreementPlace',
);
const adjudicationPage = lazyRouteComponent(
  () => import('../pages/rating/adjudication-page.tsx'),
  'AdjudicationPlace',
);
const ratePage = lazyRouteComponent(() => import('../pages/rating/rate-page.tsx'), 'RatePlace');

function studyTree() {
  const root = createRootRoute({
    component: StudyShell,
    validateSearch: rootSearch,
    search: { middlewares: [retainSearchParams(['pack', 'wording'])] },
  });
  const getParentRoute = () => root;
  return root.addChildren([
    createRoute({
      getParentRoute,
      path: '/',
      validateSearch: overviewSearch,
      component: lazyRouteComponent(() => import('../pages/overview/overview-view.tsx'), 'OverviewView'),
    }),
    createRoute({
      getParentRoute,
      path: '/types',
      validateSearch: typesSearch,
      component: lazyRouteComponent(() => import('../pages/findings/types-view.tsx'), 'TypesView'),
    }),
    createRoute({
      getParentRoute,
      path: '/attacks',
      validateSearch: attacksSearch,
      component: lazyRouteComponent(() => import('../pages/findings/attacks-view.tsx'), 'AttacksView'),
    }),
    createRoute({
      getParentRoute,
      path: '/consistency',
      validateSearch: consistencySearch,
      component: lazyRouteComponent(
        () => import('../pages/findings/consistency-view.tsx'),
        'ConsistencyView',
      ),
    }),
    createRoute({
      getParentRoute,
      path: '/explanations',
      validateSearch: explanationsSearch,
      component: lazyRouteComponent(
        () => import('../pages/explanations/explanations-view.tsx'),
        'ExplanationsView',
      ),
    }),
    createRoute({
      getParentRoute,
      path: '/scenarios',
      validateSearch: scenariosSearch,
      component: lazyRouteComponent(() => import('../pages/scenarios/scenarios-view.tsx'), 'ScenariosView'),
    }),
    createRoute({
      getParentRoute,
      path: '/compare',
      validateSearch: compareSearch,
      component: lazyRouteComponent(() => import('../pages/compare/compare-view.tsx'), 'CompareView'),
    }),
    createRoute({
      getParentRoute,
      path: '/runs',
      validateSearch: runsSearch,
      component: lazyRouteComponent(() => import('../pages/runs/runs-view.tsx'), 'RunsView'),
    }),
    createRoute({
      getParentRoute,
      path: '/setup',
      component: lazyRouteComponent(() => import('../pages/setup/setup-view.tsx'), 'SetupView'),
    }),
    createRoute({ getParentRoute, path: '/rate', component: ratePage }),
    createRoute({ getParentRoute, path: '/agreement', component: agreementPage }),
    createRoute({ getParentRoute, path: '/adjudicate', component: adjudicationPage }),
  ]);
}

/** Raters see nothing that names a model: the other places are not there. */
function ratingTree() {
  const root = createRootRoute({ component: RatingShell });
  const getParentRoute = () => root;
  return root.addChildren([
    createRoute({ getParentRoute, path: '/', component: ratePage }),
    createRoute({ getParentRoute, path: '/rate', component: ratePage }),
    createRoute({ getParentRoute, path: '/agreement', component: agreementPage }),
    createRoute({ getParentRoute, path: '/adjudicate', component: adjudicationPage }),
  ]);
}

const settings = {
  parseSearch: plainSearch.parse,
  stringifySearch: plainSearch.stringify,
  defaultNotFoundComponent: NotFound,
  defaultPreload: 'intent',
  scrollRestoration: true,
} as const;

/** The places of the page. In a folder without a server they are written after the `#`, for any web server to serve. */
export function createPageRouter(source: DataSource) {
  if (source === 'ratings') return createRouter({ ...settings, routeTree: ratingTree() });
  return studyRouter(source === 'files' ? createHashHistory() : createBrowserHistory());
}

function studyRouter(history: RouterHistory) {
  return createRouter({ ...settings, routeTree: studyTree(), history });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof studyRouter>;
  }
}
