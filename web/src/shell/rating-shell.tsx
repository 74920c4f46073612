import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { Empty } from '../components/layout/messages.tsx';
import { TextSwitch } from '../components/texts/blurred.tsx';
import { ratingApi } from '../data/rating-api.ts';

const ratingPlaces = [
  { to: '/', name: 'Rate', isOpen: true },
  { to: '/agreement', name: 'Agreement', isOpen: false },
  { to: '/adjudicate', name: 'Disputed items', isOpen: false },
] as const;

/** The frame of a rating study: raters see their items alone, the organiser also how far all are; nothing names a model. */
export function RatingShell() {
  const { data } = useQuery({ queryKey: ['role'], queryFn: ratingApi.role });
  const role = data?.role ?? 'rater';
  const path = useRouterState({ select: ({ location }) => location.pathname });
  return (
    <>
      <SkipLink />
      <header className="top">
        <span className="brand">hvsb</span>
        <nav aria-label="Pages">
          {ratingPlaces
            .filter(({ isOpen }) => isOpen || role === 'organiser')
            .filter(({ to }) => to !== '/adjudicate' || data?.what !== 'scenarios')
            .map(({ to, name }) => (
              <Link key={to} to={to} activeOptions={{ exact: true }}>
                {name}
              </Link>
            ))}
        </nav>
        {path === '/adjudicate' && <TextSwitch />}
      </header>
      <main id="main" tabIndex={-1} className="narrow-page">
        <Outlet />
      </main>
    </>
  );
}

/** The first thing that the keyboard reaches. A button, since a fragment of the address may name the page. */
export function SkipLink() {
  return (
    <button type="button" className="skip-link" onClick={() => document.getElementById('main')?.focus()}>
      Skip to the page
    </button>
  );
}

/** For an address that names nothing. */
export function NotFound() {
  return (
    <Empty title="There is no page at this address.">
      <p>
        <Link to="/">Go to the first page</Link>
      </p>
    </Empty>
  );
}
