import { Link, Outlet } from '@tanstack/react-router';
import { SkipLink } from './skip-link.tsx';

const ratingPlaces = [
  { to: '/', name: 'Rate' },
  { to: '/agreement', name: 'Agreement' },
  { to: '/differences', name: 'Differences' },
] as const;

/** The frame for raters: three places, nothing that tells of models. */
export function RatingShell() {
  return (
    <>
      <SkipLink />
      <header className="top">
        <span className="brand">hvsb</span>
        <nav aria-label="Pages">
          {ratingPlaces.map(({ to, name }) => (
            <Link key={to} to={to} activeOptions={{ exact: true }}>
              {name}
            </Link>
          ))}
        </nav>
      </header>
      <main id="main" tabIndex={-1} className="narrow-page">
        <Outlet />
      </main>
    </>
  );
}
