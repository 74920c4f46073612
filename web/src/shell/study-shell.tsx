import { useQuery } from '@tanstack/react-query';
import { Link, Navigate, Outlet, useRouterState, useSearch } from '@tanstack/react-router';
import { Fragment, useEffect, useMemo, useRef, useState } from 'react';
import type { LiveState } from '../../../src/core/view/view-api.ts';
import { modelNames } from '../../../src/measures/display-names.ts';
import { QueryResult } from '../components/layout/query-result.tsx';
import { ThemeSwitch } from '../components/layout/theme.tsx';
import { TextSwitch } from '../components/texts/blurred.tsx';
import { ModelNamesContext } from '../data/model-names.tsx';
import { RequestError } from '../data/request.ts';
import { setupQueries, studyQueries, studySource } from '../data/study-source.ts';
import { LiveContext, useLive } from '../data/use-live.ts';
import { SkipLink } from './rating-shell.tsx';
import { TokenForm } from './token-form.tsx';

/** The frame of a study: where one can go, what is going on, and the place itself. */
export function StudyShell() {
  const [open, setOpen] = useState(false);
  const { dataset, attack, pack, wording } = useSearch({ strict: false });
  const shown = `${new URLSearchParams({ ...(pack && { pack }), ...(wording && { wording }) })}`;
  const query = useQuery(studyQueries.study);
  const { data: setup } = useQuery(setupQueries.role);
  const study = query.data;
  const live = useLive(study !== undefined, shown);
  const names = useMemo(() => modelNames(study?.models ?? [], study?.labels ?? {}), [study]);
  const pathname = useRouterState({ select: ({ location }) => location.pathname });
  const hash = useRouterState({ select: ({ location }) => location.hash });
  useArrival({ pathname, hash }, () => setOpen(false));
  // Nothing was run yet: what there is to do is to set a study up.
  const isEmpty = query.error instanceof RequestError && query.error.status === 404;
  return (
    <div className="frame">
      <SkipLink />
      <header className="side">
        <div className="side-head">
          <Link to="/" className="brand" aria-label="hvsb, overview">
            hvsb
          </Link>
          {study !== undefined && <bdi className="study-name">{study.name}</bdi>}
          <button
            type="button"
            className="menu-button"
            aria-expanded={open}
            aria-controls="places"
            onClick={() => setOpen(!open)}
          >
            Menu
          </button>
        </div>
        <div id="places" className={open ? 'side-body open' : 'side-body'}>
          <nav aria-label="Pages">
            {places
              .filter(({ group }) => !isEmpty && (group !== 'People' || studySource.events !== null))
              .map(({ group, places: inGroup }) => (
                <section key={group} aria-label={group}>
                  <p className="nav-group" aria-hidden="true">
                    {group}
                  </p>
                  {inGroup.map(({ to, name }) => (
                    <Link
                      key={to}
                      to={to}
                      search={{ dataset, attack }}
                      activeOptions={{ exact: true, includeSearch: false }}
                    >
                      {name}
                      {to === '/runs' && <LiveMark live={live} />}
                    </Link>
                  ))}
                </section>
              ))}
            {(isEmpty || setup?.role === 'organiser') && (
              <section aria-label="Study">
                <p className="nav-group" aria-hidden="true">
                  Study
                </p>
                <Link to="/setup" activeOptions={{ exact: true, includeSearch: false }}>
                  New study
                </Link>
              </section>
            )}
          </nav>
          <div className="side-foot">
            <TextSwitch />
            <ThemeSwitch />
          </div>
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        {pathname === '/setup' ? (
          <Outlet />
        ) : isEmpty ? (
          <Navigate to="/setup" replace />
        ) : query.error instanceof RequestError && query.error.status === 401 ? (
          <TokenForm onOpened={() => void query.refetch()} />
        ) : (
          <QueryResult query={query} what="the study">
            {() => (
              <LiveContext value={live}>
                <ModelNamesContext value={names}>
                  {/* Another pack or wording is another study to look at. */}
                  <Fragment key={shown}>
                    <Outlet />
                  </Fragment>
                </ModelNamesContext>
              </LiveContext>
            )}
          </QueryResult>
        )}
      </main>
    </div>
  );
}

/** Another place closes the menu and is where the keyboard and the screen reader go on. */
function useArrival({ pathname: path, hash }: { pathname: string; hash: string }, arrived: () => void): void {
  const before = useRef(path);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    arrived();
    // A section that the address names takes the focus itself.
    if (hash === '') document.getElementById('main')?.focus({ preventScroll: true });
  });
}

/** How far the runs are that go on; nothing where none does. */
export function LiveMark({ live }: { live: LiveState | undefined }) {
  const parts = live?.runs.filter(({ state }) => state === 'running').flatMap(({ parts }) => parts) ?? [];
  const running = live?.runs.some(({ state }) => state === 'running') ?? false;
  if (!running) return null;
  const planned = parts.reduce((sum, part) => sum + part.planned, 0);
  const done = parts.reduce((sum, part) => sum + part.stored + part.answered, 0);
  return (
    <span className="live-mark">
      {planned === 0 ? 'running' : `${Math.floor((100 * done) / planned)} %`}
      <span className="unseen"> of a run in progress</span>
    </span>
  );
}

/** The places of the page of a study, in groups. */
export const places = [
  {
    group: 'Findings',
    places: [
      { to: '/', name: 'Overview' },
      { to: '/types', name: 'Scenario types' },
      { to: '/attacks', name: 'Attacks' },
      { to: '/consistency', name: 'Consistency' },
      { to: '/explanations', name: 'Explanations' },
      { to: '/compare', name: 'Compare' },
    ],
  },
  {
    group: 'Data',
    places: [
      { to: '/scenarios', name: 'Scenarios' },
      { to: '/runs', name: 'Runs' },
    ],
  },
  {
    group: 'People',
    places: [
      { to: '/rate', name: 'Rate' },
      { to: '/agreement', name: 'Agreement' },
      { to: '/adjudicate', name: 'Disputed items' },
    ],
  },
] as const;
