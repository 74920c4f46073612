import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useRouterState, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { LiveContext } from '../data/live-state.ts';
import { studyQueries } from '../data/study-queries.ts';
import { studySource } from '../data/study-source.ts';
import { useLive } from '../data/use-live.ts';
import { Asked } from '../parts/asked.tsx';
import { Refusal } from '../refusal.ts';
import { TokenForm } from '../token-form.tsx';
import { LiveMark } from './live-mark.tsx';
import { places } from './places.ts';
import { SkipLink } from './skip-link.tsx';
import { TextSwitch } from './text-switch.tsx';
import { ThemeSwitch } from './theme-switch.tsx';

/** The frame of a study: where one can go, what is going on, and the place itself. */
export function StudyShell() {
  const [open, setOpen] = useState(false);
  const query = useQuery(studyQueries.study);
  const study = query.data;
  const live = useLive(study !== undefined);
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const { dataset, attack } = useSearch({ strict: false });
  useArrival(path, () => setOpen(false));
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
              .filter(({ group }) => group !== 'People' || studySource.events !== null)
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
          </nav>
          <div className="side-foot">
            <TextSwitch />
            <ThemeSwitch />
          </div>
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        {query.error instanceof Refusal && query.error.status === 401 ? (
          <TokenForm onOpened={() => void query.refetch()} />
        ) : (
          <Asked query={query} what="the study">
            {() => (
              <LiveContext value={live}>
                <Outlet />
              </LiveContext>
            )}
          </Asked>
        )}
      </main>
    </div>
  );
}

/** Another place closes the menu and is where the keyboard and the screen reader go on. */
function useArrival(path: string, arrived: () => void): void {
  const before = useRef(path);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    arrived();
    document.getElementById('main')?.focus({ preventScroll: true });
  });
}
